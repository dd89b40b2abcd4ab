"""News on the page, in a real browser, from a gateway of its own."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from channels.app import create_app
from channels.sample import SampleBot
from conversations.outbox import Outbox
from core.answer import Answer
from core.db import Database
from core.person import person_key, person_of
from core.settings import Settings
from tests.channels.conftest import HOME
from tests.channels.fakes import SmallKnowledge

CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
MINUTE = 61_000
NEWS = "Hồ sơ …0420 đã có kết quả. Bạn đem giấy hẹn và giấy tờ tùy thân đến nhận."

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    nowhere = "http://127.0.0.1:9"
    settings = Settings(home=HOME, state=tmp_path_factory.mktemp("state"), bot_url=nowhere, actions_url=nowhere)
    config = uvicorn.Config(create_app(settings, SampleBot(), SmallKnowledge()), host="127.0.0.1", port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", settings
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Window:
    """A page with a clock that the test moves, and what it asked for."""

    def __init__(self, page: Page, settings: Settings) -> None:
        self.page, self.settings = page, settings
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url) if "/api/v1/messages" in request.url else None)

    def write(self) -> None:
        self.page.get_by_role("textbox").fill("xin chào")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("log")).to_contain_text("Bạn vừa viết: xin chào")

    def send(self, *texts: str) -> None:
        """Send news to who writes on this page."""
        sender = self.page.evaluate("sessionStorage.getItem('troly.sender')")
        person = person_of(person_key(self.settings), "rest", sender)
        with closing(Database.open(self.settings)) as database:
            for text in texts:
                assert Outbox(database).put(person, "rest", f"{sender}{text}"[:120], Answer(status="dossier", text=text))

    def nothing_waits(self) -> bool:
        """Tell whether the gateway has heard that everything was shown; the page's word to it may be on its way."""
        sender = self.page.evaluate("sessionStorage.getItem('troly.sender')")
        person, deadline = person_of(person_key(self.settings), "rest", sender), time.monotonic() + 10
        with closing(Database.open(self.settings)) as database:
            while (found := Outbox(database).waiting(person)) and time.monotonic() < deadline:
                time.sleep(0.05)
        return not found

    def minutes(self, count: int = 1) -> None:
        for _ in range(count):
            before = len(self.asked)
            self.page.clock.run_for(MINUTE)
            assert len(self.asked) <= before + 2


@pytest.fixture(params=[(1280, 800), (360, 740)], ids=["desktop", "phone"])
def window(request: pytest.FixtureRequest, chromium: Browser, gateway: tuple[str, Settings]) -> Iterator[Window]:
    width, height = request.param
    page = chromium.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.clock.install()
    opened = Window(page, gateway[1])
    page.goto(gateway[0])
    yield opened
    page.close()
    assert not complaints


def test_nothing_is_asked_before_somebody_wrote(window: Window) -> None:
    window.minutes(3)
    assert window.asked == []


def test_news_are_shown_once_and_then_no_longer_wait(window: Window) -> None:
    window.write()
    window.send(NEWS, "Hồ sơ …7906 mới có thay đổi.")
    notices = window.page.locator(".notice")
    window.minutes()
    expect(notices).to_have_count(2)
    expect(notices.first).to_contain_text(re.compile(r"Tin báo của trợ lý tự động, .*\d{4}"))
    expect(notices.first).to_contain_text(NEWS)
    expect(notices.first).to_be_in_viewport()
    window.minutes(2)
    expect(notices).to_have_count(2)
    assert window.nothing_waits()
    assert window.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_came_while_the_page_was_closed_is_there_when_it_opens(window: Window) -> None:
    window.write()
    window.send(NEWS)
    window.page.reload()
    expect(window.page.get_by_role("log")).to_contain_text(NEWS)


def test_a_question_after_the_news_stands_at_the_top_again(window: Window) -> None:
    window.write()
    window.send(NEWS)
    window.minutes()
    expect(window.page.locator(".notice")).to_have_count(1)
    window.page.get_by_role("textbox").fill("còn gì nữa không")
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("log")).to_contain_text("Bạn vừa viết: còn gì nữa không")
    expect(window.page.locator(".question").last).to_be_in_viewport()


def test_a_gateway_that_is_down_for_a_while_loses_nothing(window: Window) -> None:
    window.write()
    window.send(NEWS)
    window.page.route("**/api/v1/messages*", lambda route: route.fulfill(status=200, body="<html>"))
    window.minutes(2)
    expect(window.page.locator(".notice")).to_have_count(0)
    window.page.unroute("**/api/v1/messages*")
    window.minutes()
    expect(window.page.locator(".notice")).to_have_count(1)


def test_a_page_nobody_looks_at_asks_nothing(window: Window) -> None:
    window.write()
    window.page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    window.minutes(2)
    assert window.asked == []
    window.send(NEWS)
    window.page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(window.page.locator(".notice")).to_have_count(1)
