"""A page at a real browser, and what is looked at on it: axe-core, the width, errors that the browser tells."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from tests.backends import HOME
from tests.chromium import CHROMIUM
from tests.console.desk import Browser

AXE = (HOME / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
LOOKS: tuple[tuple[int, Literal["dark", "light"]], ...] = ((360, "dark"), (1280, "light"))
LONG = 30_000  # ms: what is waited for comes at once; a machine under load may take its time
expect.set_options(timeout=LONG)
MARKS = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")]


def seated(browser: Chromium, url: str, person: Browser, zone: str | None = None) -> BrowserContext:
    """A browser in which `person` is signed in at the console at `url`, with axe-core on every page."""
    context = browser.new_context(locale="vi-VN", timezone_id=zone)
    context.add_init_script(AXE)
    context.add_cookies([{"name": person.parts.cookie, "value": person.token, "url": url}])
    return context


class Desk:
    """A page, and what is looked at on it: violations, width, errors the browser tells."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.errors: list[str] = []
        page.set_default_timeout(LONG)
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def look(self, title: str, shot: str) -> None:
        """Wait for the page `title` with its style sheets and scripts, and look at it on a dark telephone and on a light desk."""
        expect(self.page.locator("h1")).to_contain_text(title)
        self.page.wait_for_load_state()
        for width, scheme in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)
            self.page.screenshot(path=self.folder / f"{shot}-{width}.png", full_page=True)
            found: dict[str, Any] = self.page.evaluate(RULES)
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], (shot, width)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{shot} is wider than {width} pixels"
