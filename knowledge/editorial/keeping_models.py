"""The tables of what keeps records true: legal documents, who looks at which record by when, addresses, and gaps that were dealt with."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

_OPEN = sa.text("done IS NULL")


class LegalDocument(Base):
    """A legal document (văn bản): `key` is `law_numbers.key` of its number, `replaced_by` the number of what came in its place."""

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


class Address(Base):
    """What the last look at an address found. `key` is the SHA-256 of the address, which may be longer than an index takes."""

    __tablename__ = "link_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    url: Mapped[str] = mapped_column(sa.Text)
    host: Mapped[str] = mapped_column(sa.String(255), index=True)
    named_by: Mapped[list[str]] = mapped_column(sa.JSON)  # codes of procedures, `law:<number>`: the first ones
    times: Mapped[int]  # how many name it
    state: Mapped[str] = mapped_column(sa.String(8), index=True)  # `knowledge.editorial.links.State`
    fault: Mapped[str | None] = mapped_column(sa.String(16))
    code: Mapped[int | None]  # HTTP status
    place: Mapped[str | None] = mapped_column(sa.Text)  # where it leads, on another host
    misses: Mapped[int] = mapped_column(default=0)  # looks in a row that failed
    since: Mapped[datetime | None] = mapped_column(Instant)  # of the first of them
    checked: Mapped[datetime] = mapped_column(Instant)


class Host(Base):
    """A host that did not answer at the last look: its addresses were left as they were."""

    __tablename__ = "link_hosts"

    host: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    fault: Mapped[str] = mapped_column(sa.String(16))
    code: Mapped[int | None]
    addresses: Mapped[int]
    since: Mapped[datetime] = mapped_column(Instant)
    checked: Mapped[datetime] = mapped_column(Instant)


class Dealt(Base):
    """A subject that people ask about and somebody dealt with: `code` is the draft that was opened; none: it is none of ours.

    `subject` holds the telling syllables of the question, and not the question: what citizens wrote is not kept longer than promised.
    """

    __tablename__ = "coverage_dealt"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(400), unique=True)
    code: Mapped[str | None] = mapped_column(sa.String(40))
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
