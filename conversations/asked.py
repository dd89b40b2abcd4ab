"""What people asked lately, masked, and how it was answered: for those who keep the knowledge. Nobody is named in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from conversations.models import Turn
from core.clock import now
from core.db import Database

_BACK = timedelta(days=30)
_ANSWERED = ("answered", "clarify")
_UNKNOWN = ("not_found", "clarify")


@dataclass(frozen=True)
class Count:
    """A question as it was typed, and how often."""

    text: str
    times: int


class Asked:
    """The questions of the last 30 days. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Read the turns in `database`."""
        self._database, self._clock = database, clock

    def recent(self, most: int) -> Sequence[Count]:
        """Return up to `most` questions about procedures, the most frequent first."""
        return self._counted(_ANSWERED, most)

    def unanswered(self, most: int) -> Sequence[Count]:
        """Return up to `most` questions to which no procedure was found, or that had to be asked back, the most frequent first."""
        return self._counted(_UNKNOWN, most)

    def _counted(self, statuses: tuple[str, ...], most: int) -> list[Count]:
        times = sa.func.count()
        query = sa.select(Turn.question, times).where(Turn.status.in_(statuses), Turn.at >= self._clock() - _BACK)
        with self._database.read() as session:
            rows = session.execute(query.group_by(Turn.question).order_by(times.desc(), Turn.question).limit(most))
            return [Count(text, number) for text, number in rows]
