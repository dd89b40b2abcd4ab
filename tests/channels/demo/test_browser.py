"""Both phones in a browser: chatting, what each platform shows, by keyboard, on a phone's width, without a fault of axe-core."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from channels.demo.desk import Desk
from channels.demo.page import create_page, serving
from tests.channels.demo.assistant import SITE, Assistant
from tests.channels.widget.conftest import AXE

pytestmark = pytest.mark.browser
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


@pytest.fixture
def page(chromium: Browser, desk: Desk, assistant: Assistant) -> Iterator[Page]:
    with serving(create_page(desk)) as url:
        context = chromium.new_context(viewport={"width": 1320, "height": 900}, reduced_motion="reduce")
        page, complaints, strangers = context.new_page(), list[str](), list[str]()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: strangers.append(request.url) if not request.url.startswith(url) else None)
        page.goto(url)
        yield page
        context.close()
        assert (complaints, strangers) == ([], [])


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def write(page: Page, name: str, text: str) -> None:
    page.get_by_label(f"Tin nhắn {name}").fill(text)
    page.keyboard.press("Enter")


def faults(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text("utf-8"))
    told: list[Any] = page.evaluate(f"axe.run({RULES}).then(({{violations}}) => violations)")
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in told]


def test_a_chat_on_zalo(page: Page, assistant: Assistant) -> None:
    zalo = phone(page, "Zalo")
    zalo.get_by_role("log").get_by_role("button", name="Quan tâm").click()
    expect(zalo.get_by_role("log")).to_contain_text("Bạn đã quan tâm tài khoản")
    write(page, "Zalo", "khai sinh cần gì")
    expect(zalo.get_by_role("link", name="Mở Cổng dịch vụ công")).to_have_attribute("href", SITE)
    zalo.get_by_role("button", name="Lệ phí").click()
    expect(zalo.get_by_role("log")).to_contain_text("Miễn lệ phí.")
    expect(zalo.get_by_role("status")).to_have_text("Miễn lệ phí.")
    assert zalo.locator(".me").all_inner_texts()[0].startswith("Bạn:")
    zalo.get_by_role("button", name="Ảnh").click()
    expect(zalo.get_by_role("img", name="Ảnh")).to_be_visible()
    zalo.get_by_text("Việc khác trên Zalo").click()
    zalo.get_by_label("Cán bộ trả lời trong hộp thư Zalo").fill("Chị chờ em nhé")
    page.keyboard.press("Enter")
    expect(zalo.locator("li.staff .body")).to_have_text("Chị chờ em nhé")
    zalo.get_by_label("Chưa đăng nhập Zalo").check()
    expect(zalo.get_by_role("button", name="Tệp")).to_be_disabled()
    write(page, "Zalo", "tôi là ai")
    expect(phone(page, "Trên đường truyền")).to_contain_text("anonymous_send_text")
    zalo.get_by_label("Chưa đăng nhập Zalo").uncheck()
    expect(zalo.get_by_role("log")).to_contain_text("Chị chờ em nhé")
    zalo.get_by_role("textbox", name="Người dùng").fill("Hoa")
    page.keyboard.press("Tab")
    expect(zalo.get_by_role("log").get_by_role("button", name="Nhắn tin")).to_be_visible()
    assert faults(page) == []


def test_a_chat_on_messenger(page: Page, assistant: Assistant) -> None:
    messenger = phone(page, "Messenger")
    messenger.get_by_role("button", name="Làm giấy khai sinh cần giấy tờ gì?").click()
    expect(messenger.get_by_role("log").get_by_role("button", name="Nộp ở đâu", exact=True)).to_be_visible()
    write(page, "Messenger", "chậm")
    expect(messenger.get_by_text("Đang soạn tin")).to_be_attached()
    expect(messenger.locator(".typing")).to_be_visible()
    assistant.go.set()
    expect(messenger.locator(".typing")).to_be_hidden()
    write(page, "Messenger", "nhiều việc")
    replies = messenger.get_by_role("group", name="Trả lời nhanh")
    expect(replies.get_by_role("button")).to_have_count(5)
    assert faults(page) == []
    replies.get_by_role("button", name="Việc 2").click()
    expect(replies).to_be_hidden()
    write(page, "Messenger", "kết hôn")
    messenger.get_by_role("button", name="Chọn").last.click()
    expect(messenger.get_by_role("log")).to_contain_text("2.000806")
    messenger.get_by_label("Trình đơn của Trang").click()
    messenger.get_by_role("button", name="Gặp cán bộ").click()
    expect(messenger.get_by_role("log")).to_contain_text("Tôi nhận được: Gặp cán bộ")
    assert faults(page) == []


def test_the_wire_the_clock_and_bad_days(page: Page, desk: Desk) -> None:
    wire, zalo = phone(page, "Trên đường truyền"), phone(page, "Zalo")
    write(page, "Zalo", "chào")
    call = wire.get_by_role("listitem").filter(has_text="POST /v3.0/oa/message/cs").first
    call.get_by_text("POST /v3.0/oa/message/cs").click()
    expect(call.get_by_label("Đầu thư")).to_contain_text(re.compile(r"access_token: \S{6}…"))
    expect(wire.locator("code", has_text="user_seen_message")).to_be_hidden()
    wire.get_by_label(re.compile("Ẩn biên nhận")).uncheck()
    expect(wire.locator("code", has_text="user_seen_message")).to_be_visible()
    wire.get_by_role("button", name="+8 ngày").click()
    expect(wire).to_contain_text("nhanh 8 ngày 0 giờ")
    expect(zalo).to_contain_text("cửa sổ 7 ngày đóng")
    zalo.get_by_text("Việc khác trên Zalo").click()
    with page.expect_response("**/api/zalo/trouble"):
        zalo.get_by_label(re.compile("^Hỏng")).check()
    write(page, "Zalo", "còn đó không")
    expect(wire).to_contain_text("503")
    assert desk.zalo.troubles
    desk.zalo.courier.off = True
    with page.expect_response("**/api/zalo/trouble"):
        zalo.get_by_label(re.compile("^Hỏng")).uncheck()
    wire.get_by_role("button", name="Bật lại").click()
    expect(wire.get_by_role("button", name="Bật lại")).to_be_hidden()
    assert faults(page) == []


def test_on_a_phone_one_stands_below_the_other(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    write(page, "Zalo", "khai sinh cần gì " + "rất-dài" * 40)
    expect(phone(page, "Zalo").get_by_role("button", name="Lệ phí")).to_be_visible()
    zalo, messenger = phone(page, "Zalo").bounding_box(), phone(page, "Messenger").bounding_box()
    assert zalo
    assert messenger
    assert messenger["y"] >= zalo["y"] + zalo["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert faults(page) == []
