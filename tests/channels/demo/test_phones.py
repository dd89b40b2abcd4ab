"""What people see and do on both phones."""

from typing import Any

import pytest

from channels.demo.desk import Desk
from channels.demo.phones.bubbles import Nothing
from channels.events import Kind
from tests.channels.demo.assistant import SITE, Assistant
from tests.channels.demo.conftest import Person, until


def test_zalo_shows_buttons_as_a_list_under_the_text(lan: Person) -> None:
    told = lan.answer("text", text="khai sinh cần gì")
    assert [(one["title"], one["kind"], one["shown"]) for one in told["buttons"]] == [
        ("Lệ phí", "say", False), ("Nộp ở đâu", "say", True), ("Mở Cổng dịch vụ công", "open", True),
    ]  # fmt: skip
    assert told["buttons"][2]["url"] == SITE


def test_a_hidden_button_of_zalo_writes_unseen_and_a_shown_one_does_not(lan: Person, assistant: Assistant) -> None:
    told = lan.answer("text", text="khai sinh cần gì")
    assert lan.answer("press", bubble=told["number"], index=0)["text"] == "Miễn lệ phí."
    assert lan.answer("press", bubble=told["number"], index=1)["text"] == "Tôi nhận được: Nộp ở đâu"
    assert lan.said("me") == ["khai sinh cần gì", "Nộp ở đâu"]
    with pytest.raises(Nothing):  # it opens on the phone itself
        lan.does("press", bubble=told["number"], index=2)


def test_messenger_shows_quick_replies_that_go_with_the_next_message(minh: Person) -> None:
    minh.answer("text", text="nhiều việc")
    until(lambda: len(minh.screen()["replies"]) == 5)
    assert minh.answer("reply", index=1)["text"] == "Tôi nhận được: Việc 2"
    assert minh.screen()["replies"] == []
    assert minh.said("me") == ["nhiều việc", "Việc 2"]
    with pytest.raises(Nothing):
        minh.does("reply", index=0)


def test_messenger_shows_buttons_and_cards(minh: Person) -> None:
    told = minh.answer("text", text="khai sinh cần gì")
    assert [one["kind"] for one in told["buttons"]] == ["open", "say", "say"]
    assert minh.answer("press", bubble=told["number"], index=1)["text"] == "Miễn lệ phí."
    minh.answer("text", text="kết hôn")
    carousel: dict[str, Any] = until(lambda: next((one for one in minh.screen()["bubbles"] if one["cards"]), None))
    assert [card["title"] for card in carousel["cards"]] == ["Kết hôn trong nước", "Kết hôn có yếu tố nước ngoài"]
    assert "2.000806" in minh.answer("press", bubble=carousel["number"], card=1, index=0)["text"]
    assert minh.said("me")[-1] == "Chọn"


def test_messenger_shows_what_the_page_set_up(minh: Person, desk: Desk, assistant: Assistant) -> None:
    profile = desk.state({"zalo": "Lan", "messenger": "Minh"})["profile"]
    assert "Trợ lý tự động" in profile["greeting"]
    assert profile["start"]
    assert "khai sinh" in minh.answer("ask", index=0)["text"]
    assert minh.said("me") == [profile["questions"][0]]
    menu = [one["title"] for one in profile["menu"]]
    assert "Gặp cán bộ" in minh.answer("menu", index=menu.index("Gặp cán bộ"))["text"]
    minh.answer("start")
    assert Kind.ARRIVED in [event.kind for event in assistant.events]


def test_typing_is_shown_until_the_answer(minh: Person, assistant: Assistant) -> None:
    minh.does("text", text="chậm")
    until(lambda: minh.screen()["typing"])
    assistant.go.set()
    until(lambda: minh.said())
    assert not minh.screen()["typing"]


@pytest.mark.parametrize("act", ["image", "file", "location", "sticker"])
def test_what_is_attached(lan: Person, minh: Person, act: str) -> None:
    assert act in lan.answer(act)["text"] or act == "sticker"
    minh.answer(act)
    assert lan.screen()["bubbles"][0]["kind"] == minh.screen()["bubbles"][0]["kind"] == act


def test_a_person_of_ours_is_told_from_the_machine(lan: Person, minh: Person, assistant: Assistant) -> None:
    for one in (lan, minh):
        one.does("staff", text="Chị chờ em nhé")
        assert one.said("staff") == ["Chị chờ em nhé"]
    until(lambda: [event.kind for event in assistant.events].count(Kind.STAFF) == 2)


def test_following_and_taking_back_ones_data(lan: Person, assistant: Assistant) -> None:
    lan.answer("follow")
    lan.answer("open")
    for act in ("unfollow", "withdraw"):
        lan.does(act)
    until(lambda: {Kind.ARRIVED, Kind.LEFT, Kind.WITHDREW} <= {event.kind for event in assistant.events})
    assert [one["kind"] for one in lan.screen()["bubbles"] if one["who"] == "note"] == ["follow", "open", "unfollow", "withdraw"]


