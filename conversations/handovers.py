"""Requests for an officer (yêu cầu gặp cán bộ): the queue, and who may do what with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from conversations.models import Handover
from conversations.repository import Repository
from conversations.schemas import Handed, HandoverState, Purpose
from core.db import Database
from core.errors import NotFound, TooManyRequests
from core.settings import Settings

_TURNS = 6  # of the transcript that an officer reads before they answer
_RECENT = timedelta(hours=12)
_DAY = timedelta(days=1)


class Handovers:
    """The queue. One person has at most one open request; the database keeps that too."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Keep the queue in `database`."""
        self._database, self._most, self._clock = database, settings.handovers_per_day, clock

    def open(self, person: str, channel: str, language: str = "vi", **about: Any) -> Handed:
        """Put `person` in the queue, or return the request they have open already.

        Args:
            person: nameless id.
            channel: where they write.
            language: they write in.
            about: what an officer should know beside the last turns (procedure, ward, failures); no personal data.

        Raises:
            TooManyRequests: they opened so many today that they would crowd out the others.
        """
        try:
            return self._open(person, channel, language, about)
        except IntegrityError:  # somebody else was first: the same person, twice at once
            mine = self.mine(person)
            if mine is None:
                raise
            return mine

    def mine(self, person: str) -> Handed | None:
        """Return the open request of `person`."""
        with self._database.read() as session:
            row = Repository(session).open_handover(person)
            return handed(row) if row else None

    def reach(self, person: str, contact: str, told: str) -> bool:
        """Store how to reach `person`, and the words `told` they agreed to; `False` when they have no open request."""
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            row = rows.open_handover(person)
            if row is None:
                return False
            row.contact = contact
            if not rows.consent(person, Purpose.CONTACT):
                rows.agreed(person, Purpose.CONTACT, told, at)
        return True

    def unreach(self, person: str) -> bool:
        """Take back the contact and the consent; the request stays."""
        with self._database.begin() as session:
            rows = Repository(session)
            row = rows.open_handover(person)
            had = row is not None and row.contact is not None
            if row is not None:
                row.contact = None
            rows.end_consent(person, Purpose.CONTACT, self._clock())
        return had

    def withdraw(self, person: str) -> Handed | None:
        """End the open request of `person` at their wish; return it, or `None` when there is none."""
        with self._database.begin() as session:
            rows = Repository(session)
            row = rows.open_handover(person)
            return _move(rows, row, HandoverState.WITHDRAWN, self._clock()) if row else None

    def move(self, number: str, to: HandoverState) -> Handed:
        """Change the state of a request, as an officer does.

        Raises:
            NotFound: there is none of this number.
            Conflict: its state does not allow that.
        """
        with self._database.begin() as session:
            rows = Repository(session)
            digits = number.upper().removeprefix("CB-")
            row = rows.handover(int(digits)) if digits.isdecimal() and len(digits) <= 12 else None
            if row is None:
                raise NotFound(f"there is no hand-off {number}")
            return _move(rows, row, to, self._clock())

    def expire(self, before: datetime) -> int:
        """End the requests that nobody took since `before`; return how many."""
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            return len([_move(rows, row, HandoverState.EXPIRED, at) for row in rows.waiting_before(before)])

    def queue(self, *states: HandoverState) -> list[dict[str, Any]]:
        """Return the requests in `states` (waiting unless said), the oldest first, with all an officer needs."""
        with self._database.read() as session:
            return [
                {
                    "number": row.number, "state": row.state, "channel": row.channel, "language": row.language,
                    "opened": row.opened.isoformat(), "contact": row.contact, **row.summary,
                }
                for row in Repository(session).queue(states or (HandoverState.WAITING,))
            ]  # fmt: skip

    def _open(self, person: str, channel: str, language: str, about: dict[str, Any]) -> Handed:
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            if row := rows.open_handover(person):
                return handed(row)
            if rows.handovers_since(person, at - _DAY) >= self._most:
                raise TooManyRequests(f"more than {self._most} hand-offs of one person in a day")
            row = Handover(person=person, channel=channel, language=language, state=HandoverState.WAITING.value)
            row.summary, row.opened, row.changed = _summary(rows, person, about, at), at, at
            return handed(rows.add(row), new=True)


def handed(row: Handover, new: bool = False) -> Handed:
    """Return what the person may see of a request."""
    return Handed(row.number, HandoverState(row.state), row.opened, row.contact, new)


def _summary(rows: Repository, person: str, about: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Return what spares the person repeating: the last turns, masked and without pressed buttons, and what is known beside."""
    turns = reversed(rows.turns(person, _TURNS, at - _RECENT))
    said = [
        {"question": turn.question, "status": turn.status, "procedure": turn.procedure_code} for turn in turns if turn.question[:1] != "/"
    ]
    return {"turns": said, **{key: value for key, value in about.items() if value}}


def _move(rows: Repository, row: Handover, to: HandoverState, at: datetime) -> Handed:
    row.move(to, at)
    if to not in (HandoverState.WAITING, HandoverState.TAKEN):
        rows.end_consent(row.person, Purpose.CONTACT, at)
    return handed(row)
