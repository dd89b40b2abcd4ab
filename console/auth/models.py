"""The tables of sign-in. Nothing in them lets a reader of the database sign in: tokens are hashed, secrets sealed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant

_ACCOUNT = "staff_accounts.id"


class Account(Base):
    """A person of the staff. Nobody is removed, for the audit names them by number; who leaves is disabled."""

    __tablename__ = "staff_accounts"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.String(80), unique=True)  # lower case
    name: Mapped[str] = mapped_column(sa.String(120))
    roles: Mapped[list[str]] = mapped_column(sa.JSON)
    password: Mapped[str | None] = mapped_column(sa.String(200))  # argon2id; none: the invitation waits, or OIDC signs in
    totp: Mapped[str | None] = mapped_column(sa.Text)  # the sealed secret of the second factor
    totp_step: Mapped[int | None] = mapped_column()  # of the last code taken: none is taken twice
    issuer: Mapped[str | None] = mapped_column(sa.String(255))  # of OIDC, with `subject`: who this is there
    subject: Mapped[str | None] = mapped_column(sa.String(255))
    created: Mapped[datetime] = mapped_column(Instant)
    seen: Mapped[datetime | None] = mapped_column(Instant)  # last sign-in
    disabled: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryCode(Base):
    """One way past a lost telephone; it goes when it is used."""

    __tablename__ = "staff_recovery"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey(_ACCOUNT, ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # hash


class StaffSession(Base):
    """A browser that somebody signed in with. `stage` says how far: see `schemas.Stage`."""

    __tablename__ = "staff_sessions"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # hash of the cookie
    account_id: Mapped[int] = mapped_column(sa.ForeignKey(_ACCOUNT, ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(sa.String(8))
    began: Mapped[datetime] = mapped_column(Instant)
    used: Mapped[datetime] = mapped_column(Instant)
    ends: Mapped[datetime] = mapped_column(Instant, index=True)
    totp: Mapped[str | None] = mapped_column(sa.Text)  # the sealed secret being enrolled


class Link(Base):
    """A one-time link with which somebody sets their password."""

    __tablename__ = "staff_links"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # hash of what stands in the link
    account_id: Mapped[int] = mapped_column(sa.ForeignKey(_ACCOUNT, ondelete="CASCADE"), index=True)
    made: Mapped[datetime] = mapped_column(Instant)
    ends: Mapped[datetime] = mapped_column(Instant)


class Attempts(Base):
    """Sign-ins that failed in a row, for a name that exists or not: both are treated alike."""

    __tablename__ = "staff_attempts"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # hash of the name
    missed: Mapped[int]
    last: Mapped[datetime] = mapped_column(Instant, index=True)
    rests_until: Mapped[datetime | None] = mapped_column(Instant)
