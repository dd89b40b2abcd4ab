"""The audit of lookups: who asked for which dossier and what came of it, without a name and without a code; and the limits of tries.

Why tries are limited a dossier as well as a person: four digits are 10,000 guesses, and who guesses can write as anybody. With
ten misses a day a dossier, all guesses take almost three years, however many people make them. The price is that somebody can
keep a dossier closed for the others; its owner still has the portal itself and the office.

The audit is the memory of the limits too, so that restarts and several processes count alike.
"""

import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, Database, Instant
from core.errors import LookupPaused, PortalFault
from core.settings import Settings

Purpose = Literal["lookup", "notice"]
Outcome = Literal["asked", "found", "missed", "paused"] | PortalFault
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LOCK = 7_201_023  # any number, another than that of core.migrate
# A try whose outcome was never written (the program ended meanwhile) counts like a miss: nobody knows that it was none.
_COUNTED = ("asked", "missed")


class DossierLookup(Base):
    """A lookup as it is stored. `person` is empty for notices, and once the person had their data erased."""

    __tablename__ = "dossier_lookups"
    __table_args__ = (sa.Index("lookups_of_person", "person", "at"), sa.Index("lookups_of_code", "code", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    person: Mapped[str | None] = mapped_column(sa.String(64))  # SHA-256 of the nameless id
    channel: Mapped[str] = mapped_column(sa.String(32))
    code: Mapped[str] = mapped_column(sa.String(64))  # HMAC-SHA256 with the key of this installation
    adapter: Mapped[str] = mapped_column(sa.String(16))
    purpose: Mapped[str] = mapped_column(sa.String(8))
    proof: Mapped[str] = mapped_column(sa.String(8))  # its kind, never its value
    outcome: Mapped[str] = mapped_column(sa.String(16))  # unknown code and wrong proof are one: "missed"


@dataclass(frozen=True)
class Entry:
    """What is written of a lookup before it is made; `person` and `code` are hashed already."""

    person: str | None
    channel: str
    code: str
    adapter: str
    purpose: Purpose
    proof: str


class Audit:
    """The rows, and the limits counted from them. Every call is one transaction and may raise `Unavailable`."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Keep rows in `database`, limits as in `settings`."""
        self._database, self._settings, self._clock = database, settings, clock

    def reserve(self, entry: Entry) -> int:
        """Write a try as "asked" before it is made, and return its id; of parallel tries each counts for the next.

        Raises:
            LookupPaused: too many tries found nothing; this one is written as "paused". Notices are not limited.
        """
        now = self._clock()
        with self._database.begin() as session:
            _alone(session)
            wait = self._wait(session, entry, now) if entry.purpose == "lookup" else 0
            row = DossierLookup(**vars(entry), at=now, outcome="paused" if wait else "asked")
            session.add(row)
            session.flush()
            number = row.id
        if wait:
            raise LookupPaused("too many lookups found nothing", retry_after=wait)
        return number

    def settle(self, number: int, outcome: Outcome) -> None:
        """Write what came of a try."""
        with self._database.begin() as session:
            session.execute(sa.update(DossierLookup).where(DossierLookup.id == number).values(outcome=outcome))

    def unlink(self, person: str) -> int:
        """Remove the link to a (hashed) `person`; the rows stay, of nobody. Return how many.

        Who has their data erased begins anew with their own tries; those of each dossier stay counted.
        """
        return self._change(sa.update(DossierLookup).where(DossierLookup.person == person).values(person=None))

    def sweep(self) -> int:
        """Delete the rows that are kept long enough; return how many."""
        kept = self._clock() - timedelta(days=self._settings.keep_lookups_days)
        return self._change(sa.delete(DossierLookup).where(DossierLookup.at < kept))

    def _wait(self, session: Session, entry: Entry, now: datetime) -> int:
        """Return the seconds until the person and the code may be tried again; 0: now."""
        most = self._settings
        person = _misses(session, DossierLookup.person == entry.person, now - _HOUR, most.lookups_missed)
        code = _misses(session, DossierLookup.code == entry.code, now - _DAY, most.code_missed)
        ends = [now]
        if len(person) == most.lookups_missed:  # the rest over, each further miss within the hour begins another
            ends.append(person[0] + timedelta(seconds=most.lookups_rest))
        if len(code) == most.code_missed:
            ends.append(code[-1] + _DAY)
        return math.ceil((max(ends) - now).total_seconds())

    def _change(self, statement: sa.Update | sa.Delete) -> int:
        with self._database.begin() as session:
            return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def keyed(key: bytes, purpose: str, *parts: str) -> str:
    """Return the HMAC-SHA256 of `parts` for one `purpose`, 64 hexadecimal digits: without the key, codes cannot be tried out."""
    return hmac.new(key, "\0".join((purpose, *parts)).encode("utf-8", "surrogatepass"), sha256).hexdigest()


def _misses(session: Session, of: sa.ColumnElement[bool], since: datetime, most: int) -> list[datetime]:
    """Return the moments of the latest tries that found nothing, the latest first, at most `most`."""
    counted = sa.and_(of, DossierLookup.at > since, DossierLookup.purpose == "lookup", DossierLookup.outcome.in_(_COUNTED))
    return list(session.scalars(sa.select(DossierLookup.at).where(counted).order_by(DossierLookup.at.desc()).limit(most)))


def _alone(session: Session) -> None:
    """Let one transaction count and write at a time. SQLite does so from its beginning (`BEGIN IMMEDIATE`)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
