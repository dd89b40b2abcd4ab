"""The notice where an answer is given in the call itself: messages at once, and an id that is used again."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from channels.messages import Inbound
from channels.noticing import Noticing
from conversations.notices import Board, Noticed
from core.answer import Answer
from core.db import Database
from core.settings import Settings

pytestmark = pytest.mark.asyncio
START = datetime(2026, 11, 23, 1, tzinfo=timezone.utc)
TOLD = "Cổng đang bảo trì.\n\nChào bạn."


class Clock:
    """A clock that is set by hand."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def database(either: Settings) -> Iterator[Database]:
    database = Database.open(either)
    yield database
    database.close()


def noticing(database: Database, clock: Clock) -> Noticing:
    async def greet(_: Inbound) -> list[Answer]:
        return [Answer(status="greeting", text="Chào bạn.")]

    board = Board()
    ends = START + timedelta(hours=1)
    value: dict[str, Any] = {"number": 1, "text": "Cổng đang bảo trì.", "kind": "info", "channels": ["rest"]}
    board.hold({**value, "starts": START.isoformat(), "ends": ends.isoformat()})
    return Noticing(greet, board, Noticed(database), b"k" * 32, clock)


async def texts(said: Noticing, *ids: str | None) -> list[str]:
    """Send messages at once; return what each is answered."""
    answers = await asyncio.gather(*(said(Inbound("rest", "an", "chào", message_id)) for message_id in ids))
    return [answer.text for (answer,) in answers]


async def test_a_message_sent_twice_at_once_is_answered_alike(database: Database) -> None:
    assert await texts(noticing(database, Clock()), "m1", "m1") == [TOLD, TOLD]


async def test_of_two_messages_at_once_one_tells_it(database: Database) -> None:
    assert sorted(await texts(noticing(database, Clock()), "m1", "m2", None)) == ["Chào bạn.", "Chào bạn.", TOLD]


async def test_an_id_that_is_used_again_brings_no_notice_of_another_day(database: Database) -> None:
    clock = Clock()
    said = noticing(database, clock)
    assert await texts(said, "1") == [TOLD]
    clock.now += timedelta(minutes=9)
    assert await texts(said, "1") == [TOLD]
    clock.now += timedelta(days=1)
    assert await texts(said, "1") == ["Chào bạn."]
