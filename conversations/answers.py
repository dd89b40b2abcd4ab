"""Answers as they were kept: for those who judge whether they are right. Nobody is named in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.models import Rating, Turn
from conversations.service import TOLD_ONCE
from conversations.signals import Said, said
from core.db import Database

_BEFORE, _SOON = 5, timedelta(hours=2)  # turns that are shown before an answer, and how long ago they were said
_AT_ONCE = 5_000  # numbers in one question to the database


@dataclass(frozen=True)
class Asked:
    """A question, masked, and the code of the procedure that was answered."""

    question: str
    procedure: str | None


@dataclass(frozen=True)
class Answer(Said):
    """An answer, the question it was given to, masked, and what led to it."""

    channel: str
    procedure: str | None
    release: str | None
    model: str | None
    intent: str | None
    confidence: float | None
    complained: bool
    before: tuple[Said, ...]


class TurnAnswers:
    """The answers of the transcript, without pressed buttons and what was about a dossier. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database) -> None:
        """Read the turns in `database`."""
        self._database = database

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many turns there were from `since` on, before `until`."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Turn).where(_within(since, until))) or 0

    def span(self, since: datetime, until: datetime) -> tuple[int, int] | None:
        """Return the first and the last number of the turns; `None` where there were none."""
        with self._database.read() as session:
            first, last = session.execute(sa.select(sa.func.min(Turn.id), sa.func.max(Turn.id)).where(_within(since, until))).one()
        return None if first is None else (first, last)

    def among(self, turns: Collection[int], since: datetime, until: datetime, statuses: Collection[str]) -> Sequence[int]:
        """Return those of `turns` that are answers with one of `statuses`, by number."""
        query = sa.select(Turn.id).where(_within(since, until), _answers(statuses))
        with self._database.read() as session:
            return sorted(number for some in _few(turns) for number in session.scalars(query.where(Turn.id.in_(some))))

    def complained(self, since: datetime, until: datetime, statuses: Collection[str]) -> Sequence[int]:
        """Return the answers with one of `statuses` of which the person said that they did not help, by number."""
        if (span := self.span(since, until)) is None:
            return []
        with self._database.read() as session:  # from the few ratings to their turns, and not the other way round
            bad = session.scalars(sa.select(Rating.turn_id).where(Rating.turn_id.between(*span), Rating.good.is_(False))).all()
        return self.among(bad, since, until, statuses)

    def get(self, turn: int) -> Answer | None:
        """Return one; `None` where there is none."""
        with self._database.read() as session:
            row = session.scalars(sa.select(Turn).where(Turn.id == turn, _answers(None))).first()
            return _told(session, row) if row else None

    def asked(self, turns: Collection[int]) -> Mapping[int, Asked]:
        """Return what was asked in some turns; those that were erased are missing."""
        query = sa.select(Turn.id, Turn.question, Turn.procedure_code)
        with self._database.read() as session:
            rows = [row for some in _few(turns) for row in session.execute(query.where(Turn.id.in_(some)))]
        return {number: Asked(question, code) for number, question, code in rows}


def _within(since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Turn.at >= since, Turn.at < until)


def _answers(statuses: Collection[str] | None) -> sa.ColumnElement[bool]:
    kept = sa.and_(Turn.question.not_like("/%"), Turn.answer != TOLD_ONCE)
    return kept if statuses is None else sa.and_(kept, Turn.status.in_(statuses))


def _few(turns: Collection[int]) -> Iterator[list[int]]:
    rest = iter(turns)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _told(session: Session, row: Turn) -> Answer:
    earlier = sa.select(Turn).where(Turn.person == row.person, Turn.id < row.id, Turn.at >= row.at - _SOON)
    before = session.scalars(earlier.order_by(Turn.id.desc()).limit(_BEFORE)).all()
    bad = session.scalar(sa.select(Rating.good).where(Rating.turn_id == row.id)) is False
    return Answer(
        turn=row.id, at=row.at, question=row.question, answer=row.answer, status=row.status, channel=row.channel,
        procedure=row.procedure_code, release=row.release, model=row.model, intent=row.intent, confidence=row.confidence,
        complained=bad, before=tuple(said(one) for one in reversed(before)),
    )  # fmt: skip