def test_somebody_who_is_not_signed_in(lan: Person, assistant: Assistant) -> None:
    lan.name = "Lan ẩn danh"
    lan.does("anonymous", text="chào")
    (event,) = until(lambda: assistant.events)
    assert event.anonymous
    message = {"recipient": {"anonymous_id": event.sender, "conversation_id": event.anonymous}, "message": {"text": "Chào bạn"}}
    assert assistant.say_on_zalo(message, "/v2.0/oa/message")["error"] == 0
    told = lan.desk.state({"zalo": lan.name, "messenger": "Minh"})["zalo"]["bubbles"]
    assert [one["text"] for one in told] == ["chào", "Chào bạn"]


def test_the_form_for_name_and_phone(lan: Person, assistant: Assistant) -> None:
    lan.answer("text", text="chào")
    form = {"title": "Trợ lý", "subtitle": "Gửi tên và số điện thoại", "image_url": "http://127.0.0.1/logo.svg"}
    payload = {"template_type": "request_user_info", "elements": [form]}
    message = {"recipient": {"user_id": lan.screen()["person"]}, "message": {"attachment": {"type": "template", "payload": payload}}}
    assert assistant.say_on_zalo(message)["error"] == 0
    bubble = lan.screen()["bubbles"][-1]
    assert (bubble["kind"], bubble["cards"][0]["title"]) == ("form", "Trợ lý")
    lan.answer("press", bubble=bubble["number"], card=0, index=0)
    assert Kind.TOLD_CONTACT in [event.kind for event in assistant.events]


def test_who_blocks_us_is_not_reached(lan: Person, minh: Person, assistant: Assistant) -> None:
    for one in (lan, minh):
        one.answer("text", text="chào")
        one.does("block")
        assert one.screen()["blocked"]
    to = {"recipient": {"user_id": lan.screen()["person"]}, "message": {"text": "x"}}
    assert assistant.say_on_zalo(to)["error"] == -213
    refused = assistant.say_on_messenger(minh.screen()["person"], messaging_type="RESPONSE", message={"text": "x"})
    assert refused["error"] == 400
    lan.does("unblock")
    assert assistant.say_on_zalo(to)["error"] == 0


def test_a_reaction_marks_what_was_written(lan: Person, desk: Desk) -> None:
    lan.answer("text", text="chào")
    mine = lan.screen()["bubbles"][0]
    desk.zalo.on_reaction(lan.screen()["person"], mine["id"], "/-strong")
    desk.zalo.on_reaction(lan.screen()["person"], "unknown", "/-strong")
    assert [one["mark"] for one in lan.screen()["bubbles"]] == ["/-strong", ""]


def test_each_name_has_a_conversation_of_its_own(lan: Person, desk: Desk) -> None:
    lan.answer("text", text="chào")
    other = desk.state({"zalo": "Hoa", "messenger": "Minh"})["zalo"]
    assert other["bubbles"] == []
    assert other["person"] != lan.screen()["person"]


@pytest.mark.parametrize(
    ("hours", "zalo", "messenger"), [(0, "free", "free"), (25, "free", "closed"), (49, "billed", "closed"), (192, "closed", "closed")]
)
def test_time_closes_windows_and_ends_tokens(
    lan: Person, minh: Person, desk: Desk, assistant: Assistant, hours: float, zalo: str, messenger: str
) -> None:
    lan.answer("text", text="chào")
    minh.answer("text", text="chào")
    old = assistant.token
    desk.pass_time(hours)
    assert (lan.screen()["window"]["state"], minh.screen()["window"]["state"]) == (zalo, messenger)
    told = assistant.say_on_zalo({"recipient": {"user_id": lan.screen()["person"]}, "message": {"text": "x"}})
    assert told["error"] == (-230 if zalo == "closed" else 0)
    assert (assistant.token == old) == (hours == 0)
    refused = assistant.say_on_messenger(minh.screen()["person"], messaging_type="RESPONSE", message={"text": "x"})
    assert ("error" in refused) == (messenger == "closed")
    desk.pass_time(0)
    assert desk.hours == 0
    assert lan.screen()["window"]["state"] == "free"


@pytest.mark.parametrize(
    "more", [{"bubble": 99}, {"bubble": 1, "index": 9}, {"bubble": 1, "card": 0}, {"bubble": 1, "card": -1}, {"bubble": 1, "index": -1}]
)
def test_a_button_that_is_not_there(lan: Person, minh: Person, more: dict[str, int]) -> None:
    for one in (lan, minh):
        one.does("text", text="chào")
        with pytest.raises(Nothing):
            one.does("press", **more)
    with pytest.raises(Nothing):
        minh.does("menu", index=20)
    with pytest.raises(Nothing):
        lan.does("start")
