"""What was said in a web conversation, to be read again after a reload: the outbox as the web reads it.

Two kinds of messages wait there. A reply answers something the person wrote: it can be read for `keep` (24 h), then its words go, had or
not. One about somebody's dossier (`Answer.private`) goes as soon as the person has read past it. News come unasked: they wait until the
person has had them, and go `keep` after they were made, or with retention.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from conversations.models import Message
from conversations.repository import Repository
from core.answer import Answer
from core.clock import now
from core.db import Database

_ENDED = "ended:"
_IS_REPLY = Message.reply_to.is_not(None)
_MOST = 50


@dataclass(frozen=True)
class Said:
    """One message of ours. Ids grow with time and are not consecutive; `in_reply_to` is the id of the person's message, none for news."""

    id: int
    at: datetime
    answer: Answer
    in_reply_to: str | None = None


class Replay:
    """Reads the outbox by conversation. It holds its own queries. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, keep: timedelta, clock: Callable[[], datetime] = now) -> None:
        """Let replies be read for `keep`."""
        self._database, self._keep, self._clock = database, keep, clock

    def put(self, person: str, message_id: str, answers: Sequence[Answer]) -> bool:
        """Store the replies to a message, all at once; `False` when it has replies: it keeps those."""
        try:
            with self._database.begin() as session:
                rows = Repository(session)
                for number, answer in enumerate(answers):
                    kept = answer.model_dump(mode="json", exclude_defaults=True)
                    key = f"{_key(person, message_id)}{number}"
                    rows.send(Message(person=person, channel="web", key=key, answer=kept, at=self._clock(), reply_to=message_id))
        except IntegrityError:
            return False
        return True

    def since(self, person: str, after: int = 0) -> list[Said]:
        """Return what was said to `person` with an id above `after`, the oldest first, at most 50."""
        fresh = sa.or_(Message.at >= self._oldest, Message.reply_to.is_(None))
        wanted = sa.and_(Message.person == person, Message.taken.is_(None), Message.id > after, fresh)
        with self._database.read() as session:
            return [_said(row) for row in session.scalars(sa.select(Message).where(wanted).order_by(Message.id).limit(_MOST))]

    def answered(self, person: str, message_id: str) -> bool:
        """Tell whether a reply to `message_id` was stored, however long ago within retention."""
        with self._database.read() as session:
            return session.scalar(sa.select(Message.id).where(Message.key == f"{_key(person, message_id)}0")) is not None

    def seen(self, person: str, up_to: int) -> int:
        """Note that `person` has what is up to the id `up_to`: private replies before it go, and news that are old. Return how many."""
        private = sa.and_(_IS_REPLY, Message.id < up_to, Message.answer["private"].as_boolean())
        old = sa.and_(Message.reply_to.is_(None), Message.id <= up_to, Message.at < self._oldest)
        return self._drop(sa.and_(Message.person == person, Message.taken.is_(None), sa.or_(private, old)))

    def expire(self) -> int:
        """Drop the words of all replies of the web that were kept long enough; return how many."""
        web = sa.and_(_IS_REPLY, Message.channel == "web")  # what platforms are sent has a way of its own
        return self._drop(sa.and_(web, Message.taken.is_(None), Message.at < self._oldest))

    def end(self, person: str) -> None:
        """End a conversation: nothing of it can be read any more, and `ended` knows it until retention."""
        now = self._clock()
        # Ended twice at once, the second finds the row of the first, which did the same.
        with suppress(IntegrityError), self._database.begin() as session:
            end = Message(person=person, channel="web", key=f"{_ENDED}{person}", answer=None, at=now, taken=now)
            Repository(session).send(end)  # first: it locks what two would else wait for each other about
            session.execute(sa.delete(Message).where(Message.person == person, Message.id != end.id))

    def ended(self, person: str) -> bool:
        """Tell whether the conversation was ended."""
        with self._database.read() as session:
            return session.scalar(sa.select(Message.id).where(Message.key == f"{_ENDED}{person}")) is not None

    def latest(self) -> int:
        """Return the largest id there is."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.max(Message.id))) or 0

    def arrivals(self, after: int) -> tuple[int, set[str]]:
        """Return for whom of the web something with an id above `after` was stored, and the id to ask from the next time."""
        wanted = sa.select(Message.id, Message.person).where(Message.id > after, Message.channel == "web")
        with self._database.read() as session:
            rows = session.execute(wanted.order_by(Message.id).limit(1_000)).all()
        return (rows[-1][0] if rows else after), {person for _, person in rows}

    @property
    def _oldest(self) -> datetime:
        return self._clock() - self._keep

    def _drop(self, which: sa.ColumnElement[bool]) -> int:
        with self._database.read() as session:
            if session.scalar(sa.select(Message.id).where(which).limit(1)) is None:
                return 0  # the usual case: it shall keep no writer waiting
        with self._database.begin() as session:
            done = session.execute(sa.update(Message).where(which).values(taken=self._clock(), answer=None))
            return cast("sa.CursorResult[Any]", done).rowcount


def _said(row: Message) -> Said:
    kept = row.answer or {}
    try:
        answer = Answer.model_validate(kept)
    except ValidationError:
        # Another version wrote it: its text says everything.
        answer = Answer(status="answered", text=str(kept.get("text", "")))
    return Said(row.id, row.at, answer, row.reply_to)


def _key(person: str, message_id: str) -> str:
    """Return what keys of replies begin with; at most 117 characters for ids of up to 77."""
    return f"reply:{person}:{message_id}:"
