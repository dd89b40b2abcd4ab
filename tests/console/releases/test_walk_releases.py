"""An approver at a real browser publishes, sees what is missed, tries an edit's effect and goes back."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from knowledge.editorial.publishing import Tools
from tests.console.desk import Browser, Clock, arrive
from tests.console.doing import did
from tests.console.look import MARKS, Desk, seated
from tests.console.releases.conftest import approved, fee
from tests.knowledge.records import BOATS

pytestmark = MARKS


def test_from_publish_to_rollback(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tools: Tools, tmp_path: Path) -> None:
    app, url = served
    parts = app.state.parts
    binh = arrive(Browser(app, clock), "binh", Role.APPROVER)
    context = seated(chromium, url, binh)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(f"{url}/releases")
    desk.look("Công bố", "nothing-yet")
    page.get_by_role("button", name="Công bố ngay").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    did(parts, tools)
    expect(page.get_by_text("Việc đã xong.")).to_be_visible()
    approved(parts, fee(77_000))
    page.goto(f"{url}/releases")
    expect(page.get_by_role("heading", name="Sẽ có hiệu lực (1)")).to_be_visible()
    desk.look("Công bố", "coming")
    page.get_by_role("button", name="Công bố ngay").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    desk.look("Công bố", "waiting")
    did(parts, tools)
    page.get_by_role("link", name="Xem kết quả").click()
    expect(page.get_by_text("Không có gì mới được duyệt")).to_be_visible()

    worse = parts.editorial.drafts.open(BOATS.code, "staff:71")
    saved = parts.editorial.drafts.save(worse.id, "staff:71", 0, {"name": "Chuyện khác hẳn", "aliases": []})
    page.get_by_role("link", name="Xem tác động").click()
    desk.look("Xem tác động", "choose")
    page.get_by_label("Chuyện khác hẳn").check()
    page.get_by_role("button", name="Thử các phiên bản đã chọn").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    did(parts, tools)
    page.get_by_role("link", name="Xem kết quả").click()
    expect(page.get_by_text("Kém đi")).to_be_visible()
    desk.look("Tác động của 1 phiên bản", "effect")

    parts.editorial.review.submit(worse.id, "staff:71", saved.version.revision)
    parts.editorial.review.approve(worse.id, "staff:72", saved.version.revision)
    page.goto(f"{url}/releases")
    page.get_by_role("button", name="Công bố ngay").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    did(parts, tools)
    page.reload()
    page.get_by_text("Vẫn công bố").first.click()
    desk.look("Công bố", "missed")

    page.get_by_role("button", name="Quay lại bản trước").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    did(parts, tools)
    expect(page.get_by_text("Việc đã xong.")).to_be_visible()
    page.goto(f"{url}/jobs")
    desk.look("Việc chạy nền", "jobs")
    page.get_by_role("link", name="Công bố").nth(1).click()
    desk.look("Việc số", "job")
    assert desk.errors == []
    context.close()
