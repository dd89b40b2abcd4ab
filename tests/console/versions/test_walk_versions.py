"""A curator hands over, is refused their own approval, and another approves; at a real chromium, with axe-core on every page."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated
from tests.console.versions.conftest import CODE, Office, much

pytestmark = MARKS


def seat(chromium: Chromium, url: str, person: Browser, folder: Path) -> Desk:
    """A real browser in which `person` is signed in."""
    return Desk(seated(chromium, url, person).new_page(), folder)


def test_from_hand_to_hand(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.CURATOR, Role.APPROVER)
    binh = arrive(Browser(app, clock), "binh", Role.APPROVER)
    office = Office(app.state.parts.editorial, lan, binh, lan)
    version = office.written(**much(office.room))

    desk = seat(chromium, url, lan, tmp_path)
    page = desk.page
    page.goto(f"{url}/versions/{version.id}")
    page.get_by_label("Ghi chú cho người duyệt").fill("Phí mới theo Nghị quyết 12")
    page.get_by_role("button", name="Gửi thẩm định").click()
    expect(page.get_by_role("status")).to_have_text("Đã gửi thẩm định.")
    expect(page.get_by_text("Bạn đã viết một phần của bài này")).to_be_visible()
    expect(page.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)
    desk.look("Thủ tục đăng ký khai sinh", "own")
    page.get_by_role("textbox", name="Ý kiến").fill("Xin xem kỹ mục phí.")
    page.get_by_label("Về mục").select_option("methods")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("main").get_by_text("Xin xem kỹ mục phí.")).to_be_visible()

    desk = seat(chromium, url, binh, tmp_path)
    page = desk.page
    page.goto(f"{url}/versions")
    desk.look("Thẩm định", "queue")
    page.get_by_label("Của ai").select_option("others")
    expect(page.locator("#found a[href*='who=others']")).not_to_have_count(0)  # the table came anew, and stands
    page.get_by_role("link", name="Thủ tục đăng ký khai sinh").click()
    expect(page.get_by_text("Xin xem kỹ mục phí.")).to_be_visible()
    desk.look("Thủ tục đăng ký khai sinh", "review")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã duyệt. Bài đi cùng lần công bố tới.")
    page.goto(f"{url}/versions?code={CODE}")
    desk.look("Lịch sử phiên bản", "history")
    page.goto(f"{url}/versions/compare?before={version.id}@0&after={version.id}")
    desk.look("So sánh", "compare")
    assert desk.errors == []
