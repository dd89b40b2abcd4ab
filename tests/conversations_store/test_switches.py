"""A switch acts at once, and who turned it is on record."""

import pytest

from conversations.outbox import Outbox
from conversations.switches import Switches
from core.answer import Answer
from core.db import Database
from core.errors import BadRequest
from tests.conversations_store.conftest import AN, Clock


@pytest.fixture
def switches(store: Database, clock: Clock) -> Switches:
    return Switches(store, clock)


def test_a_switch_acts_at_once_and_is_on_record(switches: Switches, store: Database, clock: Clock) -> None:
    other = Switches(store, clock)
    assert other.off(["all", "channel:zalo"]) is None
    switches.turn("channel:zalo", True, "Lan", "trả lời sai lệ phí")
    assert other.off(["all", "channel:zalo"]) == clock.now
    assert other.off(["all", "channel:messenger"]) is None
    clock.forward(minutes=5)
    switches.turn("channel:zalo", False, "Minh", "đã sửa")
    assert other.off(["all", "channel:zalo"]) is None
    assert other.state() == {"channel:zalo": False}
    assert [(turn["scope"], turn["off"], turn["by"], turn["reason"]) for turn in other.audit()] == [
        ("channel:zalo", True, "Lan", "trả lời sai lệ phí"),
        ("channel:zalo", False, "Minh", "đã sửa"),
    ]


@pytest.mark.parametrize("scope", ["", "everything", "channel:", "topic:a b", "all\n", "channel:ZALO", "topic:" + "x" * 70])
def test_there_is_no_such_switch(switches: Switches, scope: str) -> None:
    with pytest.raises(BadRequest):
        switches.turn(scope, True, "Lan", "thử")
    assert switches.state() == {}


def test_what_is_said_in_danger_has_no_switch(switches: Switches) -> None:
    with pytest.raises(BadRequest):
        switches.turn("topic:safety", True, "Lan", "thử")
    switches.turn("topic:safety", False, "Lan", "bật lại")
    assert switches.state() == {"topic:safety": False}


@pytest.mark.parametrize(("by", "reason"), [("", "thử"), ("Lan", " ")])
def test_nobody_turns_a_switch_for_no_reason(switches: Switches, by: str, reason: str) -> None:
    with pytest.raises(BadRequest):
        switches.turn("all", True, by, reason)
    assert switches.audit() == []


def test_a_channel_is_off_by_itself_or_with_all(switches: Switches, clock: Clock) -> None:
    assert switches.turned("zalo") == (False, None)
    switches.turn("all", True, "Lan", "thử")
    assert (switches.turned("zalo"), switches.turned("rest")) == ((True, clock.now), (True, clock.now))
    clock.forward(minutes=5)
    switches.turn("channel:zalo", True, "Lan", "thử")
    switches.turn("all", False, "Lan", "thử")
    assert (switches.turned("zalo")[0], switches.turned("rest")) == (True, (False, clock.now))


def test_what_a_person_would_fetch_waits_too(switches: Switches, store: Database, clock: Clock) -> None:
    outbox = Outbox(store, clock)
    outbox.put(AN, "rest", "news:1", Answer(status="dossier", text="Hồ sơ có kết quả."))
    switches.turn("channel:rest", True, "Lan", "thử")
    assert outbox.waiting(AN) == []
    switches.turn("channel:rest", False, "Lan", "thử")
    assert [one.answer.text for one in outbox.waiting(AN)] == ["Hồ sơ có kết quả."]
