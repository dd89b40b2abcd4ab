"""Every query of judged answers."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from training.judging.models import JudgementRow, MendingRow
from training.judging.schemas import Cause, Grade, Mending, Opinion

_LIVE = JudgementRow.undone.is_(None)
_ORDER = (JudgementRow.turn_id, JudgementRow.id)


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def add(self, row: JudgementRow | MendingRow) -> None:
        """Store a new row."""
        self._session.add(row)
        self._session.flush()

    def between(self, since: datetime, until: datetime) -> list[Opinion]:
        """Return what is said of turns from `since` on, before `until`: by turn, the oldest first."""
        query = sa.select(JudgementRow).where(JudgementRow.turn_at >= since, JudgementRow.turn_at < until, _LIVE)
        return [_read(row) for row in self._session.scalars(query.order_by(*_ORDER))]

    def of(self, turn: int) -> list[Opinion]:
        """Return what is said of one turn, the oldest first."""
        query = sa.select(JudgementRow).where(JudgementRow.turn_id == turn, _LIVE)
        return [_read(row) for row in self._session.scalars(query.order_by(*_ORDER))]

    def former(self, turn: int, by: str) -> Opinion | None:
        """Return what a judge said of a turn and took back, the latest."""
        query = sa.select(JudgementRow).where(JudgementRow.turn_id == turn, JudgementRow.by == by, JudgementRow.undone.is_not(None))
        row = self._session.scalars(query.order_by(JudgementRow.id.desc()).limit(1)).first()
        return _read(row) if row else None

    def latest(self, by: str) -> JudgementRow | None:
        """Return what a judge said last."""
        query = sa.select(JudgementRow).where(JudgementRow.by == by, _LIVE).order_by(JudgementRow.id.desc())
        return self._session.scalars(query.limit(1)).first()

    def mending(self, turn: int) -> MendingRow | None:
        """Return that an answer was put right, if it was."""
        return self._session.scalars(sa.select(MendingRow).where(MendingRow.turn_id == turn, MendingRow.undone.is_(None))).first()

    def mended(self, turns: Collection[int]) -> dict[int, Mending]:
        """Return which of some turns were put right."""
        query = sa.select(MendingRow).where(MendingRow.turn_id.in_(turns), MendingRow.undone.is_(None))
        return {row.turn_id: Mending(row.turn_id, row.by, row.at, row.note) for row in self._session.scalars(query)}


def _read(row: JudgementRow) -> Opinion:
    said = (Grade(row.verdict), Cause(row.cause) if row.cause else None, row.note)
    return Opinion(row.turn_id, row.turn_at, row.by, row.at, *said, sampled=row.sampled, independent=row.independent)
