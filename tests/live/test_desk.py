"""The desk from end to end: a sheet with two bad rows, a fee, a second person, the effect, the publish, the chat, and the way back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from cli.supervisor import Stack
from console.roles import Role
from core.settings import Settings
from tests.console.look import MARKS, chromium
from tests.live.apart import copied, running
from tests.live.colleague import arrive, invited

pytestmark = MARKS


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def own(checkout: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied(checkout, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def assistant(own: Settings) -> Iterator[tuple[Stack, str]]:
    with running(own) as started:
        yield started


def test_a_fee_from_the_desk_to_the_chat_and_back(assistant: tuple[Stack, str], own: Settings, browser: Chromium, tmp_path: Path) -> None:
    stack, console = assistant
    curator = arrive(browser, console, invited(own, "lan.tran", "Trần Thị Lan", Role.CURATOR), tmp_path)
    approver = arrive(browser, console, invited(own, "minh.le", "Lê Văn Minh", Role.CURATOR, Role.APPROVER), tmp_path)
    expect(curator.page.locator("h1")).to_contain_text("Xin chào")
    expect(approver.page.locator("h1")).to_contain_text("Xin chào")
