"""An operator at a real browser: a notice is told, a topic turned off, and a page of the city's shows both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from channels.app import create_app as gateway
from channels.messages import Inbound, Reply
from channels.sample import SampleBot
from console.app import create_app
from console.roles import Role
from core.clock import now
from core.settings import Settings
from tests.channels.fakes import SmallKnowledge
from tests.console import look
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import Desk, seated
from tests.serving import serving

pytestmark = look.MARKS
NOTICE = "Cổng Dịch vụ công bảo trì đến 15 giờ."


class Answering(SampleBot):
    """Answers as if it knew."""

    async def answer(self, inbound: Inbound) -> Reply:
        reply = await super().answer(inbound)
        return Reply([answer.model_copy(update={"status": "answered"}) for answer in reply.answers])


@pytest.fixture
def served(settings: Settings) -> Iterator[tuple[FastAPI, str, str]]:
    """The console by the clock of today, and a gateway beside it on the same database."""
    app = create_app(settings, now)
    nowhere = settings.model_copy(update={"bot_url": "http://127.0.0.1:9", "actions_url": "http://127.0.0.1:9"})
    with serving(app) as url, serving(gateway(nowhere, Answering(), SmallKnowledge())) as talk:
        yield app, url, talk


def test_an_operators_way(served: tuple[FastAPI, str, str], chromium: Chromium, tmp_path: Path) -> None:
    app, url, talk = served
    clock = Clock()
    clock.now = now()
    signed = arrive(Browser(app, clock), "van-hanh", Role.OPERATOR)
    context = seated(chromium, url, signed, "Asia/Ho_Chi_Minh")
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(f"{url}/switches")
    desk.look("Vận hành", "switches")
    page.get_by_role("link", name="Tắt: Trả lời về thủ tục").click()
    desk.look("Tắt: Trả lời về thủ tục", "turn")
    page.get_by_label("Lý do").fill("Trả lời sai lệ phí")
    page.get_by_role("button", name="Tắt").click()
    expect(page.get_by_role("status")).to_have_text("Đã tắt.")
    desk.look("Vận hành", "switches-off")
    page.get_by_role("link", name="Tắt: Toàn bộ trợ lý").click()
    page.get_by_label("Lý do").fill("thử")
    page.get_by_role("button", name="Tắt").click()
    desk.look("Tắt: Toàn bộ trợ lý", "all")
    page.get_by_role("link", name="Thôi").click()

    page.get_by_role("link", name="Thông báo trong ngày").click()
    page.get_by_label("Nội dung", exact=True).fill(NOTICE)
    page.get_by_role("radio", name="Cảnh báo").check()
    page.get_by_role("button", name="Xem trước").click()
    desk.look("Thông báo trong ngày", "notice-preview")
    page.get_by_role("button", name="Đăng thông báo").click()
    expect(page.get_by_text("Đang hiện")).to_be_visible()
    desk.look("Thông báo trong ngày", "notice")

    page.get_by_role("link", name="Phường, xã và sở, ngành").click()
    expect(page.locator("h1")).to_contain_text("Phường, xã và sở, ngành")
    page.wait_for_load_state()  # the script that looks for what is typed is there
    page.get_by_label("Tìm đơn vị").fill("sai gon")
    expect(page.get_by_role("row")).to_have_count(2)  # htmx brought the table alone
    desk.look("Phường, xã và sở, ngành", "units")
    page.get_by_role("link", name="Phường Sài Gòn").click()
    page.get_by_label("Lời chào", exact=True).fill("Phường Sài Gòn xin chào bà con.")
    page.get_by_label("Ghi chú riêng").fill("Số 45-47 Lê Duẩn.")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu.")
    desk.look("Phường Sài Gòn", "unit")
    for place, title in (("hours", "Giờ làm việc"), ("days", "Ngày nghỉ")):
        page.goto(f"{url}/switches/{place}")
        desk.look(title, place)
    page.get_by_label("Ngày", exact=True).fill("2020-01-01")
    page.get_by_label("Tên gọi").fill("Nghỉ tránh bão")
    page.get_by_role("button", name="Thêm", exact=True).click()
    desk.look("Ngày nghỉ", "days-wrong")
    assert [error for error in desk.errors if "422" not in error] == []

    citizen = context.new_page()
    citizen.route("**/ward", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=page_of_a_ward(talk)))
    expect_notice(citizen, talk)
    citizen.get_by_role("textbox").fill("khai sinh cần gì")
    citizen.keyboard.press("Enter")
    expect(citizen.get_by_text("Bạn vừa viết: khai sinh cần gì")).to_have_count(0)
    expect(citizen.get_by_text("Tôi đang tạm ngừng trả lời về việc này").first).to_be_visible()
    citizen.screenshot(path=tmp_path / "widget.png")
    context.close()


def page_of_a_ward(talk: str) -> str:
    script = f'<script src="{talk}/widget.js" defer data-unit="26740"></script>'
    return f'<!doctype html><html lang="vi"><title>Phường</title><h1>Phường</h1>{script}'


def expect_notice(citizen: Page, talk: str) -> None:
    """The notice stands above the conversation, which the ward greets in."""
    citizen.goto(f"{talk}/ward")
    citizen.get_by_role("button", name="Mở trợ lý dịch vụ công").first.click()
    citizen.get_by_role("button", name="Đồng ý và bắt đầu").click()
    expect(citizen.locator(".banner")).to_have_text(NOTICE)
    expect(citizen.locator(".banner.info")).to_have_count(0)
    expect(citizen.get_by_text("Phường Sài Gòn xin chào bà con.")).to_be_visible()
