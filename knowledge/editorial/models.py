"""The tables of versions: what was written, by whom, what was said of it, and which release held it. Moments are UTC."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

_OPEN = sa.text("state IN ('draft', 'in_review', 'returned')")


class Version(Base):
    """One version of one procedure's record.

    `content` has every field of `core.procedure.Procedure` in its JSON form; while it is written, names may still be empty.
    `base` is the content it was opened on. `revision` counts the saves. People are actors of the audit (`staff:7`).
    """

    __tablename__ = "procedure_versions"
    __table_args__ = (
        sa.UniqueConstraint("code", "number"),
        sa.Index("one_open_version", "code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    revision: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.Text)  # of the content, so that a list reads no content
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    base: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    sources: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # field -> where its content was taken from
    origin: Mapped[str] = mapped_column(sa.String(16))
    author: Mapped[str] = mapped_column(sa.String(40))
    editors: Mapped[list[str]] = mapped_column(sa.JSON)  # everybody who saved something, the author too
    approver: Mapped[str | None] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.Text)
    valid_from: Mapped[date | None] = mapped_column(sa.Date)  # of the content
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    starts: Mapped[date | None] = mapped_column(sa.Date)  # the day a scheduled version goes out
    takes_out: Mapped[bool] = mapped_column(default=False)  # withdrawn after it was published
    created: Mapped[datetime] = mapped_column(Instant)
    changed: Mapped[datetime] = mapped_column(Instant, index=True)
    submitted: Mapped[datetime | None] = mapped_column(Instant)
    approved: Mapped[datetime | None] = mapped_column(Instant)
    published: Mapped[datetime | None] = mapped_column(Instant)


class Save(Base):
    """One save of a version: what the changed fields were before, so that the content of every revision can be had again.

    `aside` holds what somebody wrote into a field that another had changed meanwhile: kept until a person chooses.
    """

    __tablename__ = "procedure_saves"
    __table_args__ = (sa.Index("saves_of", "version_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_versions.id", ondelete="CASCADE"))
    revision: Mapped[int]  # the one this save made
    by: Mapped[str] = mapped_column(sa.String(40))
    page: Mapped[str | None] = mapped_column(sa.String(32))  # on which it was typed: one person may have a record open twice
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    aside: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class Comment(Base):
    """What somebody said of a version, or of one field of it."""

    __tablename__ = "procedure_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_versions.id", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    field: Mapped[str | None] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)


class Held(Base):
    """That a release holds a version."""

    __tablename__ = "release_versions"

    release: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure_versions.id", ondelete="CASCADE"), primary_key=True)
