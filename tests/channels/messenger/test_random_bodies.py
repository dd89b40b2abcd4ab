"""Whatever comes: events, or one error that says the body cannot be read."""

import json
import random
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from channels.events import Event
from channels.messenger.webhook import read
from core.errors import BadRequest

FOLDER = Path(__file__).parent / "bodies"
RECORDED = [path.read_bytes() for path in sorted(FOLDER.glob("*.json"))]
FIELDS = [
    "sender", "recipient", "id", "timestamp", "message", "mid", "text", "attachments", "type", "payload", "quick_reply", "is_echo",
    "app_id", "metadata", "postback", "title", "referral", "ref", "delivery", "mids", "watermark", "read", "reaction",
    "message_edit", "num_edit",
    "take_thread_control", "pass_thread_control", "new_owner_app_id", "sticker_id", "messaging", "standby", "entry", "object", "time",
]  # fmt: skip
KNOWN = st.sampled_from(["111", "page", "/ask_fee", 1763790000000])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | KNOWN
NAMES = st.sampled_from(FIELDS)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=25)


def events(raw: bytes) -> list[Event] | None:
    """Return the events, or `None` where the body is refused."""
    try:
        found = read(raw, "1517776481860111", "111")
    except BadRequest:
        return None
    for event in found:
        assert event.id
        assert event.sender
        assert event.at.tzinfo
        "".join([event.id, event.sender, event.text, event.payload or "", *event.messages]).encode()
    return found


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=8), max_size=4))
def test_events_of_any_form(messaging: list[dict[str, Any]]) -> None:
    for told in messaging:
        told["sender"] = {"id": "5"}
    raw = json.dumps({"object": "page", "entry": [{"id": "111", "time": 1763790000500, "messaging": messaging, "standby": messaging}]})
    found = events(raw.encode())
    assert found is not None
    assert found == sorted(found, key=lambda event: event.at)


@given(VALUES)
def test_bodies_of_any_form(value: Any) -> None:
    events(json.dumps(value).encode())


def test_ten_thousand_random_bodies() -> None:
    chance, refused, read_some = random.Random(10_000), 0, 0
    for _ in range(10_000):
        told = events(_spoilt(chance))
        refused += told is None
        read_some += bool(told)
    assert refused > 3_000
    assert read_some > 500


def _spoilt(chance: random.Random) -> bytes:
    """Return noise, or a recorded body with bytes changed, cut, put in twice, or with a value of another type."""
    way, raw = chance.randrange(5), bytearray(chance.choice(RECORDED))
    if way == 0:
        return chance.randbytes(chance.randrange(300))
    if way == 1:
        for _ in range(chance.randrange(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    elif way == 2:
        del raw[chance.randrange(len(raw)) :]
    elif way == 3:
        start = chance.randrange(len(raw))
        raw[start:start] = raw[start : start + chance.randrange(40)]
    else:
        value = json.loads(bytes(raw))
        _swap(value, chance)
        return json.dumps(value).encode()
    return bytes(raw)


def _swap(value: Any, chance: random.Random) -> None:
    """Put something of another type in one place of `value`."""
    while True:
        keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if not isinstance(value[key], dict | list) or chance.random() < 0.15:
            value[key] = chance.choice([None, True, 0, -1, 10**25, 1.5, "", "x" * 3_000, [], {}, [[]], {"id": {}}, "\ud800"])
            return
        value = value[key]
