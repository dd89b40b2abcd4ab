"""Approving changes: another person reads what one wrote; and the way back to what stood before."""

from typing import get_args

from sqlalchemy.orm import Session

from core.audit import record
from core.clock import now
from core.db import Database
from core.errors import Conflict, Forbidden, NotFound
from core.overlays import Overlays, look
from core.words import Language
from knowledge.reference.entries import Clock, open_change, subject
from knowledge.reference.kinds import OVERLAY, TEXT
from knowledge.reference.models import APPROVED, DRAFT, DROPPED, RETURNED, Entry
from knowledge.reference.repository import Repository
from knowledge.reference.schemas import Value
from knowledge.reference.shipped import Shipped


class OwnWork(Forbidden):
    """Nobody approves what they wrote themselves."""


class Review:
    """Approve, give back, undo. `by` is an actor of the audit. Every method raises `Unavailable`."""

    def __init__(self, database: Database, shipped: Shipped, clock: Clock = now) -> None:
        """Keep changes in `database`."""
        self._database, self._shipped, self._clock = database, shipped, clock

    def approve(self, number: int, by: str, revision: int) -> Entry:
        """Let a change stand, as it was read at `revision`; a text is said at once, the rest goes out with the next publish.

        Raises:
            NotFound: there is no such change.
            OwnWork: whoever approves wrote some of it.
            Conflict: it is another by now, or what it was written over is.
        """
        with self._database.begin() as session:
            entry = open_change(session, number, revision)
            if entry.state != DRAFT:
                raise Conflict(f"change {number} was given back")
            if by in entry.editors:
                raise OwnWork(f"{by} wrote change {number}")
            if entry.base != self._stands(session, entry):
                raise Conflict(f"what change {number} was written over has changed")
            entry.state, entry.approver, entry.approved = APPROVED, by, self._clock()
            self._told(session, entry, by, "reference.approve", {"before": entry.base, "after": entry.value})
            return entry

    def give_back(self, number: int, by: str, revision: int, why: str) -> Entry:
        """Give a change back to its writers with the reason. Raises `NotFound` or `Conflict`."""
        with self._database.begin() as session:
            entry = open_change(session, number, revision)
            entry.state, entry.answer, entry.changed = RETURNED, why, self._clock()
            record(session, by, "reference.give_back", subject(entry), {"why": why})
            return entry

    def undo(self, number: int, by: str, why: str = "") -> Entry:
        """Take an approved change back: what stood before it stands again. One person may: what is wrong must be stoppable at once.

        Raises:
            NotFound: there is no such change.
            Conflict: it does not stand any more.
        """
        with self._database.begin() as session:
            rows = Repository(session)
            entry = rows.held(number)
            if entry is None:
                raise NotFound(f"no change {number}")
            standing = rows.standing(entry.kind, key=entry.key).get((entry.kind, entry.key))
            if standing is None or standing.id != number:
                raise Conflict(f"change {number} does not stand")
            entry.state, entry.answer, entry.changed = DROPPED, why, self._clock()
            self._told(session, entry, by, "reference.undo", {"before": entry.value, "after": self._stands(session, entry), "why": why})
            return entry

    def _stands(self, session: Session, entry: Entry) -> Value | None:
        session.flush()
        standing = Repository(session).standing(entry.kind, key=entry.key).get((entry.kind, entry.key))
        return standing.value if standing else self._shipped.of(entry.kind).get(entry.key)

    def _told(self, session: Session, entry: Entry, by: str, action: str, detail: dict[str, object]) -> None:
        """Write the audit's row; of a text together with what the programs follow, in the same transaction."""
        session.flush()
        if entry.kind != TEXT:
            record(session, by, action, subject(entry), detail)
            return
        said = {one.key: _said(one.value) for one in Repository(session).standing(TEXT).values() if one.value}
        revision = look(session, OVERLAY)[1]
        Overlays(self._database).put(session, OVERLAY, said, revision, by, action=action, subject=subject(entry), detail=detail)


def _said(value: Value) -> dict[str, str]:
    return {language: value[language] for language in get_args(Language)}
