"""A gateway of its own, pages on other origins that embed the widget, and a browser to look at them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from channels.app import create_app
from core.settings import Settings
from tests.channels.conftest import HOME
from tests.channels.fakes import SmallKnowledge
from tests.channels.widget.talker import Talker

AXE = HOME / "tests" / "vendor" / "axe-core" / "axe.min.js"
STILL = {"reduced_motion": "reduce"}  # where colours are looked at: none is on its way to another
SIZES = {"desktop": (1280, 800), "phone": (360, 740)}
# Gives the contrast of an element's text with the ground it stands on, as WCAG 2 measures it.
CONTRAST = """(node) => {
  const share = (one) => (one / 255 <= .04045 ? one / 255 / 12.92 : ((one / 255 + .055) / 1.055) ** 2.4);
  const part = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(share);
  const light = (text) => { const [r, g, b] = part(text); return .2126 * r + .7152 * g + .0722 * b; };
  let ground = node;
  while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
  const [a, b] = [light(getComputedStyle(node).color), light(getComputedStyle(ground).backgroundColor)].sort((x, y) => x - y);
  return (b + .05) / (a + .05);
}"""
expect.set_options(timeout=30_000)  # what is waited for comes at once; a machine under load may take its time
NOWHERE = "http://127.0.0.1:9"


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Run `app` on loopback and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class Host:
    """A page of another origin that anybody might have: `html` goes into its head, `policy` its Content-Security-Policy."""

    url: str = ""
    html: str = ""
    policy: str = ""


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    app, host = FastAPI(), Host()

    @app.get("/{path:path}")
    def page(path: str) -> HTMLResponse:
        head = f'<meta charset="utf-8"><title>x</title>{host.html}'
        body = f'<!doctype html><html lang="vi"><head>{head}</head><body><h1>Trang</h1></body></html>'
        return HTMLResponse(body, headers={"Content-Security-Policy": host.policy} if host.policy else {})

    with serving(app) as host.url:
        yield host


@pytest.fixture(scope="session")
def bot() -> Talker:
    return Talker()


@pytest.fixture(scope="session")
def gateway_settings(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Settings:
    return Settings(
        home=HOME,
        state=tmp_path_factory.mktemp("state"),
        bot_url=NOWHERE,
        actions_url=NOWHERE,
        widget_origins=(host.url,),
        messages_per_minute=600,
        web_address_per_minute=6000,
    )


@pytest.fixture(scope="session")
def gateway(gateway_settings: Settings, bot: Talker) -> Iterator[str]:
    with serving(create_app(gateway_settings, bot, SmallKnowledge())) as url:
        yield url


class Visit:
    """Somebody's browser, with a page that carries the widget."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.complaints: list[str] = []
        self.page = self.tab()

    def tab(self, url: str | None = None) -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page = page
        page.goto(url or self.url)
        return page

    @property
    def chat(self) -> Locator:
        return self.page.locator("troly-chat")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox")

    @property
    def launcher(self) -> Locator:
        return self.chat.locator(".launcher")

    def open(self, agree: bool = True) -> None:
        self.launcher.click()
        if agree:
            self.page.get_by_role("button", name="Đồng ý và bắt đầu").click()

    def ask(self, text: str) -> None:
        self.box.fill(text)
        self.page.keyboard.press("Enter")

    def answered(self, text: str, count: int = 1) -> Locator:
        cards = self.log.locator(".card", has_text=text)
        expect(cards).to_have_count(count)
        return cards.last

    def menu(self) -> Locator:
        self.page.get_by_role("button", name="Tùy chọn").click()
        return self.page.get_by_role("group", name="Tùy chọn")

    def kept(self) -> str:
        """Everything this device remembers, in one text."""
        return str(self.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))

    def until(self, expression: str) -> None:
        """Wait until `expression` is true in the page. Playwright's own way evaluates text there, which the page's policy forbids."""
        while not self.page.evaluate(expression):
            self.page.wait_for_timeout(20)

    def later(self, milliseconds: int) -> None:
        """Let the page's own clock go on by so much at once: what it would do by then it does now."""
        self.page.clock.fast_forward(milliseconds)

    def faults(self, what: str = "troly-chat") -> list[Any]:
        """What axe-core finds wrong with `what`, by default the widget."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        rules = "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
        found: list[Any] = self.page.evaluate(f"axe.run('{what}', {rules}).then(({{violations}}) => violations)")
        return [(fault["id"], [(node["target"], node["failureSummary"]) for node in fault["nodes"]]) for fault in found]

    def leave(self) -> None:
        """Close the browser. A request that a test still holds up must not disturb the next test."""
        for page in self.context.pages:
            page.unroute_all(behavior="ignoreErrors")
        self.context.close()


Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser, gateway: str) -> Iterator[Visitor]:
    """Make visits. `forgiven` are words of complaints of the console that a test provokes; `clock` is for `Visit.later`."""
    visits: list[tuple[Visit, tuple[str, ...]]] = []

    def make(
        width: int = 1280,
        height: int = 800,
        url: str | None = None,
        script: str = "",
        clock: bool = False,
        forgiven: tuple[str, ...] = (),
        **options: Any,
    ) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        if clock:
            context.clock.install()
        context.set_default_timeout(30_000)
        if script:
            context.add_init_script(script)
        visits.append((Visit(context, url or f"{gateway}/demo/"), forgiven))
        return visits[-1][0]

    yield make
    for visit, _ in visits:
        visit.leave()
    for visit, forgiven in visits:
        assert [words for words in visit.complaints if not any(known in words for known in forgiven)] == []


@pytest.fixture
def desk(visitor: Visitor) -> Visit:
    """A visit on a desktop, where a phone shows and does the same."""
    return visitor()


@pytest.fixture(params=SIZES.values(), ids=list(SIZES))
def visit(request: pytest.FixtureRequest, visitor: Visitor) -> Visit:
    """A visit to the demonstration page, on a desktop and on a phone."""
    return visitor(*request.param)
