"""The tables of the conversations room. `person` is the nameless id of `core.person`; moments are UTC."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conversations.schemas import HandoverState
from core.db import Base, Instant
from core.errors import Conflict

_OPEN = sa.text("state IN ('waiting', 'taken')")
# The one place that says which state may follow which.
_NEXT: dict[HandoverState, frozenset[HandoverState]] = {
    HandoverState.WAITING: frozenset({HandoverState.TAKEN, HandoverState.WITHDRAWN, HandoverState.EXPIRED}),
    HandoverState.TAKEN: frozenset({HandoverState.WAITING, HandoverState.CLOSED, HandoverState.WITHDRAWN}),
    HandoverState.CLOSED: frozenset(),
    HandoverState.WITHDRAWN: frozenset(),
    HandoverState.EXPIRED: frozenset(),
}


class Turn(Base):
    """A question, masked, and its answer."""

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    question: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.String(16))
    answer: Mapped[str] = mapped_column(sa.Text)
    procedure_code: Mapped[str | None] = mapped_column(sa.String(40))
    release: Mapped[str | None] = mapped_column(sa.String(80))
    model: Mapped[str | None] = mapped_column(sa.String(120))
    intent: Mapped[str | None] = mapped_column(sa.String(40))
    confidence: Mapped[float | None] = mapped_column(sa.Float)  # of that intent, 0 to 1
    danger: Mapped[float | None] = mapped_column(sa.Float)  # the highest confidence of an intent of danger
    seconds: Mapped[float | None] = mapped_column(sa.Float)  # from the message's arrival to its answer


class Rating(Base):
    """What somebody thought of one answer; the turn holds the question, the procedure, the release and the model."""

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(sa.ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    good: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(sa.String(16))
    note: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Instant)
    turn: Mapped[Turn] = relationship()


class Handover(Base):
    """A request for an officer. One person has at most one that is open."""

    __tablename__ = "handovers"
    __table_args__ = (sa.Index("one_open_handover", "person", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    contact: Mapped[str | None] = mapped_column(sa.Text)
    opened: Mapped[datetime] = mapped_column(Instant)
    changed: Mapped[datetime] = mapped_column(Instant)

    @property
    def number(self) -> str:
        """The short number the person is told."""
        return f"CB-{self.id:04d}"

    def move(self, to: HandoverState, at: datetime) -> None:
        """Change the state. Raises `Conflict` for a step that `_NEXT` does not know; the contact goes with the last one."""
        if to not in _NEXT[HandoverState(self.state)]:
            raise Conflict(f"hand-off {self.number}: {self.state} cannot become {to}")
        self.state, self.changed = to.value, at
        if not _NEXT[to]:
            self.contact = None  # It was given for this request alone.


class Consent(Base):
    """A clear yes: to what, in which words, when; and when it was withdrawn."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(32))
    told: Mapped[str] = mapped_column(sa.Text)
    given: Mapped[datetime] = mapped_column(Instant)
    withdrawn: Mapped[datetime | None] = mapped_column(Instant)


class Profile(Base):
    """One fact that somebody agreed to have remembered."""

    __tablename__ = "profile"
    __table_args__ = (sa.UniqueConstraint("person", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    key: Mapped[str] = mapped_column(sa.String(80))
    value: Mapped[Any] = mapped_column(sa.JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("consents.id", ondelete="CASCADE"))


class Erasure(Base):
    """That somebody had everything erased, and when: no more than a hash of their id."""

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class Draft(Base):
    """What somebody is filling in at a desk, until it is sent or given up."""

    __tablename__ = "drafts"

    person: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    desk: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    at: Mapped[datetime] = mapped_column(Instant)


_UNSENT = sa.text("sealed IS NOT NULL AND dead IS NULL")


class Message(Base):
    """Something to be sent to a person. Its words go once they have it; the key stays, that it is sent once.

    The words are in `answer` where people pick it up themselves; in `sealed`, with the recipient, where we call a platform.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("outbox_unsent", "person", "id", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
        {"sqlite_autoincrement": True},  # who has had id 7 must never meet it again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    taken: Mapped[datetime | None] = mapped_column(Instant)
    reply_to: Mapped[str | None] = mapped_column(sa.String(128))  # the client's id of the message it answers
    sealed: Mapped[str | None] = mapped_column(sa.Text)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    started: Mapped[datetime | None] = mapped_column(Instant)  # of the last try
    error: Mapped[str | None] = mapped_column(sa.String(40))  # class of the last error
    dead: Mapped[datetime | None] = mapped_column(Instant)  # given up; the seal stays, for a person of ours may send it again
    platform_id: Mapped[str | None] = mapped_column(sa.String(200), index=True)
    delivered: Mapped[datetime | None] = mapped_column(Instant)
    seen: Mapped[datetime | None] = mapped_column(Instant)
