"""The queries of the table of entries."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from knowledge.reference.models import APPROVED, DRAFT, OPEN, Entry


class Repository:
    """Queries in one transaction."""

    def __init__(self, session: Session) -> None:
        """Ask in `session`."""
        self._session = session

    def add(self, entry: Entry) -> None:
        """Add a change. Raises `IntegrityError` when one of its key is open."""
        self._session.add(entry)
        self._session.flush()

    def held(self, number: int) -> Entry | None:
        """Return a change, and let nobody else write to it until the transaction ends."""
        return self._session.get(Entry, number, with_for_update=True)

    def with_ids(self, numbers: Collection[int]) -> Sequence[Entry]:
        """Return changes by their numbers, held."""
        return self._session.scalars(sa.select(Entry).where(Entry.id.in_(numbers)).order_by(Entry.id).with_for_update()).all()

    def standing(self, *kinds: str, key: str | None = None) -> dict[tuple[str, str], Entry]:
        """Return, by kind and key, the approved change that stands: the one approved last."""
        asked = sa.select(Entry).where(Entry.kind.in_(kinds), Entry.state == APPROVED).order_by(Entry.approved, Entry.id)
        rows = self._session.scalars(asked if key is None else asked.where(Entry.key == key))
        return {(row.kind, row.key): row for row in rows}

    def open(self, *kinds: str, key: str | None = None) -> dict[tuple[str, str], Entry]:
        """Return the open changes by kind and key."""
        asked = sa.select(Entry).where(Entry.kind.in_(kinds), Entry.state.in_(OPEN))
        rows = self._session.scalars(asked if key is None else asked.where(Entry.key == key))
        return {(row.kind, row.key): row for row in rows}

    def in_state(self, states: Collection[str], kind: str | None, before: int | None, count: int) -> Sequence[Entry]:
        """Return up to `count` changes in one of `states`, the newest first, of those before the number `before`."""
        asked = sa.select(Entry).where(Entry.state.in_(states)).order_by(Entry.id.desc()).limit(count)
        asked = asked.where(Entry.kind == kind) if kind else asked
        return self._session.scalars(asked.where(Entry.id < before) if before else asked).all()

    def of_key(self, kind: str, key: str) -> Sequence[Entry]:
        """Return every change of one entry, the newest first."""
        return self._session.scalars(sa.select(Entry).where(Entry.kind == kind, Entry.key == key).order_by(Entry.id.desc())).all()

    def waiting(self) -> dict[str, int]:
        """Return how many changes of each kind wait for approval."""
        asked = sa.select(Entry.kind, sa.func.count()).where(Entry.state == DRAFT).group_by(Entry.kind)
        return {row[0]: row[1] for row in self._session.execute(asked)}
