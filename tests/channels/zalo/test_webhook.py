"""Webhooks of Zalo: every recorded body, every event of the fake account, and whatever else may come."""

import json
import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.demo.zalo import FakeZalo
from channels.demo.zalo.server import OA_ID
from channels.events import Event, Kind
from channels.zalo.signature import check
from channels.zalo.webhook import events
from core.errors import BadRequest
from tests.channels.zalo.conftest import BODIES, USER, access_to

ROUNDS = 10_000
ACCESS = access_to()


def recorded(name: str) -> Event:
    (event,) = events((BODIES / f"{name}.json").read_bytes(), OA_ID)
    return event


def told(name: str, message: Any = None, **more: Any) -> Event:
    body = {
        "event_name": name,
        "sender": {"id": USER},
        "recipient": {"id": OA_ID},
        "timestamp": "1677721200000",
        "message": message,
        **more,
    }
    (event,) = events(json.dumps(body).encode(), OA_ID)
    return event


@pytest.mark.parametrize(
    ("name", "kind", "sender"),
    [
        ("user_send_text", Kind.TEXT, USER),
        ("user_send_image", Kind.ATTACHMENT, "user_id"),
        ("user_send_file", Kind.ATTACHMENT, "user_id"),
        ("follow", Kind.ARRIVED, "24684588352919792"),
        ("user_submit_info", Kind.TOLD_CONTACT, "246845883529697922"),
        ("oa_send_text", Kind.ECHO, USER),
        ("oa_send_text_admin", Kind.STAFF, USER),
        ("anonymous_send_text", Kind.TEXT, "7312095519"),
        ("user_received_message_by_phone", Kind.OTHER, ""),
    ],
)
def test_recorded_bodies(name: str, kind: Kind, sender: str) -> None:
    event = recorded(name)
    assert (event.kind, event.sender, event.channel) == (kind, sender, "zalo")
    assert event == recorded(name)


def test_a_text_keeps_its_words_and_its_id() -> None:
    event = recorded("user_send_text")
    assert (event.id, event.text) == ("96d3cdf3af150460909", "Xin chào")


def test_an_echo_names_our_message_and_is_another_event() -> None:
    event = recorded("oa_send_text")
    assert event.messages == ("b1d3cdf3af150460909",)
    assert event.id == "oa_send_text:b1d3cdf3af150460909"


def test_who_is_not_signed_in_has_a_conversation() -> None:
    assert recorded("anonymous_send_text").anonymous == "c-7312095519"
    assert told("anonymous_send_text", {"text": "a", "msg_id": "1"}, sender={"anonymous_id": "77"}).sender == "77"
    assert told("anonymous_send_image", {"msg_id": "1", "conversation_id": "c"}).attachments == ("image",)


def test_of_the_form_the_phone_alone_is_kept() -> None:
    event = recorded("user_submit_info")
    assert event.text == "84912345678"
    assert not any(datum in str(asdict(event)) for datum in ("Name Example", "1999", "Tân Thuận"))
    assert "84123456789" not in str(asdict(recorded("user_received_message_by_phone")))


@pytest.mark.parametrize("info", [None, {}, {"phone": ""}, {"phone": "113"}, {"phone": ["84912345678"]}, {"phone": "call 0912345678"}, "x"])
def test_a_form_without_a_phone_keeps_nothing(info: Any) -> None:
    event = told("user_submit_info", info=info)
    assert (event.kind, event.text) == (Kind.TOLD_CONTACT, "")


def test_a_business_card_and_a_place_keep_no_words() -> None:
    assert told("user_send_business_card", {"text": "Anh Ba 0912345678", "msg_id": "1"}).text == ""
    assert told("user_send_location", {"text": "10.77,106.70", "msg_id": "1"}).text == ""


