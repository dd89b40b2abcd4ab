"""A curator at a real browser brings in a sheet with two bad rows, mends them where they stand, and makes drafts of all."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.doing import did
from tests.console.look import MARKS, Desk, seated
from tests.knowledge.records import BEES

pytestmark = MARKS


def test_two_bad_rows_are_mended(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, sheet: Path, tmp_path: Path) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.CURATOR)
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(f"{url}/imports")
    desk.look("Nhập hàng loạt", "imports")
    page.get_by_label("Tệp", exact=True).set_input_files({"name": "ảnh.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    expect(page.get_by_text("không phải bảng tính .xlsx, .csv")).to_be_visible()
    desk.look("Nhập hàng loạt", "wrong-file")
    page.get_by_label("Tệp", exact=True).set_input_files(sheet)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    desk.look("Nhập hàng loạt", "waiting")
    did(app.state.parts)
    page.get_by_role("link", name="Xem kết quả").click()  # the panel has asked for itself anew
    desk.look("bảng tháng 11.xlsx", "bad-rows")

    page.get_by_label("Hiệu lực đến").first.fill("28/02/2027")
    page.get_by_role("button", name="Kiểm tra lại dòng này").first.click()
    expect(page.get_by_text("Dòng này dùng được.")).to_be_visible()
    page.get_by_label("Mã thủ tục").last.fill("2.")
    page.get_by_role("button", name="Kiểm tra lại dòng này").last.click()
    expect(page.get_by_role("heading", name="Dòng 6 · 2.")).to_be_visible()  # judged, and still wrong
    page.get_by_label("Mã thủ tục").last.fill(BEES.code)
    page.get_by_role("button", name="Kiểm tra lại dòng này").last.click()
    expect(page.get_by_text("Dòng này không khác gì dữ liệu đang có.")).to_be_visible()
    desk.look("bảng tháng 11.xlsx", "mended")

    page.reload()
    expect(page.get_by_role("link", name="Có lỗi")).to_have_count(0)
    page.get_by_role("button", name="Tạo bản nháp").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    did(app.state.parts)
    expect(page.get_by_text("Việc đã xong.")).to_be_visible()
    desk.look("bảng tháng 11.xlsx", "drafted")
    page.get_by_role("link", name="Xem kết quả").click()
    page.get_by_role("link", name="Đã thành bản nháp").click()
    expect(page.get_by_role("link", name="Bản nháp", exact=True)).to_have_count(3)
    desk.look("bảng tháng 11.xlsx", "drafts")
    page.get_by_role("table").get_by_role("link").first.click()
    desk.look("Dòng", "row")
    assert [error for error in desk.errors if "422" not in error] == []
    context.close()
