"""A curator and an approver at the desk of words in a real browser: axe-core and the width on every page."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated

pytestmark = MARKS
GKS = "/reference/words/entry?key=short%3Agks"


def test_a_word_and_a_question_are_written_and_read(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path
) -> None:  # fmt: skip
    app, url = served
    curator = seated(chromium, url, arrive(Browser(app, clock), "lan", Role.CURATOR))
    desk = Desk(curator.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/reference")
    desk.look("Từ ngữ", "overview")
    page.goto(f"{url}/reference/words")
    page.get_by_label("Tìm từ").fill("gks")
    expect(page.get_by_role("row")).to_have_count(2)  # htmx brought the table alone
    desk.look("Từ ngữ", "words")
    page.get_by_role("link", name="gks").click()
    page.get_by_label("Nghĩa là").fill("giấy khai sinh bản chính")
    page.get_by_label("Lý do").first.fill("Người dân hay hỏi bản chính")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("đang chờ người khác duyệt")).to_be_visible()
    desk.look("gks", "word")
    page.goto(f"{url}/reference/golden/new?question=b%C3%A9+m%E1%BB%9Bi+sinh+l%C3%A0m+g%C3%AC")
    page.get_by_label("Tìm thủ tục theo tên").fill("khai sinh")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Hỏi thử").click()
    expect(page.get_by_text("Chưa mở được bản đang chạy")).to_be_visible()
    desk.look("Thêm câu hỏi chuẩn", "golden-new")
    page.get_by_role("button", name="Gửi duyệt").click()
    desk.look("bé mới sinh làm gì", "golden")
    for shot, place, title in (
        ("golden-list", "golden", "Câu hỏi chuẩn"), ("ward", "wards/entry?key=26740", "Sài Gòn"),
        ("texts", "texts", "Câu trợ lý nói"), ("text", "texts/entry?key=dossier.news_tail", "hồ sơ"),
    ):  # fmt: skip
        page.goto(f"{url}/reference/{place}")
        desk.look(title, shot)
    page.goto(f"{url}/reference/life-events/entry?key=birth")
    page.locator("details.part summary").evaluate_all("all => all.slice(0, 1).forEach(one => one.click())")
    desk.look("Có con", "event")
    reader = Desk(seated(chromium, url, arrive(Browser(app, clock), "binh", Role.APPROVER)).new_page(), tmp_path)
    reader.page.goto(f"{url}/reference/changes")
    reader.look("Thay đổi", "changes")
    reader.page.goto(f"{url}{GKS}")
    reader.look("gks", "word-approver")
    reader.page.get_by_role("button", name="Duyệt, cho lần công bố sau").click()
    expect(reader.page.get_by_role("status")).to_have_text("Đã duyệt.")
    reader.look("gks", "word-approved")
    assert desk.errors + reader.errors == []
