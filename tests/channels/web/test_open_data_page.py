"""The page of open data at a real browser: axe-core, both widths, and a download."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from channels.app import create_app
from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.fakes import SmallKnowledge
from tests.channels.published import publish
from tests.console.look import AXE, MARKS, Desk
from tests.serving import serving

pytestmark = MARKS


@pytest.fixture
def url(settings: Settings) -> Iterator[str]:
    publish(settings)
    with serving(create_app(settings, SampleBot(), SmallKnowledge())) as address:
        yield address


def test_the_page_is_read_by_everybody_and_leads_to_the_files(url: str, chromium: Chromium, tmp_path: Path) -> None:
    context = chromium.new_context(locale="vi-VN")
    context.add_init_script(AXE)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/open-data")
    for summary in page.locator("summary").all():
        summary.click()
    desk.look("Dữ liệu mở", "open-data")
    with page.expect_download() as file:
        page.get_by_role("link", name="procedures.csv").click()
    assert Path(file.value.path()).read_bytes().startswith(b"\xef\xbb\xbfcode,name,")
    assert desk.errors == []
    context.close()
