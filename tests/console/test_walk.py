"""An administrator at a real browser: link, telephone, staff desk, audit, out; with axe-core on every page, wide and narrow."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pyotp
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect, sync_playwright

from console.app import create_app
from console.roles import Role
from console.staff.schemas import Profile
from core.settings import Settings
from tests.backends import HOME
from tests.console.desk import BASE, PASSWORD, Clock
from tests.serving import serving

CHROMIUM = shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
AXE = (HOME / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
LOOKS: tuple[tuple[int, Literal["dark", "light"]], ...] = ((360, "dark"), (1280, "light"))
LONG = 30_000  # ms: what is waited for comes at once; a machine under load may take its time
expect.set_options(timeout=LONG)

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")]


@pytest.fixture
def served(settings: Settings, clock: Clock) -> Iterator[tuple[FastAPI, str]]:
    app = create_app(settings, clock)
    with serving(app) as url:
        yield app, url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Desk:
    """A page, and what is looked at on it: violations, width, errors the browser tells."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.errors: list[str] = []
        page.set_default_timeout(LONG)
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def look(self, title: str, shot: str) -> None:
        """Wait for the page `title`, and look at it on a dark telephone and on a light desk."""
        expect(self.page.locator("h1")).to_contain_text(title)
        for width, scheme in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)
            self.page.screenshot(path=self.folder / f"{shot}-{width}.png", full_page=True)
            found: dict[str, Any] = self.page.evaluate(RULES)
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], (shot, width)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{shot} is wider than {width} pixels"


def test_an_administrators_way(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    staff = app.state.parts.staff
    link = staff.create("cli", Profile.of("quan-tri", "Nguyễn Thị Quản Trị", list(Role)))[1].replace(BASE, url)
    staff.create("cli", Profile.of("lan.tran", "Trần Lan", ["curator"]))
    context = chromium.new_context(locale="vi-VN")
    context.add_init_script(AXE)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(link)
    desk.look("Đặt mật khẩu", "link")
    page.get_by_label("Mật khẩu mới", exact=True).fill("ngắn")
    page.get_by_label("Nhập lại mật khẩu mới").fill("ngắn")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_text("Mật khẩu cần ít nhất 12 ký tự.")).to_be_visible()
    desk.look("Đặt mật khẩu", "link-wrong")
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.keyboard.press("Enter")

    desk.look("Cài lớp bảo mật thứ hai", "enrol")
    page.get_by_text("Không quét được?").click()
    telephone = pyotp.TOTP(page.locator("code.secret").inner_text())
    page.get_by_label("Rồi nhập sáu chữ số").fill(telephone.at(clock.now))
    page.get_by_role("button", name="Hoàn tất").click()
    desk.look("Mã dự phòng", "recovery")
    page.get_by_role("link", name="Tôi đã cất").click()

    desk.look("Xin chào", "home")
    navigation = page.get_by_role("navigation", name="Các bàn làm việc")
    navigation.get_by_role("link", name="Nhân sự").click()
    desk.look("Nhân sự", "staff")
    page.get_by_label("Tìm theo tên").fill("lan")
    expect(page.get_by_role("row")).to_have_count(2)  # htmx brought the table alone
    assert page.url == f"{url}/staff"
    page.get_by_role("link", name="lan.tran").click()
    desk.look("Trần Lan", "staff-one")
    page.get_by_role("checkbox", name="Duyệt").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu.")
    page.get_by_role("button", name="Tạo liên kết đặt mật khẩu").click()
    desk.look("Liên kết dùng một lần", "staff-link")
    page.goto(f"{url}/staff/new")
    page.get_by_label("Tên đăng nhập").fill("có dấu")
    page.get_by_label("Họ tên").fill("Lê Hoa")
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_label("Tên đăng nhập")).to_have_attribute("aria-invalid", "true")
    desk.look("Mời người mới", "staff-new")

    navigation.get_by_role("link", name="Nhật ký").click()
    desk.look("Nhật ký", "audit")
    page.get_by_label("Việc", exact=True).select_option("staff.change")
    expect(page.get_by_role("row")).to_have_count(2)
    with page.expect_download() as file:
        page.get_by_role("link", name="Tải JSON").click()
    assert [json.loads(line)["action"] for line in Path(file.value.path()).read_text("utf-8").splitlines()] == ["staff.change"]
    navigation.get_by_role("link", name="Tài khoản của tôi").click()
    desk.look("Tài khoản của tôi", "account")

    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    desk.look("Đăng nhập", "sign-in")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Đăng nhập")  # no cache shows the desk once more
    clock.forward(seconds=30)
    page.get_by_label("Tên đăng nhập").fill("quan-tri")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    desk.look("Xác nhận bước hai", "code")
    page.keyboard.type(telephone.at(clock.now))  # the field has the focus
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Tài khoản của tôi")
    assert [error for error in desk.errors if "422" not in error] == []
    context.close()
