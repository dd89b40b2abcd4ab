"""The tables of labels. People are actors of the audit (`staff:7`), imports are `import:<file>`; moments are UTC."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

_LIVE = sa.text("undone IS NULL AND replaced IS NULL")


class LabelText(Base):
    """A text that has a label, or is proposed one.

    `key` hashes the folded text and is the primary key: there is one row and so one `target` for all ways of writing it, and the database
    itself keeps a text from being in the test set and the training set at once.
    """

    __tablename__ = "label_texts"
    __table_args__ = (sa.CheckConstraint("target IN ('train', 'test')", name="label_target"),)

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    target: Mapped[str] = mapped_column(sa.String(5))
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    intent: Mapped[str | None] = mapped_column(sa.String(40), index=True)  # what it counts as now
    entities: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    origin: Mapped[str] = mapped_column(sa.String(8))  # inbox, import or typed
    second: Mapped[bool]  # a second person reads it
    revision: Mapped[int]
    made: Mapped[datetime] = mapped_column(Instant)
    changed: Mapped[datetime] = mapped_column(Instant, index=True)
    exported: Mapped[datetime | None] = mapped_column(Instant)
    file: Mapped[str | None] = mapped_column(sa.String(200))  # that it was exported to
    written: Mapped[str | None] = mapped_column(sa.Text)  # as `intent: markup`; what an undo takes out again


class Opinion(Base):
    """What one person, or an import, says of a text: a label, that it is to be discarded, or a flag that asks for help."""

    __tablename__ = "label_opinions"
    __table_args__ = (sa.Index("one_live_opinion", "key", "by", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.ForeignKey("label_texts.key", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(sa.String(40), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(sa.String(8))
    intent: Mapped[str | None] = mapped_column(sa.String(40))
    entities: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    note: Mapped[str] = mapped_column(sa.Text)
    independent: Mapped[bool]  # said before a dispute was seen: what agreement is reckoned from
    undone: Mapped[datetime | None] = mapped_column(Instant)
    replaced: Mapped[datetime | None] = mapped_column(Instant)  # by a later one of the same person
