"""What people asked lately is counted for those who keep the knowledge: masked, and nobody is named."""

from conversations.asked import Asked
from conversations.service import Conversations
from core.db import Database
from tests.conversations_store.conftest import BINH, Clock, heard


def test_questions_are_counted_by_how_they_were_answered(conversations: Conversations, database: Database, clock: Clock) -> None:
    for person in ("a" * 32, BINH):
        conversations.heard(heard(clock, "khai sinh cần gì", person))
    conversations.heard(heard(clock, "khai tử, sđt 0909123456"))
    conversations.heard(heard(clock, "nuôi ong", status="not_found"))
    conversations.heard(heard(clock, "chào", status="greeting"))
    asked = Asked(database, clock)
    assert [(one.text, one.times) for one in asked.recent(9)] == [("khai sinh cần gì", 2), ("khai tử, sđt [số điện thoại]", 1)]
    assert [one.text for one in asked.recent(1)] == ["khai sinh cần gì"]
    assert [(one.text, one.times) for one in asked.unanswered(9)] == [("nuôi ong", 1)]
    clock.forward(days=31)
    assert list(asked.recent(9)) == []
