"""The page in a real browser, on the running assistant."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cli.supervisor import Stack
from tests.chromium import CHROMIUM

SOON = 60_000  # the whole assistant answers, on a machine that may be busy

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")]


@pytest.fixture(params=[(1280, 800), (360, 740)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser, stack: Stack) -> Iterator[Page]:
    width, height = request.param
    page = chromium.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(stack.url)
    page.get_by_role("button", name="Đồng ý và bắt đầu").click()
    yield page
    page.close()
    assert not complaints


def test_a_question_is_answered_with_its_source_and_a_button_asks_the_next_facet(page: Page) -> None:
    page.get_by_role("textbox").fill("mất bằng lái xe làm lại hết bao nhiêu tiền")
    page.keyboard.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Cấp lại giấy phép lái xe", timeout=SOON)
    expect(log).to_contain_text("135.000 đồng")
    expect(log).to_contain_text("18/7/2026")
    log.get_by_role("button", name="Nơi nộp hồ sơ").click()
    expect(log).to_contain_text("Cơ quan giải quyết", timeout=SOON)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
