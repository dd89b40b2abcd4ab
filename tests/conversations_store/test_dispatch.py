"""What is sent to platforms is sent in order and until it is taken; echoes tell what a crash hid."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.letters import Incoming, LeaseLost, Outgoing, Post
from conversations.models import Message
from conversations.outbox import Outbox
from conversations.receipts import Receipts
from conversations.service import Conversations
from core.db import Database
from core.seal import Seal
from core.settings import Settings
from tests.conversations_store.conftest import AN, BINH, Clock

SEAL = Seal(b"k" * 32)
WORDS = "Hồ sơ của bà Hoa đã có kết quả."


def dispatch_of(store: Database, clock: Clock, name: str = "") -> Dispatch:
    return Dispatch(store, SEAL, lease=30, name=name, clock=clock)


@pytest.fixture
def dispatch(store: Database, clock: Clock) -> Dispatch:
    return dispatch_of(store, clock)


@pytest.fixture
def receipts(store: Database, clock: Clock) -> Receipts:
    return Receipts(store, SEAL, clock)


def put(dispatch: Dispatch, key: str, parts: int = 1, person: str = AN) -> int:
    return dispatch.put(person, "zalo", key, [Outgoing(None, {"text": f"{key}{part} {WORDS}"}, "4711") for part in range(parts)])


def taken_of(dispatch: Dispatch) -> Post:
    post = dispatch.take()
    assert post is not None
    return post


def said(dispatch: Dispatch) -> list[str]:
    """Send everything that can be sent now, and return its first words."""
    sent = []
    while post := dispatch.take():
        sent.append(post.message["text"].split()[0])
        assert dispatch.sent(post, f"p{post.id}")
    return sent


def test_messages_go_out_in_order_and_their_words_go_with_them(dispatch: Dispatch, store: Database) -> None:
    assert (put(dispatch, "a", 3), put(dispatch, "b"), put(dispatch, "a", 3)) == (3, 1, 0)
    with store.read() as session:
        assert "Hồ sơ" not in str(session.execute(sa.select(Message.sealed, Message.answer)).all())
    assert said(dispatch) == ["a0", "a1", "a2", "b0"]
    with store.read() as session:
        assert set(session.execute(sa.select(Message.sealed, Message.answer)).all()) == {(None, None)}
    assert put(dispatch, "a", 3) == 0
    assert dispatch.depth().waiting == 0


def test_of_a_person_one_message_is_under_way(dispatch: Dispatch) -> None:
    put(dispatch, "a", 2)
    put(dispatch, "b", 1, BINH)
    first, second = taken_of(dispatch), taken_of(dispatch)
    assert {first.person, second.person} == {AN, BINH}
    assert dispatch.take() is None
    assert (first.recipient, WORDS in repr(first), "4711" in repr(first)) == ("4711", False, False)


def test_what_failed_holds_up_its_person_and_what_is_given_up_does_not(dispatch: Dispatch, clock: Clock) -> None:
    put(dispatch, "a", 2)
    dispatch.later(taken_of(dispatch), "retry", 60)
    put(dispatch, "b", 1, BINH)
    assert said(dispatch) == ["b0"]
    clock.forward(seconds=60)
    again = taken_of(dispatch)
    assert again.tries == 2
    dispatch.dead(again, "give_up")
    assert said(dispatch) == ["a1"]
    [shown] = dispatch.given_up()
    assert (shown["error"], shown["tries"], AN in str(shown)) == ("give_up", 2, False)
    assert dispatch.again(shown["id"]) == 1
    assert said(dispatch) == ["a0"]
    assert dispatch.again() == 0


def test_who_died_is_followed_by_another_and_cannot_write_any_more(store: Database, clock: Clock) -> None:
    dead, alive = dispatch_of(store, clock, "one"), dispatch_of(store, clock, "two")
    put(dead, "a")
    first = taken_of(dead)
    clock.forward(seconds=31)
    second = taken_of(alive)
    assert second.key == first.key
    assert not dead.sent(first, "p1")
    with pytest.raises(LeaseLost):
        dead.later(first, "x", 1)
    assert alive.sent(second, "p2")


def test_a_worker_that_starts_again_sends_at_once(store: Database, clock: Clock) -> None:
    put(dispatch_of(store, clock, "one"), "a")
    taken_of(dispatch_of(store, clock, "one"))
    again = dispatch_of(store, clock, "one")
    assert again.take() is None
    assert again.sweep() == 1
    assert said(again) == ["a0"]


@pytest.mark.parametrize("noted", [True, False])
def test_an_echo_tells_what_a_crash_hid_and_nothing_is_sent_twice(
    dispatch: Dispatch, receipts: Receipts, clock: Clock, noted: bool
) -> None:
    put(dispatch, "a", 2)
    hidden = taken_of(dispatch)
    clock.forward(seconds=1)
    for _ in range(2):
        assert receipts.echoed("zalo", AN, ["p1"], hidden.key if noted else None) == 0
    clock.forward(seconds=30)
    assert said(dispatch) == ["a1"]
    assert receipts.unaccounted() == 0


def test_an_echo_before_or_after_our_record_is_accounted_for(dispatch: Dispatch, receipts: Receipts, clock: Clock) -> None:
    put(dispatch, "a", 2)
    post = taken_of(dispatch)
    receipts.echoed("zalo", AN, ["p1"], None)
    assert dispatch.sent(post, "p1")
    assert dispatch.sent(taken_of(dispatch), "p2")
    receipts.echoed("zalo", AN, ["p2"], None)
    clock.forward(hours=1)
    assert receipts.unaccounted() == 0


def test_a_message_sent_twice_is_counted_once_however_often_its_echo_comes(dispatch: Dispatch, receipts: Receipts, clock: Clock) -> None:
    put(dispatch, "a")
    first = taken_of(dispatch)  # the platform takes it as p1, and we die
    clock.forward(seconds=31)
    assert dispatch.sent(taken_of(dispatch), "p2")
    told = [receipts.echoed("zalo", AN, [one], first.key) for one in ("p2", "p1", "p1", "p2")]
    assert told == [0, 1, 0, 0]
    assert receipts.unaccounted() == 1


def test_an_echo_of_somebody_elses_program_is_counted_after_a_while(receipts: Receipts, clock: Clock) -> None:
    receipts.echoed("zalo", AN, ["foreign"], None)
    assert receipts.unaccounted() == 0
    clock.forward(minutes=11)
    assert receipts.unaccounted() == 1


def test_nobody_settles_what_is_anothers(dispatch: Dispatch, receipts: Receipts) -> None:
    put(dispatch, "a")
    receipts.echoed("zalo", BINH, ["p9"], "a:0")
    assert said(dispatch) == ["a0"]


def test_arrivals_are_noted_once(dispatch: Dispatch, receipts: Receipts, clock: Clock) -> None:
    put(dispatch, "a", 3)
    said(dispatch)
    assert receipts.arrived("zalo", AN, ["p1", "none"], clock.now, seen=False) == 1
    assert receipts.arrived("zalo", AN, [], clock.now - timedelta(seconds=1), seen=True) == 0
    assert receipts.arrived("zalo", AN, [], clock.now, seen=True) == 3
    assert receipts.arrived("zalo", AN, [], clock.now, seen=True) == 0
    assert receipts.arrived("zalo", BINH, [], clock.now, seen=True) == 0


def test_the_machine_keeps_quiet_as_long_as_a_person_of_ours_talks(store: Database, receipts: Receipts, clock: Clock) -> None:
    inbox = Inbox(store, SEAL, b"k" * 32, clock=clock)
    receipts.taken_over(AN, "zalo", clock.now + timedelta(hours=1))
    receipts.taken_over(AN, "zalo", clock.now + timedelta(minutes=5))  # told again, late
    inbox.put([Incoming("zalo", "m1", AN, "text", clock.now, {"id": "m1"}, {"to": "4711"})])
    taken = inbox.take()
    assert taken is not None
    assert taken.quiet_until == clock.now + timedelta(hours=1)


def test_who_is_erased_is_sent_nothing_more(
    store: Database, either: Settings, dispatch: Dispatch, receipts: Receipts, clock: Clock
) -> None:
    asked = clock.now
    put(dispatch, "a", 2)
    post = taken_of(dispatch)
    receipts.echoed("zalo", AN, ["p9"], None)
    clock.forward(seconds=1)
    counts = Conversations(store, either, clock).erase(AN).counts
    assert (counts["outbox"], counts["echoes"]) == (2, 1)
    assert dispatch.sent(post, "p1")
    assert dispatch.put(AN, "zalo", "b", [Outgoing(None, {"text": "x"}, "4711")], asked) == 0
    assert said(dispatch) == []


def test_what_is_sent_is_never_picked_up(store: Database, dispatch: Dispatch, clock: Clock) -> None:
    put(dispatch, "a")
    outbox = Outbox(store, clock)
    assert outbox.waiting(AN) == []
    assert outbox.acknowledge(AN, 1_000) == 0
    assert said(dispatch) == ["a0"]


def test_messages_nobody_can_read_hold_up_nobody(store: Database, dispatch: Dispatch, clock: Clock) -> None:
    put(Dispatch(store, Seal(b"another"), clock=clock), "a")
    put(dispatch, "b")
    assert said(dispatch) == ["b0"]
    assert [one["error"] for one in dispatch.given_up()] == ["unreadable"]


def test_old_rows_go(store: Database, either: Settings, dispatch: Dispatch, clock: Clock) -> None:
    inbox = Inbox(store, SEAL, b"k" * 32, clock=clock)
    inbox.put([Incoming("zalo", "m1", AN, "text", clock.now, {"id": "m1"}, {"to": "4711"})])
    put(dispatch, "a")
    clock.forward(days=either.keep_conversations_days, seconds=1)
    gone = Conversations(store, either, clock).sweep()
    assert {table: gone[table] for table in ("inbox", "talks", "outbox")} == {"inbox": 1, "talks": 1, "outbox": 1}
    assert (inbox.take(), dispatch.take()) == (None, None)
