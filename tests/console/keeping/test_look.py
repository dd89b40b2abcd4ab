"""The desk at a real browser: every page of it with something on it, dark and narrow, light and wide; and one way through it."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.auth.repository import Repository
from console.auth.schemas import Stage
from console.auth.sessions import opened
from console.parts import Parts
from console.staff.schemas import Profile
from conversations.schemas import Heard
from conversations.service import Conversations
from knowledge.editorial.laws import Law
from knowledge.editorial.links import Seen
from tests.console.keeping.conftest import CODE, LAW
from tests.console.look import AXE, MARKS, Desk

pytestmark = MARKS


def filled(parts: Parts) -> str:
    """Put something on every page; return the session of a curator."""
    parts.staff.create("cli", Profile.of("lan", "Nguyễn Thị Lan", ["curator"]))
    editorial, at = parts.editorial, parts.clock()
    editorial.laws.put(Law("154/2024/NĐ-CP", "Nghị định hướng dẫn Luật Cư trú", valid_from=at.date()), "staff:1")
    editorial.laws.put(Law("66.7/2025/NQ-CP", "Nghị quyết cắt giảm", valid_to=at.date() - timedelta(days=1)), "staff:1")
    editorial.plan.spread([CODE, "1.001193"], ["staff:1"], at.date(), at.date() + timedelta(days=30), "staff:1")
    long = "https://a.example/" + "x" * 200
    for url, seen in ((long, Seen("failed", "gone", 404)), ("https://b.example/", Seen("moved", "moved", 302, "https://c.example/"))):
        editorial.links.note(url, [CODE, f"law:{LAW}"], seen, at)
    editorial.links.host_silent("d.example", Seen("failed", "timeout"), 3)
    asked = Conversations(parts.database, parts.settings, parts.clock)
    for number, question in enumerate(("xin phép nuôi ong ở đâu", "nuôi ong cần giấy gì", "giá vàng " * 20)):
        asked.heard(Heard(f"{number:032d}", "rest", question.strip(), "not_found", "…", at))
    with parts.database.begin() as session:
        rows = Repository(session)
        account = rows.held(1)
        assert account
        return opened(rows, account, Stage.FULL, at, parts.settings).token


def test_every_page_and_a_way_through(served: tuple[FastAPI, str], chromium: Chromium, tmp_path: Path) -> None:
    app, url = served
    parts: Parts = app.state.parts
    token = filled(parts)
    context = chromium.new_context(locale="vi-VN")
    context.add_init_script(AXE)
    context.add_cookies([{"name": parts.cookie, "value": token, "url": url}])
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    for place, title, shot in (
        ("/keeping", "Theo dõi", "overview"),
        ("/keeping/laws", "Văn bản pháp lý", "laws"),
        ("/keeping/laws?view=unlisted", "Văn bản pháp lý", "unlisted"),
        ("/keeping/laws/2", "66.7/2025/NQ-CP", "law"),
        ("/keeping/laws/new", "Thêm văn bản", "law-new"),
        ("/keeping/laws/table", "Dán từ bảng tính", "paste"),
        ("/keeping/plan", "Kế hoạch rà soát", "plan"),
        ("/keeping/plan/spread", "Lập kế hoạch", "spread"),
        (f"/keeping/plan/assign?code={CODE}", "Giao một việc", "assign"),
        ("/keeping/links", "Liên kết và biểu mẫu", "links"),
        ("/keeping/coverage", "Câu hỏi chưa có lời đáp", "coverage"),
    ):
        page.goto(url + place)
        desk.look(title, shot)
    page.get_by_role("link", name="nuôi ong cần giấy gì").click()
    desk.look("nuôi ong cần giấy gì", "gap")
    page.goto(url + "/keeping")
    navigation = page.get_by_role("navigation", name="Các bàn làm việc")
    expect(navigation.locator(".alarm")).to_contain_text("việc cần xem ngay")
    page.get_by_role("link", name="Căn cứ pháp lý đã hết hiệu lực").click()
    expect(page.locator("h1")).to_contain_text("Thủ tục")
    page.goto(f"{url}/keeping/laws?q=nghị")
    page.get_by_label("Tìm theo số hiệu").fill("154")
    expect(page.get_by_role("row")).to_have_count(2)  # htmx brought the table alone
    page.get_by_role("link", name="154/2024/NĐ-CP").click()
    page.get_by_label("Hết hiệu lực sau ngày").fill("2026-11-20")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_label("Hết hiệu lực sau ngày")).to_have_attribute("aria-invalid", "true")
    desk.look("154/2024/NĐ-CP", "law-wrong")
    page.get_by_label("Có hiệu lực từ").fill("2025-01-10")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_contain_text("báo cũ từ bây giờ")
    page.goto(f"{url}/keeping/plan?who=me")
    page.get_by_role("button", name="Còn đúng").first.click()
    expect(page.get_by_role("status")).to_contain_text("gửi duyệt")
    assert [error for error in desk.errors if "422" not in error] == []
    context.close()
