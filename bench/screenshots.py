"""Take the pictures of `docs/screenshots/` from the assistant, in Debian's chromium: `python -m bench.screenshots`."""

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from cli.supervisor import Stack
from core.settings import Settings

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
VIEWS = {"desktop": (1280, 800), "phone": (360, 740)}
QUESTION = "mất bằng lái xe làm lại hết bao nhiêu tiền"


def main() -> None:
    """Ask one question at each size and save what a citizen sees, before and after."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    url = parser.parse_args().url
    settings = Settings()
    if url:
        shoot(url, settings.home / "docs" / "screenshots")
        return
    with Stack.start(settings, isolated=True) as stack:
        shoot(stack.url, settings.home / "docs" / "screenshots")


def shoot(url: str, folder: Path) -> None:
    """Save `<view>-start.png` and `<view>.png` for each size."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for view, (width, height) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=2 if view == "phone" else 1)
            page.goto(url)
            page.screenshot(path=folder / f"{view}-start.png")
            _ask(page, QUESTION)
            page.screenshot(path=folder / f"{view}.png")
            page.close()
        browser.close()


def _ask(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")
    page.get_by_role("log").get_by_text("Nguồn").first.wait_for(timeout=20_000)
    page.wait_for_timeout(600)  # the view moves the question to the top


if __name__ == "__main__":
    main()