@pytest.mark.parametrize(
    ("do", "kind", "attachments"),
    [
        (lambda fake: fake.text(USER, "chào"), Kind.TEXT, ()),
        (lambda fake: fake.text(USER, "/ask_fee"), Kind.PRESSED, ()),
        (lambda fake: fake.image(USER), Kind.ATTACHMENT, ("image",)),
        (lambda fake: fake.image(USER, kind="gif"), Kind.ATTACHMENT, ("image",)),
        (lambda fake: fake.file(USER), Kind.ATTACHMENT, ("file",)),
        (lambda fake: fake.audio(USER), Kind.ATTACHMENT, ("audio",)),
        (lambda fake: fake.video(USER), Kind.ATTACHMENT, ("video",)),
        (lambda fake: fake.sticker(USER), Kind.ATTACHMENT, ("sticker",)),
        (lambda fake: fake.link(USER), Kind.ATTACHMENT, ("link",)),
        (lambda fake: fake.location(USER), Kind.ATTACHMENT, ("location",)),
        (lambda fake: fake.location(USER, inside=False), Kind.ATTACHMENT, ("location",)),
        (lambda fake: fake.card(USER), Kind.ATTACHMENT, ("contact",)),
        (lambda fake: fake.anonymous_text(USER, "chào"), Kind.TEXT, ()),
        (lambda fake: fake.follow(USER), Kind.ARRIVED, ()),
        (lambda fake: fake.unfollow(USER), Kind.LEFT, ()),
        (lambda fake: fake.click(USER), Kind.ARRIVED, ()),
        (lambda fake: fake.submit_info(USER, "Nguyễn Thị Mẫu", ""), Kind.TOLD_CONTACT, ()),
        (lambda fake: fake.seen(USER, "m1", "m2"), Kind.SEEN, ()),
        (lambda fake: fake.arrived(USER, "m1"), Kind.DELIVERED, ()),
        (lambda fake: fake.withdraw(USER), Kind.WITHDREW, ()),
        (lambda fake: fake.staff(USER, "em chào anh"), Kind.STAFF, ()),
    ],
)
def test_everything_people_do(do: Callable[[FakeZalo], str], kind: Kind, attachments: tuple[str, ...]) -> None:
    fake = FakeZalo()
    do(fake)
    (raw,) = fake.courier.lost  # no address to deliver to
    (event,) = events(raw, OA_ID)
    assert (event.kind, event.sender, event.attachments) == (kind, USER, attachments)
    assert "84912345678" not in str(asdict(event))
    assert abs(event.at.timestamp() - fake.now()) < 5


def test_read_messages_are_named() -> None:
    assert told("user_seen_message", {"msg_ids": ["a", "b", 7, None, {}]}).messages == ("a", "b", "7")


@pytest.mark.parametrize("text", ["/ask_fee", '/choose_procedure {"procedure_code": "1.001193"}', ' /pick{"option":"ward:26740"}\n'])
def test_a_pressed_button_comes_back_as_text(text: str) -> None:
    event = told("user_send_text", {"text": text, "msg_id": "1"})
    assert (event.kind, event.text) == (Kind.PRESSED, "")
    assert event.payload == text.strip().replace(": ", ":").replace(" {", "{")


@pytest.mark.parametrize("text", ["/restart", "/ask_secret", "tôi hỏi /ask_fee", '/pick{"option":"a b"}'])
def test_what_is_no_button_of_ours_is_words(text: str) -> None:
    event = told("user_send_text", {"text": text, "msg_id": "1"})
    assert (event.kind, event.text, event.payload) == (Kind.TEXT, text, None)


@pytest.mark.parametrize(
    "name",
    ["user_send_group_text", "oa_send_group_text", "oa_send_consent", "create_group", "user_reacted_message", "change_oa_daily_quota",
     "user_send_hologram", "widget_interaction_accepted", "x" * 5_000],
)  # fmt: skip
def test_nothing_follows_from_other_events(name: str) -> None:
    event = told(name, {"text": "a", "msg_id": "1"})
    assert (event.kind, event.text) == (Kind.OTHER, "")
    assert len(event.id) < 120


@pytest.mark.parametrize(
    ("stamp", "year"),
    [("1677721200000", 2023), (1677721200000, 2023), ("154390853474", 2018), ("1677721200", 2023), ("1677721200000000", 2023)],
)
def test_moments(stamp: Any, year: int) -> None:
    assert told("follow", timestamp=stamp).at.year == year


