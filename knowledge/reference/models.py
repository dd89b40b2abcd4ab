"""The table of entries: each row is one change of one entry, from its writing to its end. Moments are UTC."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

DRAFT, RETURNED, APPROVED, DROPPED = "draft", "returned", "approved", "dropped"
OPEN = (DRAFT, RETURNED)
_OPEN = sa.text("state IN ('draft', 'returned')")


class Entry(Base):
    """One change. Of a key's approved rows the one approved last stands; one that is dropped gives way to the one before.

    `value` is the entry as it shall be, and nothing where it shall be gone; `base` what stood when it was written, and `shipped` what
    the product's own file said then. `revision` counts the saves. People are actors of the audit (`staff:7`).
    """

    __tablename__ = "reference_entries"
    __table_args__ = (
        sa.Index("reference_key", "kind", "key"),
        sa.Index("one_open_change", "kind", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    key: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    value: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    base: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    shipped: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    author: Mapped[str] = mapped_column(sa.String(40))
    editors: Mapped[list[str]] = mapped_column(sa.JSON)  # everybody who saved it, the author too
    approver: Mapped[str | None] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.Text)  # why it is written
    answer: Mapped[str] = mapped_column(sa.Text)  # why it was given back or dropped
    created: Mapped[datetime] = mapped_column(Instant)
    changed: Mapped[datetime] = mapped_column(Instant, index=True)
    approved: Mapped[datetime | None] = mapped_column(Instant)
