"""What is to be sent waits until it is had, is never sent twice, and is forgotten with its person."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conversations.models import Message
from conversations.outbox import Outbox
from conversations.service import Conversations
from core.answer import Answer, Button
from core.db import Database
from core.settings import Settings
from tests.conversations_store.conftest import AN, BINH, Clock

NEWS = Answer(status="dossier", text="Hồ sơ …0420 đã có kết quả.", buttons=[Button(title="Ngừng báo", payload="/stop")], language="vi")


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, clock)


def numbers(outbox: Outbox, person: str = AN, after: int = 0) -> list[int]:
    return [one.id for one in outbox.waiting(person, after)]


def test_a_message_waits_in_order_until_it_is_had(outbox: Outbox, clock: Clock) -> None:
    for key in "abc":
        assert outbox.put(AN, "rest", key, NEWS)
    first, second, third = outbox.waiting(AN)
    assert (first.answer, first.at) == (NEWS, clock.now)
    assert numbers(outbox, after=first.id) == [second.id, third.id]
    assert len(outbox.waiting(AN, limit=2)) == 2
    assert outbox.acknowledge(AN, second.id) == 2
    assert outbox.acknowledge(AN, second.id) == 0
    assert numbers(outbox) == [third.id]


def test_nobody_has_or_takes_what_is_anothers(outbox: Outbox) -> None:
    outbox.put(AN, "rest", "a", NEWS)
    assert outbox.waiting(BINH) == []
    assert outbox.acknowledge(BINH, 1_000) == 0
    assert len(outbox.waiting(AN)) == 1


def test_the_same_message_is_stored_once_also_when_it_was_had(outbox: Outbox) -> None:
    assert outbox.put(AN, "rest", "same", NEWS)
    assert not outbox.put(AN, "rest", "same", NEWS)
    outbox.acknowledge(AN, numbers(outbox)[0])
    assert not outbox.put(AN, "rest", "same", NEWS)
    assert numbers(outbox) == []


def test_the_words_of_what_was_had_are_kept_nowhere(outbox: Outbox, database: Database) -> None:
    outbox.put(AN, "rest", "a", NEWS)
    outbox.acknowledge(AN, numbers(outbox)[0])
    with database.read() as session:
        assert session.scalars(sa.select(Message.answer)).all() == [None]
        assert session.scalar(sa.select(sa.func.count()).where(Message.answer.is_(None))) == 1


def test_an_id_never_comes_twice(outbox: Outbox) -> None:
    """Who has had everything up to an id would take a later message of the same id for had."""
    outbox.put(AN, "rest", "a", NEWS)
    [had] = numbers(outbox)
    outbox.forget(AN)
    outbox.put(AN, "rest", "b", NEWS)
    assert numbers(outbox, after=had) == numbers(outbox) != []


def test_who_is_erased_gets_nothing_that_was_looked_up_before(outbox: Outbox, conversations: Conversations, clock: Clock) -> None:
    outbox.put(AN, "rest", "a", NEWS)
    asked = clock.now
    clock.forward(seconds=1)
    assert conversations.erase(AN).counts["outbox"] == 1
    assert not outbox.put(AN, "rest", "b", NEWS, asked)
    assert outbox.put(BINH, "rest", "c", NEWS, asked)
    clock.forward(seconds=1)
    assert outbox.put(AN, "rest", "d", NEWS, clock.now)


def test_it_is_kept_no_longer_than_anything_else(outbox: Outbox, conversations: Conversations, clock: Clock, settings: Settings) -> None:
    outbox.put(AN, "rest", "a", NEWS)
    clock.forward(days=settings.keep_conversations_days, seconds=-1)
    outbox.put(AN, "rest", "b", NEWS)
    clock.forward(seconds=2)
    assert conversations.sweep()["outbox"] == 1
    assert len(numbers(outbox)) == 1
    assert outbox.forget_before(clock.now + timedelta(seconds=1)) == 1


def test_an_answer_of_another_version_keeps_its_text(outbox: Outbox, database: Database) -> None:
    outbox.put(AN, "rest", "a", NEWS)
    with database.begin() as session:
        session.execute(sa.update(Message).values(answer={"status": "of tomorrow", "text": "Đã xong.", "more": 1}))
    assert outbox.waiting(AN)[0].answer == Answer(status="dossier", text="Đã xong.")


def test_two_programs_that_send_the_same_send_it_once(outbox: Outbox, database: Database, clock: Clock) -> None:
    sent: list[bool] = []

    def send(mine: Outbox) -> None:
        sent.extend([mine.put(AN, "rest", f"key {number}", NEWS) for number in range(20)])

    threads = [threading.Thread(target=send, args=(Outbox(database, clock),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False] * 20 + [True] * 20
    assert len(outbox.waiting(AN, limit=100)) == 20


@pytest.mark.parametrize("text", ["", "\x00", "'; drop table outbox; --", "🙂" * 5_000])
def test_any_text_comes_back_as_it_was(outbox: Outbox, text: str) -> None:
    outbox.put(text[:32], "rest", text[:120] or "k", Answer(status="dossier", text=text))
    assert outbox.waiting(text[:32])[0].answer.text == text
