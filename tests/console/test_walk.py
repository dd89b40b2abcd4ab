"""An administrator at a real browser: link, telephone, staff desk, audit, out; with axe-core on every page, wide and narrow."""

import json
from pathlib import Path

import pyotp
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from console.staff.schemas import Profile
from tests.console import look
from tests.console.desk import BASE, PASSWORD, Clock
from tests.console.look import AXE, Desk

pytestmark = look.MARKS


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
    telephone = pyotp.TOTP(str(page.locator("code.secret").text_content()))
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
