"""The desk from end to end: a sheet with two bad rows, a fee, a second person, the effect, the publish, the chat, and the way back."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from cli.supervisor import Stack
from console.roles import Role
from core.settings import Settings
from knowledge.importers.columns import COLUMNS, row_of
from knowledge.importers.table import write_table
from knowledge.repository import parsed
from tests.console.look import MARKS, Desk
from tests.live.apart import copied, running
from tests.live.colleague import arrive, invited

LICENCE, QUESTION = "3.000348", "mất bằng lái xe làm lại hết bao nhiêu tiền"
SHEET = ("1.000656", "1.000894", "1.001193", "1.004194")
OLD, NEW = "135.000 đồng", "147.000 đồng"
SOON = 480_000  # ms: a job on a busy machine

pytestmark = [*MARKS, pytest.mark.timeout(1_800)]


@pytest.fixture(scope="module")
def own(checkout: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied(checkout, tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def assistant(own: Settings) -> Iterator[tuple[Stack, str]]:
    with running(own) as started:
        yield started


@pytest.fixture
def sheet(own: Settings, tmp_path: Path) -> Path:
    """Four records of the seed: two with another place, one with a day that is none, one with a code that is none."""
    rows = [row_of(parsed((own.seed / "procedures" / f"{code}.json").read_bytes(), code)) for code in SHEET]
    for row in rows[:2]:
        row["Nơi nộp"] = "Trung tâm Phục vụ hành chính công nơi cư trú"
    rows[2] |= {"Hiệu lực đến": "31/02/2027"}
    rows[3] |= {"Mã thủ tục": "tạm trú"}
    titles, path = [column.title for column in COLUMNS], tmp_path / "bảng rà soát.xlsx"
    write_table(path, [titles, *([row[title] for title in titles] for row in rows)])
    return path


def invite(admin: Desk, login: str, name: str, *roles: str) -> str:
    """Have the administrator make an account, and return the path of its link."""
    page = admin.page
    page.get_by_role("navigation", name="Các bàn làm việc").get_by_role("link", name="Nhân sự").click()
    page.get_by_role("link", name="Mời người mới").click()
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Họ tên").fill(name)
    for role in roles:
        page.locator(f"input[name=roles][value={role}]").check()
    page.get_by_role("button", name="Tạo tài khoản").click()
    return urlsplit(page.locator("#f-link").input_value()).path


def bring_in(desk: Desk, console: str, sheet: Path) -> None:
    """Read the sheet, mend its two bad rows where they stand, and make drafts of what differs."""
    page = desk.page
    page.goto(f"{console}/imports")
    page.get_by_label("Tệp", exact=True).set_input_files(sheet)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    page.get_by_role("link", name="Xem kết quả").click(timeout=SOON)
    expect(page.get_by_role("link", name="Có lỗi 2")).to_be_visible()
    desk.look("bảng rà soát.xlsx", "sheet")
    page.get_by_label("Hiệu lực đến").first.fill("28/02/2027")
    page.get_by_role("button", name="Kiểm tra lại dòng này").first.click()
    expect(page.get_by_text("Dòng này dùng được.")).to_be_visible()
    page.get_by_label("Mã thủ tục").last.fill(SHEET[3])
    page.get_by_role("button", name="Kiểm tra lại dòng này").last.click()
    expect(page.get_by_text("Dòng này không khác gì dữ liệu đang có.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Tạo bản nháp").click()
    expect(page.get_by_text("Việc đã xong.")).to_be_visible(timeout=SOON)
    page.get_by_role("link", name="Xem kết quả").click()
    page.get_by_role("link", name="Đã thành bản nháp").click()
    expect(page.get_by_role("link", name="Bản nháp", exact=True)).to_have_count(3)


def raise_fee(desk: Desk, console: str) -> str:
    """Write the new fee, hand it over, be refused one's own approval; return the address of the version."""
    page = desk.page
    page.goto(f"{console}/procedures/{LICENCE}")
    page.get_by_role("button", name="Sửa", exact=True).click()
    amounts = page.get_by_label("Số tiền (đồng)")
    for place in range(amounts.count()):
        amounts.nth(place).fill("147.000")
    expect(page.get_by_text("Đã lưu lúc").first).to_be_visible()
    desk.look("Cấp lại giấy phép lái xe", "edit")
    page.get_by_label("Lời nhắn cho người duyệt").fill("Mức phí mới, để thử")
    page.get_by_role("button", name="Gửi thẩm định").click()
    expect(page.get_by_role("status")).to_have_text("Đã gửi thẩm định.")
    expect(page.get_by_text("Bạn đã viết một phần của bài này")).to_be_visible()
    expect(page.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)
    return page.url


def approve(desk: Desk, version: str) -> None:
    page = desk.page
    page.goto(version)
    expect(page.get_by_text("147.000").first).to_be_visible()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã duyệt. Bài đi cùng lần công bố tới.")


def effect(desk: Desk, console: str, version: str) -> None:
    page = desk.page
    page.goto(f"{console}/releases/effect?version={version.rsplit('/', 1)[1]}")
    page.get_by_role("button", name="Thử các phiên bản đã chọn").click()
    page.get_by_role("link", name="Xem kết quả").click(timeout=SOON)
    expect(page.locator("main")).to_contain_text("147.000")
    desk.look("Tác động của 1 phiên bản", "effect")


def job_done(page: Page, console: str, button: str) -> None:
    page.goto(f"{console}/releases")
    with page.expect_navigation(timeout=SOON):  # the page before it may tell of a job that is done
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Việc đã xong.")).to_be_visible(timeout=SOON)


def asked(page: Page, words: str) -> None:
    """Ask the assistant as a citizen does, until it answers with `words`: it follows a new release within seconds."""
    answers = page.get_by_role("log").locator("article:not(.welcome)")
    for _ in range(100):
        before = answers.count()
        page.get_by_role("textbox").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(answers).to_have_count(before + 1, timeout=SOON)
        if answers.last.get_by_text(words).count():
            return
        page.wait_for_timeout(1_500)
    raise AssertionError(f"not told {words}")


def test_a_fee_from_the_desk_to_the_chat_and_back(
    assistant: tuple[Stack, str], own: Settings, chromium: Chromium, sheet: Path, tmp_path: Path
) -> None:
    stack, console = assistant
    citizen = chromium.new_page(locale="vi-VN")
    citizen.goto(stack.url)
    citizen.get_by_role("button", name="Đồng ý và bắt đầu").click()
    asked(citizen, OLD)

    admin = arrive(chromium, console, invited(own, "quan-tri", "Nguyễn Thị Quản Trị", Role.ADMIN), tmp_path)
    lan = arrive(chromium, console, invite(admin, "lan.tran", "Trần Thị Lan", "curator", "approver"), tmp_path)
    minh = arrive(chromium, console, invite(admin, "minh.le", "Lê Văn Minh", "approver"), tmp_path)
    bring_in(lan, console, sheet)
    version = raise_fee(lan, console)
    approve(minh, version)
    effect(minh, console, version)
    job_done(minh.page, console, "Công bố ngay")
    asked(citizen, NEW)
    minh.look("Công bố", "published")
    job_done(minh.page, console, "Quay lại bản trước")
    asked(citizen, OLD)
    admin.page.goto(f"{console}/audit")
    expect(admin.page.get_by_role("table")).to_contain_text("minh.le")
    admin.look("Nhật ký", "audit")
    assert [one for desk in (admin, lan, minh) for one in desk.errors if "422" not in one] == []
