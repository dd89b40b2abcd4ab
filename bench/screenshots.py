"""Take the pictures of `docs/screenshots/` from the assistant, in Debian's chromium: `python -m bench.screenshots [--url URL]`."""

import argparse
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from cli.supervisor import Stack
from core.settings import Settings

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
_STILL = 700  # milliseconds until what moves stands still
_PATIENCE = 60_000


@dataclass(frozen=True)
class Shot:
    """One picture: where, on what, and what is done before."""

    name: str
    before: Callable[[Page], object]
    path: str = "/demo/"
    device: dict[str, Any] = field(default_factory=lambda: DESKTOP)


def _open(page: Page) -> None:
    page.locator("troly-chat .launcher").click()


def _agree(page: Page) -> None:
    if not page.get_by_role("dialog").is_visible():
        _open(page)
    page.get_by_role("button", name="Đồng ý và bắt đầu").click()


def _say(*questions: str) -> Callable[[Page], None]:
    def say(page: Page) -> None:
        _agree(page)
        for question in questions:
            page.get_by_role("textbox").fill(question)
            page.get_by_role("button", name="Gửi câu hỏi").click()
            page.locator("troly-chat .turn:last-child .card").wait_for()
            page.wait_for_timeout(_STILL)

    return say


def _status(page: Page) -> None:
    _say("xem giùm hồ sơ h29.18 260310 0420")(page)
    page.get_by_role("log").get_by_role("button", name="Đồng ý tra cứu").click()
    page.locator("troly-chat .turn:last-child .card").wait_for()
    page.get_by_role("textbox").fill("4321")
    page.get_by_role("button", name="Gửi câu hỏi").click()
    page.get_by_role("log").get_by_text("Đang ở bước").wait_for()


def _menu(page: Page) -> None:
    _agree(page)
    page.get_by_role("button", name="Tùy chọn").click()


def _offline(page: Page) -> None:
    _say("lam lai can cuoc bi mat can j")(page)
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("lệ phí bao nhiêu")
    page.get_by_role("button", name="Gửi câu hỏi").click()
    page.get_by_role("log").get_by_text("tự gửi khi có mạng").wait_for()


def _paper(page: Page) -> None:
    page.emulate_media(media="print")


SHOTS = (
    Shot("desktop", _say("mất bằng lái xe làm lại hết bao nhiêu tiền"), "/"),
    Shot("phone", _say("mất bằng lái xe làm lại hết bao nhiêu tiền"), "/", PHONE),
    Shot("widget-desktop-answer", _say("What papers do I need to register a marriage?")),
    Shot("widget-desktop-dark", _status, device={**DESKTOP, "color_scheme": "dark"}),
    Shot("widget-desktop-contrast", _say("đăng ký kết hôn với người Hàn"), device={**DESKTOP, "contrast": "more"}),
    Shot("widget-phone-consent", _open, device=PHONE),
    Shot("widget-phone-life-event", _say("tôi sắp sinh con cần làm những thủ tục gì"), device={**PHONE, "color_scheme": "dark"}),
    Shot("widget-phone-menu", _menu, device=PHONE),
    Shot("widget-phone-offline", _offline, device=PHONE),
    Shot("checklist-print", _paper, "/checklists/birth"),
)


def main() -> None:
    """Take every picture, or those named, of the assistant at `--url` or of one started for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    settings = Settings()
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    folder = settings.home / "docs" / "screenshots"
    if options.url:
        shoot(options.url, folder, shots)
        return
    with Stack.start(settings, isolated=True) as stack:
        shoot(stack.url, folder, shots)


def shoot(url: str, folder: Path, shots: list[Shot]) -> None:
    """Save `<name>.png` for each of `shots`."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, closing(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)) as browser:
        for shot in shots:
            _take(browser, url, folder, shot)


def _take(browser: Browser, url: str, folder: Path, shot: Shot) -> None:
    with closing(browser.new_context(**shot.device)) as context:
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.goto(f"{url}{shot.path}")
        shot.before(page)
        page.wait_for_timeout(_STILL)
        page.screenshot(path=folder / f"{shot.name}.png")
        print(shot.name, flush=True)


if __name__ == "__main__":
    main()