@pytest.mark.parametrize("stamp", [None, "", "soon", "12", "9" * 40, "１６７７７２１２０００００", [], -1, 1.5])
def test_a_moment_that_cannot_be_read_is_now(stamp: Any) -> None:
    assert abs((told("follow", timestamp=stamp).at - datetime.now(timezone.utc)).total_seconds()) < 5


def test_who_did_it_whichever_way_it_is_told() -> None:
    turned = {"sender": {"id": OA_ID}, "recipient": {"id": USER}}
    assert told("user_seen_message", {"msg_ids": ["a"]}, **turned).sender == USER
    assert told("user_received_message", {"msg_id": "a"}).sender == told("user_received_message", {"msg_id": "a"}, **turned).sender == USER


def test_an_event_without_message_id_has_one_that_lasts() -> None:
    first, again, later = told("user_click_chatnow"), told("user_click_chatnow"), told("user_click_chatnow", timestamp="1677721200001")
    assert first.id == again.id != later.id
    assert told("follow").id != first.id
    assert USER not in first.id
    assert told("user_seen_message", {"msg_ids": ["a"]}).id != told("user_seen_message", {"msg_ids": ["b"]}).id


def test_ids_are_text_and_fit_a_column() -> None:
    event = told("user_send_text", {"text": "a", "msg_id": 12345678901234567890}, sender={"id": 246845883529197922})
    assert (event.id, event.sender) == ("12345678901234567890", USER)
    huge = told("user_send_text", {"text": "a", "msg_id": "m" * 5_000}, sender={"id": "s" * 5_000})
    assert len(huge.id) == len(huge.sender) == 32


def test_what_no_database_keeps_is_left_out() -> None:
    (event,) = events(b'{"event_name":"user_send_text","sender":{"id":"1"},"message":{"text":"a\\u0000b\\ud83dc","msg_id":"\\u0000"}}')
    assert event.text == "abc"
    assert event.id


@pytest.mark.parametrize("message", [None, [], "text", 7, {"text": 7.5}, {"text": None}, {"text": ["a"]}, {"attachments": "x"}])
def test_messages_of_another_form(message: Any) -> None:
    for name in ("user_send_text", "user_send_image", "oa_send_text", "user_seen_message", "anonymous_send_text"):
        assert told(name, message).text == ""


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[]", b"{}", b"{", b"\xff", b'{"event_name":7.5}', b'{"event_name":""}', b"[" * 60_000, b'{"a":' + b"9" * 5_000 + b"}"],
)
def test_unreadable_bodies(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        events(raw)


def read(raw: bytes) -> None:
    """Nothing but `BadRequest` comes out, and what is kept can be stored."""
    assert check(raw, "mac=00", ACCESS).verdict != "true"
    try:
        (event,) = events(raw, OA_ID)
    except BadRequest:
        return
    assert len(event.id) <= 129
    assert len(event.sender) <= 64
    assert event.at.tzinfo is not None
    (event.text + event.id + event.sender).encode()


def test_ten_thousand_random_bodies() -> None:
    chance = random.Random(6)
    bodies = [path.read_bytes() for path in sorted(BODIES.glob("*.json"))]
    for number in range(ROUNDS):
        if number % 3 == 0:
            read(chance.randbytes(chance.randrange(400)))
            continue
        raw = bytearray(chance.choice(bodies))
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randrange(4)] = chance.choice(
                [b"", b"null", b"{}", b"[", b'"', b"7", b"\\u0000", chance.randbytes(2)]
            )
        read(bytes(raw))


NAMES = [
    "user_send_text",
    "user_send_image",
    "anonymous_send_text",
    "oa_send_text",
    "oa_send_anonymous_text",
    "follow",
    "user_seen_message",
]
KEYS = st.sampled_from(["id", "text", "msg_id", "msg_ids", "attachments", "admin_id", "a"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=1_000)
@given(
    st.fixed_dictionaries(
        {"event_name": st.sampled_from(NAMES) | st.text(max_size=20)},
        optional=dict.fromkeys(["sender", "recipient", "follower", "message", "timestamp", "app_id"], VALUES),
    )
)
@example({"event_name": "user_send_text", "sender": {"id": "1"}, "message": {"text": "\ud800"}})
def test_values_of_any_type(body: dict[str, Any]) -> None:
    read(json.dumps(body).encode())
