"""What came in is answered once, in order, by one worker at a time, whatever is delivered twice and whoever dies."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from conversations.inbox import Inbox
from conversations.inbox_rows import Letter, Line, Talk
from conversations.letters import Incoming, LeaseLost, Outgoing, Taken
from conversations.outbox import Outbox
from conversations.service import Conversations
from core.answer import Answer
from core.db import Database
from core.errors import Unavailable
from core.seal import Seal
from core.settings import Settings
from tests.conversations_store.conftest import AN, BINH, Clock

KEY = b"k" * 32
SAID = "mẹ tôi tên Nguyễn Thị Hoa, khai sinh cần gì"


def inbox_of(store: Database, clock: Clock, name: str = "") -> Inbox:
    return Inbox(store, Seal(KEY), KEY, lease=20, name=name, clock=clock)


@pytest.fixture
def inbox(store: Database, clock: Clock) -> Inbox:
    return inbox_of(store, clock)


def letter(event: str, at: datetime, person: str = AN, **more: Any) -> Incoming:
    address = {"to": "zalo-4711"}
    return Incoming("zalo", event, person, "text", at, {"id": event, "text": SAID}, more.pop("address", address))


def reply(text: str = "Tờ khai.") -> Outgoing:
    return Outgoing(answer=Answer(status="answered", text=text), reply_to="m1")


def ids(inbox: Inbox) -> list[str]:
    """Answer everything that can be taken now, and return what it was."""
    done = []
    while taken := inbox.take():
        done.append(str(taken.content["id"]))
        inbox.done(taken, [reply()])
    return done


def taken_of(inbox: Inbox) -> Taken:
    taken = inbox.take()
    assert taken is not None
    return taken


def test_a_letter_is_kept_sealed_until_it_is_answered(inbox: Inbox, store: Database, clock: Clock) -> None:
    assert inbox.put([letter("m1", clock.now)]) == 1
    with store.read() as session:
        [row] = session.execute(sa.select(Letter.sealed, Letter.key, Letter.person)).all()
    assert "Nguyễn" not in str(row)
    assert "m1" not in row.key
    taken = taken_of(inbox)
    assert (taken.content["text"], taken.channel, taken.person, taken.at, taken.tries) == (SAID, "zalo", AN, clock.now, 1)
    assert SAID not in repr(taken)
    inbox.done(taken, [reply()])
    with store.read() as session:
        assert session.execute(sa.select(Letter.sealed, Letter.state)).all() == [(None, "done")]
        assert session.scalars(sa.select(Line)).all() == []
    assert [(one.answer.text, one.in_reply_to) for one in Outbox(store, clock).waiting(AN)] == [("Tờ khai.", "m1")]


def test_what_is_delivered_again_is_answered_once(inbox: Inbox, clock: Clock) -> None:
    batch = [letter("m1", clock.now), letter("m2", clock.now), letter("m1", clock.now)]
    assert inbox.put(batch) == 2
    assert inbox.put(batch) == 0
    assert ids(inbox) == ["m1", "m2"]
    clock.forward(hours=1)
    assert inbox.put(batch) == 0
    assert ids(inbox) == []


def test_an_id_is_somebodys_own(inbox: Inbox, clock: Clock) -> None:
    """On the web clients make the ids: nobody takes one away from somebody else."""
    assert inbox.put([letter("m1", clock.now, BINH)]) == 1
    assert inbox.put([letter("m1", clock.now, AN)]) == 1


def test_letters_come_by_the_platforms_time_then_as_they_arrived(inbox: Inbox, clock: Clock) -> None:
    second = timedelta(seconds=1)
    inbox.put([letter("third", clock.now + second), letter("first", clock.now - second), letter("second", clock.now)])
    inbox.put([letter("fourth", clock.now + second)])
    assert ids(inbox) == ["first", "second", "third", "fourth"]
    inbox.put([letter("late", clock.now - timedelta(hours=1))])
    assert ids(inbox) == ["late"]


def test_of_a_person_one_letter_is_in_hand_and_of_many_persons_many(inbox: Inbox, clock: Clock) -> None:
    inbox.put([letter("a1", clock.now), letter("a2", clock.now), letter("b1", clock.now, BINH)])
    hands = [taken_of(inbox), taken_of(inbox)]
    assert {taken.content["id"] for taken in hands} == {"a1", "b1"}
    assert inbox.take() is None
    inbox.put([letter("a0", clock.now - timedelta(seconds=5))])
    assert inbox.take() is None
    for taken in hands:
        inbox.done(taken, [])
    assert ids(inbox) == ["a0", "a2"]


def test_who_died_loses_their_letter_to_another_and_cannot_write_any_more(store: Database, clock: Clock) -> None:
    dead, alive = inbox_of(store, clock, "one"), inbox_of(store, clock, "two")
    dead.put([letter("m1", clock.now)])
    first = taken_of(dead)
    clock.forward(seconds=19)
    assert alive.take() is None
    clock.forward(seconds=2)
    second = taken_of(alive)
    assert (second.content["id"], second.tries) == ("m1", 2)
    with pytest.raises(LeaseLost):
        dead.done(first, [reply("late")])
    with pytest.raises(LeaseLost):
        dead.later(first, "x", 1)
    with pytest.raises(LeaseLost):
        dead.dead(first, "x", [reply("late")])
    alive.done(second, [reply("in time")])
    with pytest.raises(LeaseLost):
        alive.done(second, [reply("twice")])
    assert [one.answer.text for one in Outbox(store, clock).waiting(AN)] == ["in time"]


def test_a_worker_that_starts_again_takes_what_it_held_at_once(store: Database, clock: Clock) -> None:
    before = inbox_of(store, clock, "one")
    before.put([letter("m1", clock.now), letter("m2", clock.now, BINH)])
    taken_of(before)
    other = taken_of(inbox_of(store, clock, "other"))
    again = inbox_of(store, clock, "one")
    assert again.take() is None
    assert again.sweep() == 1
    assert taken_of(again).tries == 2
    assert again.take() is None
    assert other.tries == 1


def test_a_line_that_was_lost_is_found_by_the_sweep(inbox: Inbox, store: Database, clock: Clock) -> None:
    inbox.put([letter("m1", clock.now)])
    with store.begin() as session:
        session.execute(sa.delete(Line))
    assert inbox.take() is None
    inbox.sweep()
    assert ids(inbox) == ["m1"]


def test_what_failed_waits_and_holds_up_its_person_alone(inbox: Inbox, clock: Clock) -> None:
    inbox.put([letter("a1", clock.now), letter("a2", clock.now)])
    inbox.later(taken_of(inbox), "BotUnavailable", 30)
    inbox.put([letter("b1", clock.now, BINH), letter("a3", clock.now)])
    assert ids(inbox) == ["b1"]
    clock.forward(seconds=30)
    taken = taken_of(inbox)
    assert (taken.content["id"], taken.tries) == ("a1", 2)
    inbox.later(taken, "down", 1, counted=False)
    clock.forward(seconds=1)
    again = taken_of(inbox)
    assert again.tries == 2
    inbox.done(again, [])
    assert ids(inbox) == ["a2", "a3"]


def test_what_is_given_up_is_shown_told_and_can_be_answered_after_all(inbox: Inbox, store: Database, clock: Clock) -> None:
    inbox.put([letter("m1", clock.now), letter("m2", clock.now)])
    inbox.dead(taken_of(inbox), "KeyError", [reply("Xin lỗi")])
    assert ids(inbox) == ["m2"]
    [shown] = inbox.given_up()
    assert (shown["error"], shown["channel"], AN in str(shown)) == ("KeyError", "zalo", False)
    assert [one.answer.text for one in Outbox(store, clock).waiting(AN)] == ["Xin lỗi", "Tờ khai."]
    assert (inbox.depth().waiting, inbox.depth().dead) == (0, 1)
    assert inbox.again(999) == 0
    assert inbox.again() == 1
    assert taken_of(inbox).content["text"] == SAID
    assert inbox.given_up() == []


def test_the_session_is_kept_with_the_answer(inbox: Inbox, store: Database, clock: Clock) -> None:
    inbox.put([letter("m1", clock.now), letter("m2", clock.now)])
    first = taken_of(inbox)
    assert first.session is None
    inbox.done(first, [], {"number": 7, "carried": {"procedure_code": "1.001193"}})
    assert taken_of(inbox).session == {"number": 7, "carried": {"procedure_code": "1.001193"}}
    with store.read() as session:
        assert "1.001193" not in str(session.execute(sa.select(Talk.session, Talk.address)).all())


def test_who_is_erased_is_named_nowhere_and_their_replay_changes_nothing(
    inbox: Inbox, store: Database, either: Settings, clock: Clock
) -> None:
    inbox.put([letter("m1", clock.now), letter("m2", clock.now), letter("m3", clock.now)])
    inbox.done(taken_of(inbox), [], {"number": 1})
    asking = taken_of(inbox)
    clock.forward(seconds=1)
    Conversations(store, either, clock).erase(AN)
    inbox.done(asking, [reply("Đã xóa.")], {"number": 1, "carried": {"ward": "Bến Nghé"}})
    assert [one.answer.text for one in Outbox(store, clock).waiting(AN)] == ["Đã xóa."]
    last = taken_of(inbox)
    assert (last.content["id"], last.session) == ("m3", None)
    assert inbox.forget(AN) == 2
    inbox.done(last, [])
    with store.read() as session:
        assert set(session.execute(sa.select(Letter.person, Letter.sealed)).all()) == {("", None)}
        assert session.scalars(sa.select(Talk).where(Talk.session.is_not(None))).all() == []
    assert inbox.put([letter("m1", clock.now), letter("m3", clock.now)]) == 0
    assert inbox.take() is None


def test_letters_nobody_can_read_hold_up_nobody(store: Database, inbox: Inbox, clock: Clock) -> None:
    Inbox(store, Seal(b"another key......"), KEY, clock=clock).put([letter("m1", clock.now)])
    inbox.put([letter("m2", clock.now)])
    assert ids(inbox) == ["m2"]
    assert [one["error"] for one in inbox.given_up()] == ["unreadable"]


def test_it_tells_how_full_it_is_and_what_is_under_way(inbox: Inbox, clock: Clock) -> None:
    assert inbox.depth().oldest == 0
    inbox.put([letter("m1", clock.now), letter("m2", clock.now), letter("b1", clock.now, BINH)])
    clock.forward(seconds=5)
    taken_of(inbox)
    assert (inbox.depth().waiting, round(inbox.depth().oldest)) == (3, 5)
    assert (inbox.waiting(), inbox.waiting_of(AN)) == (3, 2)
    assert inbox.under_way(AN) == ["m1", "m2"]


@pytest.mark.parametrize("event", ["", "\x00", "x" * 10_000, "🙂'; drop table inbox; --"])
def test_any_id_is_an_id(inbox: Inbox, clock: Clock, event: str) -> None:
    assert (inbox.put([letter(event, clock.now)]), inbox.put([letter(event, clock.now)])) == (1, 0)
    assert ids(inbox) == [event]


def test_nothing_at_all_is_nothing(inbox: Inbox) -> None:
    assert inbox.put([]) == 0
    assert inbox.take() is None


def test_a_batch_is_stored_whole_or_not_at_all(inbox: Inbox, clock: Clock) -> None:
    bad = Incoming("zalo", "m2", AN, "text", datetime(2026, 1, 1), {})
    with pytest.raises((sa.exc.StatementError, Unavailable)):
        inbox.put([letter("m1", clock.now), bad])
    assert inbox.depth().waiting == 0


def test_many_workers_answer_everything_once_and_in_order(store: Database, clock: Clock) -> None:
    people = [letter_of * 32 for letter_of in "abcdef"]
    answered: dict[str, list[str]] = {person: [] for person in people}
    put = threading.Event()

    def deliver(start: int) -> None:
        mine = inbox_of(store, clock)
        for number in range(start, 12):
            mine.put([letter(f"{number:02}", clock.now + timedelta(seconds=number), person) for person in people])
            put.set()

    def work() -> None:
        mine = inbox_of(store, clock)
        put.wait(10)
        while any(len(done) < 12 for done in answered.values()):
            if taken := mine.take():
                answered[taken.person].append(str(taken.content["id"]))
                mine.done(taken, [reply()])

    threads = [threading.Thread(target=deliver, args=(0,)) for _ in range(2)] + [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answered == {person: [f"{number:02}" for number in range(12)] for person in people}
