"""A network that goes away, a server that is busy, tabs that write at once: no message is lost and none doubles."""

import re
from functools import partial

import pytest
from playwright.sync_api import APIResponse, Request, Route, expect

from tests.channels.widget.conftest import Visit, Visitor
from tests.channels.widget.talker import Talker

pytestmark = pytest.mark.browser
LOST = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "ERR_CONNECTION",
    "ERR_NETWORK",
    "ERR_INCOMPLETE",
    "ERR_EMPTY",
    "status of 4",
    "status of 5",
)
MESSAGES = "**/api/v1/web/messages"
LONGEST_PAUSE = 40_000  # of the client between two tries, in milliseconds
SENT = """() => Object.entries(localStorage).every(([key, kept]) => !key.includes("said.") || JSON.parse(kept).state === "sent")"""


@pytest.fixture
def shaky(visitor: Visitor) -> Visit:
    """A visit whose network may fail; it has said hello. A phone does the same, so one size is enough here."""
    visit = visitor(forgiven=LOST, clock=True)
    visit.open()
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào")
    return visit


def name_of(request: Request) -> str:
    return str((request.post_data_json or {})["id"])


def heard(bot: Talker, words: str) -> int:
    return sum(inbound.said == words for inbound in bot.heard)


def test_what_is_written_without_a_network_goes_out_once_when_it_is_back(shaky: Visit, bot: Talker) -> None:
    shaky.context.set_offline(True)
    shaky.ask("câu một khi mất mạng")
    shaky.ask("câu hai khi mất mạng")
    expect(shaky.log).to_contain_text("tự gửi khi có mạng")
    expect(shaky.page.get_by_role("status")).to_contain_text("Mất kết nối")
    shaky.context.set_offline(False)
    shaky.answered("Bạn vừa viết: câu một khi mất mạng")
    shaky.answered("Bạn vừa viết: câu hai khi mất mạng")
    expect(shaky.page.get_by_role("status")).to_be_empty()
    assert [inbound.said for inbound in bot.heard if "khi mất mạng" in inbound.said] == ["câu một khi mất mạng", "câu hai khi mất mạng"]


def test_what_waits_survives_a_reload(shaky: Visit, bot: Talker) -> None:
    shaky.page.route(MESSAGES, lambda route: route.abort())
    shaky.ask("câu chờ qua lần tải lại")
    expect(shaky.log).to_contain_text("tự gửi khi có mạng")
    shaky.page.unroute(MESSAGES)
    shaky.page.reload()
    shaky.answered("Bạn vừa viết: câu chờ qua lần tải lại")
    expect(shaky.log.locator(".question")).to_have_count(2)
    assert heard(bot, "câu chờ qua lần tải lại") == 1


def test_a_message_that_arrived_while_its_receipt_was_lost_is_not_doubled(shaky: Visit, bot: Talker) -> None:
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()  # it arrives
        lost.append(name_of(route.request))
        route.abort()

    shaky.page.route(MESSAGES, lose)
    shaky.ask("biên nhận bị mất")
    expect(shaky.page.get_by_role("status")).to_contain_text("Mất kết nối")
    with shaky.page.expect_response(lambda response: response.url.endswith("/messages") and response.status == 202) as receipt:
        shaky.page.unroute(MESSAGES)  # from here on, a try that the page makes by itself may be the one
        shaky.later(LONGEST_PAUSE)
    assert {name_of(receipt.value.request)} == set(lost)
    shaky.answered("Bạn vừa viết: biên nhận bị mất")
    assert heard(bot, "biên nhận bị mất") == 1


def test_an_answer_that_came_before_its_receipt_stands_there_once(shaky: Visit) -> None:
    held: list[tuple[Route, APIResponse]] = []
    shaky.page.route(MESSAGES, lambda route: held.append((route, route.fetch())), times=1)
    shaky.ask("trả lời trước")
    shaky.answered("Bạn vừa viết: trả lời trước")
    with shaky.page.expect_response(MESSAGES):
        for route, receipt in held:
            route.fulfill(response=receipt)
    shaky.until(SENT)
    shaky.answered("Bạn vừa viết: trả lời trước")
    shaky.page.reload()
    shaky.answered("Bạn vừa viết: trả lời trước")
    expect(shaky.log.locator(".question")).to_have_count(2)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(visitor: Visitor, status: int) -> None:
    visit, tries = visitor(forgiven=LOST, clock=True), []
    visit.open()

    def busy(route: Route, request: Request) -> None:
        tries.append(name_of(request))
        if len(tries) == 1:
            problem = {"detail": "Hệ thống đang đông, xin chờ."}
            route.fulfill(status=status, json=problem, headers={"Retry-After": "60"})
        else:
            route.continue_()

    visit.page.route(MESSAGES, busy)
    visit.ask("xin chào")
    expect(visit.log).to_contain_text("Hệ thống đang đông, xin chờ.")
    visit.later(LONGEST_PAUSE)
    expect(visit.log).to_contain_text("Hệ thống đang đông, xin chờ.")
    assert len(tries) == 1
    visit.later(60_000)
    visit.answered("Bạn vừa viết: xin chào")
    assert len(tries) == 2
    assert len(set(tries)) == 1


