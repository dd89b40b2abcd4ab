"""Recorded webhooks: each event once, as what it is, the oldest first; and what no webhook is."""

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from channels.events import Event, Kind
from channels.messenger.webhook import read
from core.errors import BadRequest

FOLDER = Path(__file__).parent / "bodies"
APP, PAGE, PERSON = "1517776481860111", "111", "5212340001"
QUESTION = "Làm giấy khai sinh cần giấy tờ gì?"
# file -> kind, and the fields that are not empty
TOLD: dict[str, dict[str, Any]] = {
    "text": {"kind": Kind.TEXT, "id": "m_text", "text": "Làm giấy khai sinh cần gì?"},
    "text_number": {"kind": Kind.TEXT, "id": "m_number", "text": "2"},
    "reply_to": {"kind": Kind.TEXT, "id": "m_reply", "text": "cái này"},
    "quick_reply": {"kind": Kind.PRESSED, "id": "m_quick", "text": "Lệ phí", "payload": "/ask_fee"},
    "quick_reply_question": {"kind": Kind.TEXT, "id": "m_quick2", "text": QUESTION},
    "quick_reply_foreign": {"kind": Kind.TEXT, "id": "m_quick3", "text": "Đặt lại"},
    "postback": {"kind": Kind.PRESSED, "id": "m_post", "text": "Chọn", "payload": '/choose_procedure{"procedure_code":"1.001193"}'},
    "postback_old": {"kind": Kind.PRESSED, "text": "Lệ phí", "payload": "/ask_fee"},
    "get_started": {"kind": Kind.ARRIVED, "id": "m_start"},
    "get_started_referral": {"kind": Kind.ARRIVED, "id": "m_start2", "payload": "khaisinh"},
    "referral": {"kind": Kind.ARRIVED, "payload": "khaisinh"},
    "referral_crafted": {"kind": Kind.ARRIVED},
    "image": {"kind": Kind.ATTACHMENT, "id": "m_img", "attachments": ("image",)},
    "images_with_text": {"kind": Kind.ATTACHMENT, "text": "Giấy này được không?", "attachments": ("image", "image")},
    "audio": {"kind": Kind.ATTACHMENT, "attachments": ("audio",)},
    "video": {"kind": Kind.ATTACHMENT, "attachments": ("video",)},
    "file": {"kind": Kind.ATTACHMENT, "attachments": ("file",)},
    "location": {"kind": Kind.ATTACHMENT, "attachments": ("location",)},
    "template": {"kind": Kind.ATTACHMENT, "attachments": ("other",)},
    "sticker": {"kind": Kind.ATTACHMENT, "id": "m_thumb", "attachments": ("sticker",)},
    "fallback": {"kind": Kind.TEXT, "text": "https://dichvucong.gov.vn làm sao nộp?", "attachments": ("link",)},
    "gone": {"kind": Kind.OTHER, "id": "m_text:gone"},
    "echo_ours": {"kind": Kind.ECHO, "id": "echo:m_sent", "payload": "42", "messages": ("m_sent",)},
    "echo_ours_by_mark": {"kind": Kind.ECHO, "messages": ("m_sent",)},
    "echo_inbox": {"kind": Kind.STAFF, "text": "Chị chờ em kiểm tra nhé", "messages": ("m_inbox",)},
    "echo_inbox_image": {"kind": Kind.STAFF, "messages": ("m_inbox2",)},
    "delivery": {"kind": Kind.DELIVERED, "messages": ("m_sent", "m_sent2")},
    "delivery_without_mids": {"kind": Kind.DELIVERED, "id": f"delivered:{PERSON}:1763790000253"},
    "read": {"kind": Kind.SEEN, "id": f"seen:{PERSON}:1763790000253"},
    "reaction": {"kind": Kind.OTHER, "messages": ("m_sent",)},
    "edit": {"kind": Kind.TEXT, "id": "m_text:edit:1", "text": "Làm lại giấy khai sinh cần gì?"},
    "optin": {"kind": Kind.OTHER},
    "feedback": {"kind": Kind.OTHER},
    "request_thread": {"kind": Kind.OTHER},
    "take_thread": {"kind": Kind.STAFF},
    "pass_thread_away": {"kind": Kind.STAFF},
    "pass_thread_to_us": {"kind": Kind.OTHER},
    "standby_text": {"kind": Kind.OTHER, "id": "m_stand"},
    "standby_postback": {"kind": Kind.OTHER, "id": "m_stand3"},
    "standby_read": {"kind": Kind.SEEN},
    "standby_echo": {"kind": Kind.STAFF, "text": "Dạ em đây", "messages": ("m_stand2",)},
}
NOTHING = ["app_roles", "policy", "optin_without_person", "feed_changes", "instagram"]


