"""The pair of tokens in the database: sealed, with a lease, so that of all programs one alone changes it.

A refresh token can be used once. Two programs that used the same one would lock the account out, so who changes the pair holds the row by
a lease while it asks Zalo: a lock of the database would stop every writer of SQLite for as long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.clock import now
from core.db import Base, Database, Instant
from core.seal import Seal

LEASE = timedelta(seconds=45)  # longer than a change of tokens can take
_REST = timedelta(minutes=10)  # a refused pair is left alone for that long, unless another comes


class TokenRow(Base):
    """The latest pair of one channel."""

    __tablename__ = "channel_tokens"

    channel: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    sealed: Mapped[str] = mapped_column(sa.Text)
    begun_with: Mapped[str] = mapped_column(sa.String(64))  # digest of the refresh token of the settings: another one begins anew
    version: Mapped[int]  # grows with every pair
    expires: Mapped[datetime | None] = mapped_column(Instant)  # of the access token, where it is known
    refused: Mapped[datetime | None] = mapped_column(Instant)  # when the refresh token was: only a person can give a new pair
    holder: Mapped[str | None] = mapped_column(sa.String(32))
    held_until: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class Pair:
    """Two tokens, which no `repr` shows."""

    access: str
    refresh: str
    version: int = 0
    expires: datetime | None = None
    refused: bool = False

    def __repr__(self) -> str:
        """Return the version alone."""
        return f"Pair(version={self.version})"


@dataclass(frozen=True)
class Lease:
    """The right to change the pair `pair`."""

    pair: Pair
    holder: str


class TokenStore:
    """Pairs of one channel, from the first one of the settings on. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, channel: str, first: Pair, clock: Callable[[], datetime] = now) -> None:
        """Keep them in `database`; a `first` pair other than the one it began with replaces, once a start, what is stored."""
        self._database, self._seal, self._channel, self._first, self._clock = database, seal, channel, first, clock
        self._begun_with = sha256(first.refresh.encode()).hexdigest()
        # Looked at once: a program with former settings must not put its old pair back while others already use the new one.
        self._begun = not first.refresh

    def current(self) -> Pair:
        """Return the pair to use."""
        with self._database.read() as session:
            row = session.get(TokenRow, self._channel)
            if row is not None and (pair := self._pair(row)):
                return pair
        begun = self._begin()
        self._begun = True
        return begun

    def lease(self, stale: Pair) -> Lease | None:
        """Return the right to change `stale`; `None` where somebody else has it, or has changed it by now."""
        now, holder = self._clock(), token_hex(8)
        free = sa.or_(TokenRow.held_until.is_(None), TokenRow.held_until < now)
        taken = self._change(stale, free, holder=holder, held_until=now + LEASE)
        return Lease(stale, holder) if taken else None

    def replace(self, lease: Lease, access: str, refresh: str, expires: datetime) -> Pair:
        """Store the new pair and return what is to be used from now on. It is stored before it is used: the old one is spent."""
        pair = lease.pair
        sealed = self._seal.close([access, refresh])
        # Not only while the lease lasts: a pair that came late is still the only good one, unless another is there.
        self._change(pair, sa.true(), sealed=sealed, version=pair.version + 1, expires=expires, refused=None, holder=None, held_until=None)
        return self.current()

    def release(self, lease: Lease, refused: bool = False) -> None:
        """Give the lease back, the pair as it was; `refused`: its refresh token is good for nothing."""
        told = {"refused": self._clock()} if refused else {}
        self._change(lease.pair, TokenRow.holder == lease.holder, holder=None, held_until=None, **told)

    def _change(self, pair: Pair, only: sa.ColumnElement[bool], **values: object) -> bool:
        """Change the row in one statement, if it still holds `pair`; that is as safe on SQLite as on PostgreSQL."""
        ours = (TokenRow.channel == self._channel, TokenRow.version == pair.version)
        with self._database.begin(durable=True) as session:  # a power cut must not bring a spent pair back
            done = session.execute(sa.update(TokenRow).where(*ours, only).values(**values).returning(TokenRow.version))
            return done.first() is not None

    def _begin(self) -> Pair:
        """Store the first pair, unless another program just did."""
        try:
            with self._database.begin() as session:
                return self._first_of(session)
        except IntegrityError:
            return self.current()

    def _first_of(self, session: Session) -> Pair:
        row = session.get(TokenRow, self._channel, with_for_update=True)
        if row is not None and (pair := self._pair(row)):
            return pair
        version = row.version + 1 if row else 1
        fresh = TokenRow(
            channel=self._channel,
            sealed=self._seal.close([self._first.access, self._first.refresh]),
            begun_with=self._begun_with,
            version=version,
            expires=None,
            refused=None,
            holder=None,
            held_until=None,
        )
        session.merge(fresh) if row else session.add(fresh)
        return Pair(self._first.access, self._first.refresh, version)

    def _pair(self, row: TokenRow) -> Pair | None:
        """Return the pair of `row`; `None` where the settings have another first pair, or it was sealed with another key."""
        self._begun = self._begun or row.begun_with == self._begun_with
        tokens = self._seal.open(row.sealed) if self._begun else None
        if not tokens:
            return None
        refused = row.refused is not None and self._clock() - row.refused < _REST
        return Pair(tokens[0], tokens[1], row.version, row.expires, refused)
