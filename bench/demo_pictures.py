"""Take the pictures of `troly demo` for `docs/screenshots/`, in Debian's chromium: `python -m bench.demo_pictures`."""

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.screenshots import QUIET
from cli.demo import running
from core.settings import Settings

WIDE, NARROW = (1320, 930), (360, 740)
PATIENCE = 60_000  # milliseconds
TALK = {
    "Zalo": (("Mất căn cước làm lại ở đâu?", "Nguồn"), ("le phi bao nhieu", "70.000")),
    "Messenger": (("Làm giấy khai sinh cần giấy tờ gì?", "Giấy chứng sinh"), ("nop o dau", "Trung tâm Phục vụ hành chính công")),
}


def main() -> None:
    """Chat on both phones, and save what stands there: `demo.png`, and `demo-phone.png` at the width of a phone."""
    folder = Settings().home / "docs" / "screenshots"
    with running() as (_, _, url), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]}, reduced_motion="reduce")
        page.goto(url)
        for platform, turns in TALK.items():
            for question, told in turns:
                _ask(page, platform, question, told)
        _shoot(page, folder / "demo.png")
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        page.get_by_role("region", name="Messenger").scroll_into_view_if_needed()
        _shoot(page, folder / "demo-phone.png")
        browser.close()


def _ask(page: Page, platform: str, question: str, told: str) -> None:
    log = page.get_by_role("region", name=platform).get_by_role("log")
    before = log.locator("li.account").count()
    page.get_by_label(f"Tin nhắn {platform}").fill(question)
    page.keyboard.press("Enter")
    expect(log.locator("li.account").nth(before)).to_contain_text(told, timeout=PATIENCE)
    page.wait_for_timeout(1_500)  # an answer may have several parts


def _shoot(page: Page, path: Path) -> None:
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(500)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
