"""What people asked lately, masked, and how it was answered: for those who keep the knowledge. Nobody is named in it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from conversations.models import Handover, Rating, Turn
from core.clock import now
from core.db import Database

_BACK = timedelta(days=30)
_SOON = timedelta(minutes=30)  # what comes later is no choice among what was offered, and no wish that the answer caused
_ANSWERED = ("answered", "clarify")
_QUESTIONS = ("answered", "clarify", "not_found")
_CHOICE = 3  # characters: "2", "số 2" as it is typed where there are no buttons


@dataclass(frozen=True)
class Count:
    """A question as it was typed, and how often; `why` says of one without a good answer what it lacked, and how often."""

    text: str
    times: int
    why: Mapping[str, int] = field(default_factory=dict)


class Asked:
    """The questions of the last 30 days. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Read the turns in `database`."""
        self._database, self._clock = database, clock

    def recent(self, most: int) -> Sequence[Count]:
        """Return up to `most` questions about procedures, the most frequent first."""
        times, since = sa.func.count(), self._clock() - _BACK
        query = sa.select(Turn.question, times).where(Turn.status.in_(_ANSWERED), Turn.at >= since)
        with self._database.read() as session:
            rows = session.execute(query.group_by(Turn.question).order_by(times.desc(), Turn.question).limit(most))
            return [Count(text, number) for text, number in rows]

    def unanswered(self, most: int) -> Sequence[Count]:
        """Return up to `most` questions without a good answer, the most frequent first.

        `why` counts turns: `not_found` no procedure was found, `unpicked` something was offered and nobody chose, `bad` the answer was
        told to be bad, `handover` an officer was asked for right after it. A turn counts once, by the first of these in that order.
        """
        since = self._clock() - _BACK
        with self._database.read() as session:
            turns = {number: (text, why) for why, found in reversed(self._kinds(session, since)) for number, text in found}
        times: Counter[str] = Counter(text for text, _ in turns.values() if not text.startswith("/"))
        whys: dict[str, Counter[str]] = {}
        for text, why in turns.values():
            whys.setdefault(text, Counter())[why] += 1
        ranked = sorted(times.items(), key=lambda one: (-one[1], one[0]))[:most]
        return [Count(text, number, dict(whys[text])) for text, number in ranked]

    def _kinds(self, session: Session, since: datetime) -> list[tuple[str, list[tuple[int, str]]]]:
        asked = sa.select(Turn.id, Turn.question).where(Turn.at >= since)
        bad = asked.join(Rating, Rating.turn_id == Turn.id).where(Rating.good.is_(False))
        return [
            ("not_found", [(row.id, row.question) for row in session.execute(asked.where(Turn.status == "not_found"))]),
            ("unpicked", list(_unpicked(session, since))),
            ("bad", [(row.id, row.question) for row in session.execute(bad)]),
            ("handover", list(_handed_over(session, since))),
        ]


def _unpicked(session: Session, since: datetime) -> Iterator[tuple[int, str]]:
    """Yield the turns that offered something, and were not followed by a choice: a button, or a number that is typed."""
    then = sa.func.lead(Turn.id).over(partition_by=Turn.person, order_by=Turn.id).label("then")
    order = sa.select(Turn.id, then).where(Turn.at >= since).subquery()
    later = aliased(Turn)
    query = sa.select(Turn.id, Turn.question, Turn.at, later.question.label("said"), later.at.label("said_at"))
    query = query.join(order, order.c.id == Turn.id).outerjoin(later, later.id == order.c.then)
    for row in session.execute(query.where(Turn.status == "clarify", Turn.question.not_like("/%"))):
        soon = row.said_at is not None and row.said_at <= row.at + _SOON
        if not (soon and (row.said.startswith("/") or len(row.said.strip()) <= _CHOICE)):
            yield row.id, row.question


def _handed_over(session: Session, since: datetime) -> Iterator[tuple[int, str]]:
    """Yield the question that stood last before somebody asked for an officer."""
    before = aliased(Turn)
    close = sa.and_(before.person == Handover.person, before.at <= Handover.opened, before.at >= since)
    question = sa.and_(before.status.in_(_QUESTIONS), before.question.not_like("/%"))
    latest = sa.select(sa.func.max(before.id)).where(close, question).correlate(Handover).scalar_subquery()
    query = sa.select(Turn.id, Turn.question, Turn.at, Handover.opened).join(Handover, Turn.id == latest).where(Handover.opened >= since)
    for row in session.execute(query):
        if row.at >= row.opened - _SOON:
            yield row.id, row.question