def body(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def of(messaging: Any, **entry: Any) -> list[Event]:
    told = {"object": "page", "entry": [{"id": PAGE, "time": 1763790000500, "messaging": messaging, **entry}]}
    return read(json.dumps(told).encode(), APP, PAGE)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_an_event_is_told_as_what_it_is(name: str) -> None:
    (event,) = read(body(name), APP, PAGE)
    known = {"text": "", "payload": None, "attachments": (), "messages": (), "id": event.id, **TOLD[name]}
    moment = 1763790000253 if name.startswith("delivery") else 1763790000000
    at = datetime.fromtimestamp(moment / 1000, timezone.utc)
    assert event == Event("messenger", sender=PERSON, at=at, **known)
    assert event.id


@pytest.mark.parametrize("name", sorted([*TOLD, "batch"]))
def test_the_same_event_delivered_again_has_the_same_id(name: str) -> None:
    again = json.loads(body(name))
    for entry in again["entry"]:
        if isinstance(entry, dict):
            entry["time"] = entry["time"] + 60_000
    first, second = read(body(name), APP, PAGE), read(json.dumps(again, indent=1, sort_keys=True).encode(), APP, PAGE)
    assert [event.id for event in first] == [event.id for event in second]


def test_every_body_is_told_or_known_to_say_nothing() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*TOLD, *NOTHING, "batch"}
    assert [read(body(name), APP, PAGE) for name in NOTHING] == [[]] * len(NOTHING)


def test_different_events_have_different_ids() -> None:
    ids = [event.id for name in TOLD for event in read(body(name), APP, PAGE)]
    assert len(set(ids)) == len(ids) - 2, "one echo and one receipt stand in two files each"


def test_all_of_a_batch_counts_in_the_order_it_happened() -> None:
    events = read(body("batch"), APP, PAGE)
    assert [(event.id, event.sender) for event in events] == [
        ("m_1", PERSON), ("m_other", "5212340002"), ("m_2", PERSON), ("m_stand", PERSON), ("m_3", PERSON),
    ]  # fmt: skip
    assert "m_foreign" in {event.id for event in read(body("batch"), APP)}, "without a Page all Pages count"


def test_without_an_app_id_our_mark_tells_our_echoes() -> None:
    kinds = {
        name: read(body(name))[0].kind for name in ("echo_ours", "echo_ours_by_mark", "echo_inbox", "take_thread", "pass_thread_to_us")
    }
    assert kinds == {
        "echo_ours": Kind.ECHO, "echo_ours_by_mark": Kind.ECHO, "echo_inbox": Kind.STAFF,
        "take_thread": Kind.STAFF, "pass_thread_to_us": Kind.OTHER,
    }  # fmt: skip


def test_our_own_app_taking_the_conversation_is_nobody_of_staff() -> None:
    told = json.loads(body("take_thread"))
    told["entry"][0]["messaging"][0]["take_thread_control"]["new_owner_app_id"] = int(APP)
    assert [event.kind for event in read(json.dumps(told).encode(), APP)] == [Kind.OTHER]


def test_receipts_of_one_moment_for_different_messages_differ() -> None:
    one = {"sender": {"id": "5"}, "delivery": {"mids": ["a"], "watermark": 1763790000253}}
    other = {"sender": {"id": "5"}, "delivery": {"mids": ["b"], "watermark": 1763790000253}}
    assert len(of([one, other, one])) == 2


def test_a_message_keeps_its_words_and_loses_what_no_database_takes() -> None:
    raw = b'{"object":"page","entry":[{"id":"111","time":1,"messaging":[{"sender":{"id":"5"},"timestamp":1763790000000,'
    raw += rb'"message":{"mid":"m_\u0000\ud800","text":" Xin\u0000 ch\u00e0o \ud83d\ude00 \ud800"}}]}]}'
    (event,) = read(raw, APP, PAGE)
    assert (event.id, event.text) == ("m_", "Xin chào 😀")
    event.text.encode()


