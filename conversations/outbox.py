"""The outbox: what is to be sent to people who did not just ask.

A channel that people come to (the page, REST) picks its messages up; what we send to platforms ourselves has `conversations.dispatch`.
Nothing is lost when nobody comes: it waits until retention takes it. What a person has had stays as a key alone, so that it is never
sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from conversations.models import Message
from conversations.repository import Repository
from conversations.switches import turned
from core.answer import Answer
from core.clock import now
from core.db import Database

_MOST = 20


@dataclass(frozen=True)
class Waiting:
    """A message somebody has not had yet. Ids grow with time; they are not consecutive."""

    id: int
    at: datetime
    answer: Answer
    in_reply_to: str | None = None  # the client's id of the message it answers


class Outbox:
    """The messages of everybody. Several programs may use one table at once. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Keep messages in `database`."""
        self._database, self._clock = database, clock

    def put(self, person: str, channel: str, key: str, answer: Answer, asked: datetime | None = None) -> bool:
        """Store `answer` for `person`; `False` when it is not: something of this key was stored before, whether they have had it or not.

        Args:
            person: nameless id.
            channel: where they are reached.
            key: at most 120 characters; the same for the same message.
            answer: holds no personal data: it may wait for weeks.
            asked: when what it tells was looked up. Who had everything erased since is sent nothing.
        """
        try:
            with self._database.begin() as session:
                rows = Repository(session)
                if asked and rows.erased_since(person, asked):
                    return False
                kept = answer.model_dump(mode="json", exclude_defaults=True)
                rows.send(Message(person=person, channel=channel, key=key, answer=kept, at=self._clock()))
        except IntegrityError:
            return False
        return True

    def waiting(self, person: str, after: int = 0, limit: int = _MOST) -> list[Waiting]:
        """Return at most `limit` messages `person` has not had, with ids above `after`, the oldest first; none while the channel is off."""
        with self._database.read() as session:
            rows = Repository(session).unsent(person, after, limit)
            off = {channel for channel in {row.channel for row in rows} if turned(session, channel)[0]}
            rows = [row for row in rows if row.channel not in off]
            return [Waiting(row.id, row.at, _answer(row.answer or {}), row.reply_to) for row in rows]

    def acknowledge(self, person: str, up_to: int) -> int:
        """Note that `person` has every message up to the id `up_to`: its words are deleted. Return how many."""
        with self._database.read() as session:
            oldest = Repository(session).unsent(person, 0, 1)
        if not oldest or oldest[0].id > up_to:
            return 0  # the usual case: who asks for news every minute shall keep no writer waiting
        with self._database.begin() as session:
            return Repository(session).taken(person, up_to, self._clock())

    def forget(self, person: str) -> int:
        """Delete everything of `person`; return how many rows. `Conversations.erase` does so too."""
        with self._database.begin() as session:
            return Repository(session).unsend(person)

    def forget_before(self, moment: datetime) -> int:
        """Delete what was stored before `moment`; return how many rows. `Conversations.sweep` does so too."""
        with self._database.begin() as session:
            return Repository(session).unsend_before(moment)


def _answer(kept: dict[str, Any]) -> Answer:
    try:
        return Answer.model_validate(kept)
    except ValidationError:
        # Another version wrote it: its text says everything.
        return Answer(status="dossier", text=str(kept.get("text", "")))
