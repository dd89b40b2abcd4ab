"""Subjects people ask about that somebody dealt with: a draft was begun, or it is none of ours (không thuộc phạm vi)."""

from collections.abc import Sequence

import sqlalchemy as sa

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest, NotFound
from knowledge.editorial.keeping_models import Dealt
from knowledge.editorial.ports import Clock

_LONGEST = 400


class DealtWith:
    """The subjects in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        """Keep them in `database`."""
        self._database, self._clock = database, clock

    def all(self) -> Sequence[Dealt]:
        """Return them, the latest first."""
        with self._database.read() as session:
            return session.scalars(sa.select(Dealt).order_by(Dealt.id.desc())).all()

    def put(self, subject: str, by: str, code: str | None = None) -> None:
        """Note that a subject was dealt with: by a draft of `code`, or, without one, because it is none of ours.

        Somebody's earlier word on the same subject gives way. Raises `BadRequest` for no subject.
        """
        if not 1 <= len(subject) <= _LONGEST:
            raise BadRequest("a subject has 1 to 400 characters")
        with self._database.begin() as session:
            row = session.scalar(sa.select(Dealt).where(Dealt.subject == subject).with_for_update()) or Dealt(subject=subject)
            row.code, row.by, row.at = code, by, self._clock()
            session.add(row)
            session.flush()
            audit.record(session, by, "coverage.begin" if code else "coverage.aside", f"coverage:{row.id}", {"code": code} if code else {})

    def take_back(self, identity: int, by: str) -> None:
        """Have a subject shown again. Raises `NotFound`."""
        with self._database.begin() as session:
            if (row := session.get(Dealt, identity, with_for_update=True)) is None:
                raise NotFound(f"no subject {identity}")
            session.delete(row)
            audit.record(session, by, "coverage.take_back", f"coverage:{identity}")
