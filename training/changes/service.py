"""Changes of the training data by two people (bốn mắt): proposed by one, approved by another, written into the files of the checkout."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from training.changes.carried import carry
from training.changes.models import DataChange
from training.changes.planning import plan_of, planned
from training.changes.schemas import Change, Kind, Planned, Refusal, State
from training.changes.standing import stands
from training.corpus.change import write
from training.corpus.intents import Plan
from training.texts import is_masked

LONGEST = 500  # characters of a reason
_NAMES = ("name", "intent", "old", "new", "into", "value")


class Changes:
    """The proposals of one database, over the files of the checkout `home`. Raises `Unavailable` when the database fails."""

    def __init__(self, home: Path, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Read and write nothing yet."""
        self._home, self._database, self._clock = home, database, clock

    def propose(self, kind: Kind, arguments: Mapping[str, Any], by: str, reason: str = "") -> int:
        """Propose a change, and return its number.

        Raises:
            Refusal: it can do nothing to the files as they are, or its reason is too long or names somebody.
        """
        told = " ".join(reason.split())
        if len(told) > LONGEST:
            raise Refusal("reason_long", "reason")
        if not is_masked(told):
            raise Refusal("personal", "reason")
        plan_of(self._home, kind, arguments)
        with self._database.begin() as session:
            row = DataChange(kind=kind.value, arguments=dict(arguments), reason=told, by=by, at=self._clock(), state=State.PROPOSED.value)
            row.files = []
            session.add(row)
            session.flush()
            self._note(session, by, "propose", row)
            return row.id

    def get(self, number: int) -> Change:
        """Return a proposal; raises `NotFound`."""
        with self._database.read() as session:
            return _shown(_held(session, number))

    def all(self, *states: State, most: int = 100) -> list[Change]:
        """Return the proposals in `states`, the latest first."""
        query = sa.select(DataChange).where(DataChange.state.in_(states)).order_by(DataChange.id.desc()).limit(most)
        with self._database.read() as session:
            return [_shown(row) for row in session.scalars(query)]

    def waiting(self) -> int:
        """Count what waits for a second person."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.count()).where(DataChange.state == State.PROPOSED)) or 0

    def planned(self, change: Change) -> Planned:
        """Return what a proposal does to the files as they are now."""
        return planned(self._home, change.kind, change.arguments)

    def writable(self, plan: Plan) -> bool:
        """Tell whether all files of a plan can be written here: in a container they often cannot."""
        return all(os.access(_folder(self._home / file.path), os.W_OK) for file in plan.diff.files)

    def approve(self, number: int, by: str, seen: str) -> Change:
        """Approve what the page showed (`seen`, its `Planned.mark`), and write it if it can be written and breaks nothing.

        What cannot be is approved all the same, to be taken into the files as a patch.

        Raises:
            NotFound: there is no such proposal.
            Refusal: one's own ("own"), decided already ("decided"), or the files were changed since it was shown ("changed").
        """
        with self._database.begin() as session:
            row = _taken(session, number, State.PROPOSED)
            if row.by == by:
                raise Refusal("own")
            self._as_seen(row, seen)
            row.state, row.decided_by, row.decided = State.APPROVED.value, by, self._clock()
            self._note(session, by, "approve", row)
        with suppress(Refusal):
            return self.write(number, by, seen)
        return self.get(number)

    def write(self, number: int, by: str, seen: str) -> Change:
        """Write what was approved: what it does now, which may be other lines than were approved, so not by who proposed it.

        Raises as `approve`, and `Refusal` "unwritten" where it cannot be, or is not to be written.
        """
        with self._database.begin() as session:
            row = _taken(session, number, State.APPROVED)
            if row.by == by:
                raise Refusal("own")
            plan = self._as_seen(row, seen)
            if plan.breaks or not self.writable(plan):
                raise Refusal("unwritten")
            self._write(session, row, plan, by)
            return _shown(row)

    def done(self, number: int, by: str) -> Change:
        """Note that somebody took an approved change into the files by hand.

        Raises:
            NotFound: there is no such proposal.
            Refusal: it was not approved ("decided"), or the files do not have it yet ("not_there").
        """
        with self._database.begin() as session:
            row = _taken(session, number, State.APPROVED)
            if not stands(self._home, Kind(row.kind), row.arguments):
                raise Refusal("not_there")
            self._finish(session, row, by)
            return _shown(row)

    def drop(self, number: int, by: str) -> Change:
        """Drop a proposal that is not in the files: one's own or another's. Raises `NotFound`, `Refusal` "decided"."""
        with self._database.begin() as session:
            row = _taken(session, number, State.PROPOSED, State.APPROVED)
            row.state, row.decided_by, row.decided = State.DROPPED.value, by, self._clock()
            self._note(session, by, "drop", row)
            return _shown(row)

    def _as_seen(self, row: DataChange, seen: str) -> Plan:
        found = planned(self._home, Kind(row.kind), row.arguments)
        if found.plan is None or found.mark != seen:
            raise Refusal("changed")
        return found.plan

    def _write(self, session: Session, row: DataChange, plan: Plan, by: str) -> None:
        """A program that ends between the files and the database leaves the change approved: `done` finds it in the files."""
        try:
            written = write(self._home, plan.diff)
        except OSError as error:
            raise Refusal("unwritten") from error
        except Conflict as error:  # changed meanwhile, so that both together are no training data any more
            raise Refusal("changed") from error
        if written.conflicts:
            raise Refusal("changed")
        row.files = list(written.paths)
        self._finish(session, row, by)

    def _finish(self, session: Session, row: DataChange, by: str) -> None:
        at = self._clock()
        row.state, row.written = State.APPLIED.value, at
        labels = carry(session, Kind(row.kind), row.arguments, at)
        self._note(session, by, "apply", row, {"files": row.files, "labels": labels})

    def _note(self, session: Session, by: str, verb: str, row: DataChange, more: Mapping[str, Any] | None = None) -> None:
        given = row.arguments
        detail = {"kind": row.kind, **{name: given[name] for name in _NAMES if name in given}, **(more or {})}
        if counted := next((given[name] for name in ("examples", "markups", "words") if name in given), None):
            detail["examples"] = len(counted)
        if row.reason and verb == "propose":
            detail["reason"] = row.reason
        audit.record(session, by, f"intents.{verb}", f"data_change:{row.id}", detail)


def _taken(session: Session, number: int, *states: State) -> DataChange:
    """The row, locked with all others that are open: two changes are never written at once, for each is planned from what stands."""
    open_ones = sa.select(DataChange).where(DataChange.state.in_((State.PROPOSED, State.APPROVED))).order_by(DataChange.id)
    session.execute(open_ones.with_for_update())
    row = _held(session, number)
    if row.state not in states:
        raise Refusal("decided")
    return row


def _held(session: Session, number: int) -> DataChange:
    row = session.get(DataChange, number)
    if row is None:
        raise NotFound(f"no change {number}")
    return row


def _folder(path: Path) -> Path:
    return next(one for one in path.parents if one.is_dir())


def _shown(row: DataChange) -> Change:
    return Change(
        row.id, Kind(row.kind), row.arguments, row.reason, row.by, row.at, State(row.state), row.decided_by, row.decided,
        tuple(row.files), row.written,
    )  # fmt: skip


def open_of(changes: Sequence[Change], intent: str) -> list[Change]:
    """Return those of `changes` that are about an intent."""
    return [one for one in changes if intent in (one.arguments.get(name) for name in _NAMES)]