def test_a_refused_question_can_be_changed(visitor: Visitor) -> None:
    visit = visitor(forgiven=LOST)
    visit.open()
    visit.page.route(MESSAGES, lambda route: route.fulfill(status=422, json={"detail": "Câu hỏi này không nhận được."}))
    visit.ask("xin chào")
    expect(visit.page.get_by_role("alert")).to_contain_text("Câu hỏi này không nhận được.")
    visit.page.unroute(MESSAGES)
    visit.page.get_by_role("button", name="Sửa câu hỏi").click()
    expect(visit.box).to_have_value("xin chào")
    expect(visit.log.locator(".question")).to_have_count(0)
    visit.page.keyboard.press("Enter")
    visit.answered("Bạn vừa viết: xin chào")


def test_a_session_that_ran_out_is_begun_anew_and_the_message_goes_along(visitor: Visitor) -> None:
    visit = visitor(forgiven=LOST)
    visit.open()
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào")
    visit.page.evaluate("localStorage['troly.widget.session'] = JSON.stringify({token: 'x', sender: 'y', expires: '2099-01-01T00:00:00Z'})")
    visit.ask("câu sau khi hết hạn")
    visit.answered("Bạn vừa viết: câu sau khi hết hạn")


NONE = "delete window.EventSource; window.listening = true"
SILENT = "window.EventSource = class extends EventTarget { constructor() { super(); window.listening = true } close() {} }"


@pytest.mark.parametrize("spoil", [NONE, SILENT], ids=["none", "silent"])
def test_without_server_sent_events_answers_come_all_the_same(visitor: Visitor, bot: Talker, spoil: str) -> None:
    visit, words = visitor(script=spoil, clock=True), f"xin chào, {spoil[:6]}"
    visit.open()
    visit.ask(words)
    visit.until(SENT)
    visit.until("window.listening")
    while not heard(bot, words):
        visit.page.wait_for_timeout(20)
    visit.later(LONGEST_PAUSE)  # the history is asked every few seconds
    visit.answered("Bạn vừa viết: xin chào")


def test_a_stream_that_breaks_is_opened_again_where_it_was(shaky: Visit) -> None:
    asked: list[str] = []
    shaky.page.on("request", lambda request: asked.append(request.url) if "/events?" in request.url else None)
    with shaky.page.expect_request("**/api/v1/web/events?*"):
        shaky.context.set_offline(True)
        shaky.context.set_offline(False)
    shaky.ask("sau khi nối lại")
    shaky.answered("Bạn vừa viết: sau khi nối lại")
    expect(shaky.log.locator(".card", has_text="Bạn vừa viết: xin chào")).to_have_count(1)
    assert any(int(after) > 0 for url in asked for after in re.findall(r"after=(\d+)", url))
    assert all("ticket=" in url and "token" not in url for url in asked)


def test_two_tabs_show_one_conversation(shaky: Visit, gateway: str) -> None:
    first = shaky.page
    second = shaky.tab()
    shaky.launcher.click()
    shaky.answered("Bạn vừa viết: xin chào")
    shaky.ask("viết ở thẻ thứ hai")
    shaky.answered("Bạn vừa viết: viết ở thẻ thứ hai")
    log = first.get_by_role("log")
    expect(log.locator(".question", has_text="viết ở thẻ thứ hai")).to_have_count(1)
    first.bring_to_front()
    expect(log.locator(".card", has_text="viết ở thẻ thứ hai")).to_have_count(1)
    second.get_by_role("button", name="Tùy chọn").click()
    second.get_by_role("button", name="Trò chuyện mới").click()
    expect(log.locator(".question")).to_have_count(0)


def test_a_device_without_storage_talks_all_the_same(visitor: Visitor) -> None:
    denied = "Object.defineProperty(window, name, {get() { throw new DOMException('denied') }})"
    visit = visitor(script=f"for (const name of ['localStorage', 'sessionStorage']) {denied}")
    visit.open()
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào")


SPOILT = {  # with ids below all real ones: larger ones would rightly count as seen
    "no JSON": "<html>",
    "no list": '{"a": 1}',
    "strange members": '[null, 1, {"id": "x"}, {"id": -1}, {"id": 0, "answer": null}]',
    "a strange answer": '[{"id": 0, "answer": {"text": 5, "buttons": [null, {}], "sources": "x", "links": [{}], "sections": [{}]}}]',
}


def test_a_history_that_makes_no_sense_stops_nothing(desk: Visit) -> None:
    desk.open()
    desk.ask("xin chào")
    desk.answered("Bạn vừa viết: xin chào")
    for name, body in SPOILT.items():
        desk.page.route("**/api/v1/web/history*", partial(Route.fulfill, body=body, content_type="application/json"))
        with desk.page.expect_response("**/api/v1/web/history*"):
            desk.page.reload()
        desk.page.unroute("**/api/v1/web/history*")
        desk.ask(f"còn nghe không, {name}")
        desk.answered(f"Bạn vừa viết: còn nghe không, {name}")


def test_what_another_script_left_in_storage_stops_nothing(desk: Visit) -> None:
    keys = ["session", "look", "read", "said.1", "agreed"]
    for value in ("{", "null", "7", '{"id": 1}', "[]"):
        desk.page.evaluate("sessionStorage.clear()")
        desk.page.evaluate(f"for (const key of {keys}) localStorage['troly.widget.' + key] = {value!r}")
        desk.page.reload()
        desk.open()
        desk.ask(f"xin chào {value}")
        desk.answered(f"Bạn vừa viết: xin chào {value}")
