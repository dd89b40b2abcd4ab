"""The tables of what keeps records true: the legal documents they stand on, and who looks at which record by when."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

_OPEN = sa.text("done IS NULL")


class LegalDocument(Base):
    """A legal document (văn bản): `key` is its number in lower case, `replaced_by` the number of what came in its place."""

    __tablename__ = "legal_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    number: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.Text)
    issued: Mapped[date | None] = mapped_column(sa.Date)
    valid_from: Mapped[date | None] = mapped_column(sa.Date)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    replaced_by: Mapped[str | None] = mapped_column(sa.String(80))
    source_url: Mapped[str | None] = mapped_column(sa.Text)
    changed: Mapped[datetime] = mapped_column(Instant)


class Task(Base):
    """That somebody is to look at a record by a day. A procedure has one that is open at most."""

    __tablename__ = "review_plan"
    __table_args__ = (sa.Index("one_open_task", "code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), index=True)
    owner: Mapped[str] = mapped_column(sa.String(40), index=True)
    due: Mapped[date] = mapped_column(sa.Date)
    done: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[str | None] = mapped_column(sa.String(40))
