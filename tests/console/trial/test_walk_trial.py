"""A question tried at a real browser: on the live release, then beside a draft; with axe-core on every page."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from console.roles import Role
from knowledge.editorial.publishing import Tools
from tests.console.desk import Browser, Clock, arrive
from tests.console.doing import did
from tests.console.look import MARKS, Desk, seated
from tests.knowledge.records import LIBRARY

pytestmark = MARKS


def ask(page: Page, question: str) -> None:
    page.get_by_label("Câu hỏi", exact=True).fill(question)
    page.get_by_role("button", name="Hỏi thử").click()


def test_a_question_is_tried_live_and_beside_a_draft(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path, tools: Tools
) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.CURATOR)
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(url)
    page.get_by_role("navigation", name="Các bàn làm việc").get_by_role("link", name="Thử hỏi").click()
    desk.look("Thử hỏi", "empty")
    ask(page, "lam the thu vien phi bao nhieu")
    expect(page.get_by_role("heading", name="Bản đang dùng")).to_be_visible()
    assert page.url == f"{url}/trial"  # what was typed stands in no address
    expect(page.locator(".card-web")).to_contain_text("30.000")
    page.locator("#tried details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    expect(page.locator(".readings")).to_contain_text("làm thẻ thư viện phí bao nhiêu")
    expect(page.locator(".legs tbody tr").first).to_contain_text(LIBRARY.name)
    desk.look("Thử hỏi", "live")

    editorial = app.state.parts.editorial
    version = editorial.drafts.open(LIBRARY.code, "staff:8")
    fees = [{"kind": "fee", "amount_vnd": 99_000, "text": None}]
    editorial.drafts.save(version.id, "staff:8", 0, {"methods": [{"channel": "direct", "time_limit": None, "fees": fees}]})
    page.goto(f"{url}/trial?version={version.id}")
    page.get_by_role("button", name="Dựng bản để hỏi thử").click()
    expect(page.get_by_role("heading", name="Dựng bản để hỏi thử")).to_be_visible()
    desk.look("Thử hỏi", "waits")
    assert [job.state for job in did(app.state.parts, tools)] == ["done"]
    page.goto(f"{url}/trial?version={version.id}")
    ask(page, "làm thẻ thư viện phí bao nhiêu")
    expect(page.get_by_role("heading", name="Với bản nháp")).to_be_visible()
    expect(page.locator(".card-web").nth(0)).to_contain_text("30.000")
    expect(page.locator(".card-web").nth(1)).to_contain_text("99.000")
    desk.look("Thử hỏi", "draft")
    assert desk.errors == []
    context.close()
