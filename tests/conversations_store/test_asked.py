"""What people asked lately is counted for those who keep the knowledge: masked, and nobody is named."""

import pytest

from conversations.asked import Asked
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings
from tests.conversations_store.conftest import AN, BINH, Clock, heard


@pytest.fixture
def settings(either: Settings) -> Settings:
    """On SQLite and on PostgreSQL."""
    return either


@pytest.fixture
def database(store: Database) -> Database:
    return store


def test_questions_are_counted_by_how_they_were_answered(conversations: Conversations, database: Database, clock: Clock) -> None:
    for person in ("a" * 32, BINH):
        conversations.heard(heard(clock, "khai sinh cần gì", person))
    conversations.heard(heard(clock, "khai tử, sđt 0909123456"))
    conversations.heard(heard(clock, "nuôi ong", status="not_found"))
    conversations.heard(heard(clock, "chào", status="greeting"))
    asked = Asked(database, clock)
    assert [(one.text, one.times) for one in asked.recent(9)] == [("khai sinh cần gì", 2), ("khai tử, sđt [số điện thoại]", 1)]
    assert [one.text for one in asked.recent(1)] == ["khai sinh cần gì"]
    assert [(one.text, one.times, one.why) for one in asked.unanswered(9)] == [("nuôi ong", 1, {"not_found": 1})]
    clock.forward(days=31)
    assert list(asked.recent(9)) == []
    assert list(asked.unanswered(9)) == []


def whys(database: Database, clock: Clock) -> dict[str, dict[str, int]]:
    return {one.text: dict(one.why) for one in Asked(database, clock).unanswered(50)}


def test_what_was_offered_and_not_chosen_has_no_good_answer(conversations: Conversations, database: Database, clock: Clock) -> None:
    pairs = [("hai việc", '/pick{"option":"1"}'), ("ba việc", "2"), ("bốn việc", "thôi để tôi hỏi câu khác"), ("năm việc", "")]
    for number, (question, then) in enumerate(pairs):
        person = str(number) * 32
        conversations.heard(heard(clock, question, person, status="clarify"))
        if then:
            conversations.heard(heard(clock, then, person))
    conversations.heard(heard(clock, "sáu việc", "6" * 32, status="clarify"))
    conversations.heard(heard(clock, '/pick{"option":"1"}', "7" * 32))  # somebody else's choice
    clock.forward(hours=1)
    conversations.heard(heard(clock, "1", "6" * 32))
    assert whys(database, clock) == {"bốn việc": {"unpicked": 1}, "năm việc": {"unpicked": 1}, "sáu việc": {"unpicked": 1}}


def test_answers_that_were_bad_and_officers_that_were_asked_for(conversations: Conversations, database: Database, clock: Clock) -> None:
    for person, good in ((AN, False), (BINH, True)):
        conversations.heard(heard(clock, "tách thửa đất", person))
        conversations.rate(person, good)
    conversations.heard(heard(clock, "đổi bằng lái", "c" * 32))
    conversations.heard(heard(clock, '/pick{"option":"human:open"}', "c" * 32, status="handover"))
    conversations.handovers.open("c" * 32, "rest")
    conversations.heard(heard(clock, "cấp hộ chiếu", "d" * 32))
    clock.forward(hours=2)
    conversations.handovers.open("d" * 32, "rest")  # long after: about something else
    assert whys(database, clock) == {"tách thửa đất": {"bad": 1}, "đổi bằng lái": {"handover": 1}}


def test_a_turn_counts_once(conversations: Conversations, database: Database, clock: Clock) -> None:
    for person in (AN, BINH):
        conversations.heard(heard(clock, "nuôi ong", person, status="not_found"))
        conversations.rate(person, False)
        conversations.handovers.open(person, "rest")
    conversations.heard(heard(clock, '/pick{"option":"9"}', status="not_found"))
    (one,) = Asked(database, clock).unanswered(9)
    assert (one.text, one.times, one.why) == ("nuôi ong", 2, {"not_found": 2})
