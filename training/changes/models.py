"""The table of proposed changes. People are actors of the audit (`staff:7`); moments are UTC."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant


class DataChange(Base):
    """A change of intents, examples, descriptions or synonyms: what it is, who wants it and why, and what became of it.

    It holds what to do and not the lines it changes: those come from the files as they are. An example of the files is named by a hash,
    and a new text is masked, so that nothing that is somebody's stands here.
    """

    __tablename__ = "data_changes"
    __table_args__ = (sa.CheckConstraint("state IN ('proposed', 'approved', 'applied', 'dropped')", name="data_change_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.Text)
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(sa.String(8), index=True)
    decided_by: Mapped[str | None] = mapped_column(sa.String(40))
    decided: Mapped[datetime | None] = mapped_column(Instant)
    files: Mapped[list[str]] = mapped_column(sa.JSON)  # that were written
    written: Mapped[datetime | None] = mapped_column(Instant)
