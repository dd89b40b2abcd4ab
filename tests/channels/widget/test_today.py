"""What the gateway says today: the notice above the conversation, as text; the greeting of the ward whose page it is."""

import json
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from tests.channels.widget.conftest import CONTRAST, Host, Visit, Visitor

pytestmark = pytest.mark.browser
NOTICE = "Cổng <b>bảo trì</b> đến 15 giờ & sẽ mở lại."
FIVE_MINUTES = 300_000  # ms


def told(visit: Visit, **said: Any) -> list[str]:
    """Have the gateway say this; return the addresses it is asked at."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="application/json", body=json.dumps({"notice": "", "info": False, "greeting": "", **said}))

    visit.context.route("**/api/v1/web/today*", answer)
    return asked


def test_it_stands_above_the_conversation_as_text(visit: Visit) -> None:
    asked = told(visit, notice=NOTICE)
    visit.open(agree=False)
    expect(visit.page.get_by_role("button", name="Đồng ý và bắt đầu")).to_be_visible()
    assert asked == [], "nothing is asked before one has agreed"
    visit.page.get_by_role("button", name="Đồng ý và bắt đầu").click()
    banner = visit.chat.locator(".banner")
    expect(banner).to_have_text(NOTICE)
    assert banner.locator("b").count() == 0
    assert visit.faults() == []
    assert banner.evaluate(CONTRAST) >= 4.5


@pytest.mark.parametrize(("info", "count"), [(True, 1), (False, 0)])
def test_a_piece_of_information_is_no_warning(desk: Visit, info: bool, count: int) -> None:
    told(desk, notice=NOTICE, info=info)
    desk.open()
    expect(desk.chat.locator(".banner")).to_have_text(NOTICE)
    expect(desk.chat.locator(".banner.info")).to_have_count(count)
    assert desk.chat.locator(".banner").evaluate(CONTRAST) >= 4.5


def test_a_lost_network_is_told_in_its_place_for_a_while(visitor: Visitor) -> None:
    visit = visitor(forgiven=("Failed to load resource", "ERR_INTERNET_DISCONNECTED"))
    told(visit, notice=NOTICE, info=True)
    visit.open()
    banner = visit.chat.locator(".banner")
    expect(banner).to_have_text(NOTICE)
    visit.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(banner).not_to_have_text(NOTICE)
    expect(visit.chat.locator(".banner.info")).to_have_count(0)
    visit.page.reload()
    expect(banner).to_have_text(NOTICE)


def test_a_page_that_stays_open_hears_of_a_later_one(visitor: Visitor) -> None:
    visit = visitor(clock=True)
    told(visit)
    visit.open()
    expect(visit.chat.locator(".banner")).to_be_empty()
    told(visit, notice=NOTICE)
    visit.later(FIVE_MINUTES)
    expect(visit.chat.locator(".banner")).to_have_text(NOTICE)
    told(visit)
    visit.later(FIVE_MINUTES)
    expect(visit.chat.locator(".banner")).to_be_empty()


def test_who_reads_english_asks_for_english(desk: Visit) -> None:
    asked = told(desk, notice="Down until 3 pm.")
    desk.open()
    expect(desk.chat.locator(".banner")).to_have_text("Down until 3 pm.")
    with desk.page.expect_response("**/api/v1/web/today?*lang=en"):
        desk.menu().get_by_label("English").click()
    expect(desk.page.get_by_role("dialog", name="Public service assistant")).to_be_visible()
    assert [url.partition("lang=")[2] for url in asked] == ["vi", "en"]


def test_without_an_answer_all_goes_on(visitor: Visitor) -> None:
    visit = visitor(forgiven=("Failed to load resource",))
    visit.context.route("**/api/v1/web/today*", lambda route: route.fulfill(status=503, body="<html>"))
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    expect(visit.chat.locator(".banner")).to_be_empty()


def test_a_wards_page_greets_and_tells_whose_it_is(visitor: Visitor, gateway: str, host: Host) -> None:
    host.html, host.policy = f'<script src="{gateway}/widget.js" defer data-unit="26740"></script>', ""
    visit = visitor(url=f"{host.url}/phuong")
    origin = {"Access-Control-Allow-Origin": host.url}
    said = {"notice": "", "info": False, "greeting": "Phường Sài Gòn <i>xin chào</i>."}
    visit.context.route(
        "**/api/v1/web/today?unit=26740*",
        lambda route: route.fulfill(content_type="application/json", headers=origin, body=json.dumps(said)),
    )
    sent: list[Request] = []
    visit.page.on("request", lambda request: sent.append(request) if request.url.endswith("/messages") else None)
    visit.open()
    expect(visit.log.get_by_text("Phường Sài Gòn <i>xin chào</i>.")).to_be_visible()
    visit.ask("nộp ở đâu")
    visit.until("document.querySelector('troly-chat').shadowRoot.querySelectorAll('.card').length > 1")
    assert [json.loads(request.post_data or "{}")["unit"] for request in sent if request.method == "POST"] == ["26740"]


def test_a_page_that_greets_by_itself_is_heard_first(visitor: Visitor, gateway: str, host: Host) -> None:
    host.html, host.policy = f'<script src="{gateway}/widget.js" defer data-unit="26740" data-greeting="Chào từ trang."></script>', ""
    visit = visitor(url=f"{host.url}/phuong")
    visit.open()
    expect(visit.log.get_by_text("Chào từ trang.")).to_be_visible()
