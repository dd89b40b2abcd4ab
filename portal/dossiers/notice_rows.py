"""The table of wishes for news of a dossier, and every query of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, Instant

_OPEN = sa.text("ended IS NULL")


class NoticeRow(Base):
    """One wish. Once it ended only times, hint and reason are left: nothing leads to the dossier any more."""

    __tablename__ = "dossier_notices"
    __table_args__ = (
        sa.Index("one_open_notice", "person", "code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("open_notices_due", "next_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},  # the outbox knows news by this id: none may come twice
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(2))
    sealed: Mapped[str | None] = mapped_column(sa.Text)  # code and proof
    code: Mapped[str | None] = mapped_column(sa.String(64))  # HMAC, to know the same dossier again
    hint: Mapped[str] = mapped_column(sa.String(8))  # the code's last characters, what its owner is told
    told: Mapped[str | None] = mapped_column(sa.String(64))  # fingerprint of what the person knows
    said: Mapped[int] = mapped_column(default=0)  # how many changes
    created: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(default=0)  # looks in a row that the portal did not answer
    missed: Mapped[int] = mapped_column(default=0)  # answers in a row that there is no such dossier
    ended: Mapped[datetime | None] = mapped_column(Instant, index=True)
    end_reason: Mapped[str | None] = mapped_column(sa.String(16))

    def end(self, reason: str, at: datetime) -> None:
        """End the wish: what leads to the dossier goes at once."""
        self.ended, self.end_reason = at, reason
        self.sealed = self.code = self.told = None


class NoticeRows:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def add(self, row: NoticeRow) -> None:
        """Store a new row. Raises `IntegrityError` when the person has an open one for this dossier."""
        self._session.add(row)
        self._session.flush()

    def open_of(self, person: str) -> Sequence[NoticeRow]:
        """Return the open wishes of a person, the oldest first."""
        mine = sa.select(NoticeRow).where(NoticeRow.person == person, NoticeRow.ended.is_(None))
        return self._session.scalars(mine.order_by(NoticeRow.id)).all()

    def next_due(self, now: datetime, quiet: Collection[str] = ()) -> NoticeRow | None:
        """Return the open wish that waits longest to be looked at and that nobody else takes now; none of the channels `quiet`."""
        due = sa.select(NoticeRow).where(NoticeRow.ended.is_(None), NoticeRow.next_at <= now, NoticeRow.channel.not_in(quiet))
        return self._session.scalars(due.order_by(NoticeRow.next_at).limit(1).with_for_update(skip_locked=True)).first()

    def taken(self, number: int, until: datetime) -> NoticeRow | None:
        """Return wish `number` if it is open and still held by who took it `until` then."""
        held = (NoticeRow.id == number, NoticeRow.ended.is_(None), NoticeRow.next_at == until)
        return self._session.scalars(sa.select(NoticeRow).where(*held).with_for_update()).first()

    def people(self) -> Sequence[str]:
        """Return the persons with open wishes."""
        return self._session.scalars(sa.select(NoticeRow.person).where(NoticeRow.ended.is_(None)).distinct()).all()

    def forget(self, person: str) -> int:
        """Delete all rows of a person; return how many."""
        return self._delete(NoticeRow.person == person)

    def forget_before(self, moment: datetime) -> int:
        """Delete the rows that ended before `moment`; return how many."""
        return self._delete(NoticeRow.ended < moment)

    def _delete(self, *conditions: sa.ColumnElement[bool]) -> int:
        return cast("sa.CursorResult[Any]", self._session.execute(sa.delete(NoticeRow).where(*conditions))).rowcount
