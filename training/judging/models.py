"""The tables of judged answers. Judges are actors of the audit (`staff:7`); of a citizen nothing is held but the turn's number.

The database removes the rows with their turn, whoever deletes it; what was counted by then the scoreboard keeps as numbers.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

_LIVE = sa.text("undone IS NULL")


class JudgementRow(Base):
    """What one judge says of one answer; of those that were not taken back there is one a judge."""

    __tablename__ = "judgements"
    __table_args__ = (sa.Index("one_live_judgement", "turn_id", "by", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(sa.ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    turn_at: Mapped[datetime] = mapped_column(Instant, index=True)
    by: Mapped[str] = mapped_column(sa.String(40), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    verdict: Mapped[str] = mapped_column(sa.String(8))
    cause: Mapped[str | None] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.Text)
    sampled: Mapped[bool]
    independent: Mapped[bool]
    undone: Mapped[datetime | None] = mapped_column(Instant)


class MendingRow(Base):
    """That a wrong answer was put right."""

    __tablename__ = "mendings"
    __table_args__ = (sa.Index("one_live_mending", "turn_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(sa.ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(sa.Text)
    undone: Mapped[datetime | None] = mapped_column(Instant)