def test_ids_may_be_numbers_and_long_ones_are_told_by_their_hash() -> None:
    message = {"mid": "m" * 5_000, "text": "x" * 100_000}
    (event,) = of([{"sender": {"id": 5212340001}, "timestamp": "1763790000000", "message": message}])
    assert event.sender == "5212340001"
    assert event.at.year == 2025
    assert len(event.id) < 100
    assert len(event.text) == 20_000


@pytest.mark.parametrize("moment", [0, -5, 10**30, 1e300, True, "soon", None, [], "9" * 400])
def test_a_time_that_is_none_is_the_delivery_s(moment: Any) -> None:
    (event,) = of([{"sender": {"id": "5"}, "timestamp": moment, "message": {"mid": "m", "text": "x"}}])
    assert event.at == datetime.fromtimestamp(1763790000.5, timezone.utc)


@pytest.mark.parametrize(
    "broken",
    [
        None, 7, "x", [], {}, {"sender": None}, {"sender": {"id": None}}, {"sender": {"id": True}}, {"sender": {"id": ""}},
        {"sender": {"id": ["5"]}, "message": {"mid": "m"}}, {"sender": {"id": PAGE}, "message": {"mid": "own", "text": "x"}},
    ],
)  # fmt: skip
def test_one_broken_event_loses_no_other(broken: Any) -> None:
    good = {"sender": {"id": "5"}, "timestamp": 1763790000000, "message": {"mid": "m", "text": "x"}}
    assert [event.id for event in of([broken, good, broken])] == ["m"]


@pytest.mark.parametrize(
    "strange",
    [
        {"message": {"mid": 7, "text": ["x"]}}, {"message": {"text": {}}}, {"message": []},
        {"message": {"mid": "m", "attachments": {"a": 1}}},
        {"message": {"mid": "m", "attachments": [None, 7]}}, {"message": {"mid": "m", "quick_reply": {"payload": None}}},
        {"postback": {"payload": 7, "title": []}}, {"delivery": {"mids": {"a": 1}}}, {"read": {"watermark": "x" * 900}}, {"reaction": {}},
        {"message_edit": {"mid": None}}, {"pass_thread_control": {"new_owner_app_id": None}}, {"news": {"a": [[[[]]]]}},
    ],
)  # fmt: skip
def test_an_event_of_a_strange_form_is_no_words(strange: dict[str, Any]) -> None:
    events = of([{"sender": {"id": "5"}, "timestamp": 1763790000000, **strange}])
    assert all(not event.text and event.id for event in events)


def test_an_event_nested_too_deep_loses_no_other() -> None:
    refused = 0
    for depth in range(880, 1_010):
        deep = "[" * depth + "]" * depth
        raw = '{"object":"page","entry":[{"id":"111","time":1763790000500,"messaging":[{"sender":{"id":"5"},"x":%s},'
        raw += '{"sender":{"id":"5"},"message":{"mid":"m","text":"x"}}]}]}'
        try:
            events = read((raw % deep).encode(), APP, PAGE)
        except BadRequest:
            refused += 1
        else:
            assert "m" in {event.id for event in events}
    assert refused < 130


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"null", b"[]", b'"page"', b"7", b"\xff\xfe", b'{"object":"page"}', b'{"object":"page","entry":{}}', b'{"entry":[]}',
        b'{"object":7,"entry":[]}', b"[" * 200_000, b'{"a":' * 100_000, b"9" * 6_000, b"<html>", b"\x00" * 100,
    ],
)  # fmt: skip
def test_what_is_no_webhook_is_refused(raw: bytes) -> None:
    with pytest.raises(BadRequest) as raised:
        read(raw, APP, PAGE)
    assert raised.value.__context__ is None, "the error of the parser quotes the body"


def test_a_large_batch_is_read() -> None:
    many = [{"sender": {"id": "5"}, "timestamp": 1763790000000 - n, "message": {"mid": f"m{n}", "text": "x"}} for n in range(1_000)]
    assert [event.id for event in of(many)] == [f"m{n}" for n in reversed(range(1_000))]
