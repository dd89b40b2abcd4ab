"""Turns and what shows in them that the assistant may have misread: for those who train it. Nobody is named in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from conversations.models import Handover, Rating, Turn
from core.db import Database
from core.text import fold

_SOON = timedelta(minutes=10)  # what somebody does later is about something else
_AROUND = 5  # turns shown before one, and after it
_FELL_BACK = ("not_found",)
_NOTHING_HEARD = "nlu_fallback"
_TAKES_BACK = ("deny", "go_back", "rate_bad")
_NOT_MEANT = re.compile(
    r"(?:khong (?:phai|dung)|sai roi|nham|y (?:toi|em|minh|con|chau) (?:la|hoi)|(?:toi|em|minh) (?:hoi|noi) (?:la|cai)|i meant?|not that)\b"
)


@dataclass(frozen=True)
class Signal:
    """A turn: its number, the words, masked, and the names of the reasons to look at it.

    `confidence` is of the intent, `danger` the highest of an intent of danger, each from 0 to 1; `None` where nothing was heard.
    """

    turn: int
    at: datetime
    text: str
    status: str
    intent: str | None
    reasons: frozenset[str]
    confidence: float | None = None
    danger: float | None = None


@dataclass(frozen=True)
class Said:
    """A turn of a conversation, masked."""

    turn: int
    at: datetime
    question: str
    answer: str
    status: str


class TurnSignals:
    """The turns of the transcript. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database) -> None:
        """Read the turns in `database`."""
        self._database = database

    def since(self, moment: datetime, after: int, most: int) -> Sequence[Signal]:
        """Return up to `most` turns at `moment` or later whose number is above `after`, by number."""
        with self._database.read() as session:
            query = sa.select(Turn).where(Turn.at >= moment, Turn.id > after).order_by(Turn.id).limit(most)
            turns = session.scalars(query).all()
            if not turns:
                return []
            bad = _rated_badly(session, [turn.id for turn in turns])
            next_ = _following(session, turns)
            handed = _handovers(session, turns, next_)
            return [_signal(turn, frozenset(_reasons(turn, bad, next_.get(turn.id), handed))) for turn in turns]

    def around(self, turn: int) -> Sequence[Said]:
        """Return the turns of the same person before and after one, and itself, in order; empty when it is erased."""
        with self._database.read() as session:
            here = session.get(Turn, turn)
            if here is None:
                return []
            same = sa.select(Turn).where(Turn.person == here.person)
            before = session.scalars(same.where(Turn.id <= turn).order_by(Turn.id.desc()).limit(_AROUND + 1)).all()
            after = session.scalars(same.where(Turn.id > turn).order_by(Turn.id).limit(_AROUND)).all()
            return [said(one) for one in (*reversed(before), *after)]


def said(turn: Turn) -> Said:
    """Return what a reader is shown of a turn."""
    return Said(turn.id, turn.at, turn.question, turn.answer, turn.status)


def _signal(turn: Turn, reasons: frozenset[str]) -> Signal:
    return Signal(turn.id, turn.at, turn.question, turn.status, turn.intent, reasons, turn.confidence, turn.danger)


def _reasons(turn: Turn, bad: set[int], following: Turn | None, handed: dict[int, datetime]) -> list[str]:
    soon = following is not None and following.at - turn.at <= _SOON
    found = {
        "thumbs_down": turn.id in bad,
        "fallback": turn.status in _FELL_BACK or turn.intent == _NOTHING_HEARD,
        "handover": turn.id in handed,
        "correction": soon and following is not None and _takes_back(following),
    }
    return [name for name, holds in found.items() if holds]


def _takes_back(turn: Turn) -> bool:
    return turn.intent in _TAKES_BACK or bool(_NOT_MEANT.match(fold(turn.question)))


def _rated_badly(session: Session, turns: list[int]) -> set[int]:
    return set(session.scalars(sa.select(Rating.turn_id).where(Rating.turn_id.in_(turns), Rating.good.is_(False))))


def _following(session: Session, turns: Sequence[Turn]) -> dict[int, Turn]:
    """The next turn of the same person after each."""
    later, this = aliased(Turn), aliased(Turn)
    soonest = sa.select(this.id, sa.func.min(later.id)).join(later, sa.and_(later.person == this.person, later.id > this.id))
    pairs = dict(session.execute(soonest.where(this.id.in_([turn.id for turn in turns])).group_by(this.id)).all())
    found = {turn.id: turn for turn in session.scalars(sa.select(Turn).where(Turn.id.in_(pairs.values())))}
    return {number: found[next_] for number, next_ in pairs.items()}


def _handovers(session: Session, turns: Sequence[Turn], following: dict[int, Turn]) -> dict[int, datetime]:
    """The turns after which the same person asked for an officer, before they said anything else."""
    people = {turn.person for turn in turns}
    first, last = min(turn.at for turn in turns), max(turn.at for turn in turns)
    opened = sa.select(Handover.person, Handover.opened).where(Handover.person.in_(people))
    found: dict[int, datetime] = {}
    for person, at in session.execute(opened.where(Handover.opened >= first, Handover.opened <= last + _SOON)):
        before = [turn for turn in turns if turn.person == person and at - _SOON <= turn.at <= at and turn.status != "handover"]
        if before:
            last_said = max(before, key=lambda turn: turn.id)
            after = following.get(last_said.id)  # it may stand on the next page
            if after is None or after.at > at or after.status == "handover":
                found[last_said.id] = at
    return found
