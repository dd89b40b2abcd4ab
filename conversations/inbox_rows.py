"""The tables of the way of a message: what came in, whose turn it is, what is remembered of a person between two messages."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

WAITING, DONE, DEAD = "waiting", "done", "dead"
_OPEN = sa.text("state = 'waiting'")


class Letter(Base):
    """Something a person sent. Its words are sealed, and gone once it is answered; the key stays, that it is answered once."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.UniqueConstraint("channel", "key"),
        sa.Index("inbox_open", "person", "at", "came", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    key: Mapped[str] = mapped_column(sa.String(32))  # of the event's id, keyed: it names nobody
    person: Mapped[str] = mapped_column(sa.String(32), index=True)  # "" once they are erased
    kind: Mapped[str] = mapped_column(sa.String(16))
    at: Mapped[datetime] = mapped_column(Instant)  # as the platform has it
    came: Mapped[datetime] = mapped_column(Instant, index=True)
    state: Mapped[str] = mapped_column(sa.String(8), index=True)
    sealed: Mapped[str | None] = mapped_column(sa.Text)
    tries: Mapped[int]
    error: Mapped[str | None] = mapped_column(sa.String(40))  # class of the last error
    ended: Mapped[datetime | None] = mapped_column(Instant)


class Line(Base):
    """A person who waits in one of the boxes ("in", "out"). Who holds the line deals with that person, nobody else."""

    __tablename__ = "lines"
    __table_args__ = (sa.Index("lines_due", "box", "due"),)

    box: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    due: Mapped[datetime] = mapped_column(Instant)
    holder: Mapped[str | None] = mapped_column(sa.String(40))
    until: Mapped[datetime | None] = mapped_column(Instant)


class Talk(Base):
    """What is remembered of one person between two messages."""

    __tablename__ = "talks"

    person: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    address: Mapped[str | None] = mapped_column(sa.Text)  # sealed: where a platform reaches them
    session: Mapped[str | None] = mapped_column(sa.Text)  # sealed: of the dialogue engine
    quiet_until: Mapped[datetime | None] = mapped_column(Instant)  # a person of ours answers by hand
    told_off: Mapped[datetime | None] = mapped_column(Instant)  # when they were told that the machine is switched off
    noticed: Mapped[str | None] = mapped_column(sa.String(24))  # day and number of the notice they were told last


class Echo(Base):
    """A message of ours as the platform tells it, which no row of the outbox accounts for: not yet, or sent twice."""

    __tablename__ = "echoes"

    channel: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    platform_id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    came: Mapped[datetime] = mapped_column(Instant, index=True)
    double: Mapped[bool]  # for certain


class Switch(Base):
    """A kill switch that was turned at least once."""

    __tablename__ = "switches"

    scope: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    off: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)


class Turned(Base):
    """Who turned which switch, when and why; never changed."""

    __tablename__ = "switch_turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(80))
    off: Mapped[bool]
    by: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Instant)
