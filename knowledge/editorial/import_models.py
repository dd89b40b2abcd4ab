"""The tables of what is brought in as drafts: each run, and each row of it until it is a draft or let go."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant


class Run(Base):
    """One file, or one synchronisation, that was read."""

    __tablename__ = "editorial_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))  # spreadsheet, portal, sync
    name: Mapped[str] = mapped_column(sa.String(200))
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)


class ImportRow(Base):
    """One record of a run.

    `state` is good (differs from what stands), same, bad (`problems` says which cells and why), drafted, or kept_out.
    `cells` are a spreadsheet's, by title; `content` is the record they make, `base` what stood when they were judged. `editors` are
    the people who brought or mended them.
    """

    __tablename__ = "editorial_import_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("editorial_imports.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(sa.String(200))  # where it stood: "7", or the portal's id
    code: Mapped[str | None] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(16))
    problems: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    cells: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    base: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    editors: Mapped[list[str]] = mapped_column(sa.JSON)
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("procedure_versions.id", ondelete="SET NULL"))
