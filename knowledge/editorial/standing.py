"""Which version of a procedure stands on a day, and the port by which a publish reads them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.clock import VIETNAM
from core.db import Database
from core.procedure import Procedure
from knowledge.editorial import content
from knowledge.editorial.models import Version
from knowledge.editorial.repository import Repository
from knowledge.editorial.schemas import Light

V = TypeVar("V", Version, Light)
_NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)


def chosen(versions: Iterable[V], day: date) -> dict[str, V]:
    """Return, by code, the one of the deciding `versions` that decides on `day`: the last (`rank`) of those that have begun."""
    found: dict[str, V] = {}
    for version in versions:
        if begun(version, day) and (version.code not in found or rank(found[version.code]) < rank(version)):
            found[version.code] = version
    return found


def begun(version: Version | Light, day: date) -> bool:
    """Tell whether the day a version was scheduled for, and the first day it is valid on, have come."""
    return all(start is None or start <= day for start in (version.starts, version.valid_from))


def rank(version: Version | Light) -> tuple[date, datetime, int]:
    """Return what puts the versions of a code in order: the day from which each decides, then its approval.

    What was approved for a later day comes after a fix that was approved meanwhile; what was given back and approved again comes
    after what was approved in between, whatever their numbers.
    """
    moment = version.approved or _NEVER
    days = (moment.astimezone(VIETNAM).date(), version.starts, version.valid_from)
    return max(day for day in days if day is not None), moment, version.number


def tells(version: Version | Light, day: date) -> bool:
    """Tell whether a version that decides gives a record; one that was withdrawn, or is over, takes its procedure out."""
    return not version.takes_out and (version.valid_to is None or day <= version.valid_to)


class Standing:
    """`knowledge.repository.Edited` over the database."""

    def __init__(self, database: Database) -> None:
        """Read from `database`, which may have no versions yet, nor their table."""
        self._database = database

    def standing(self, day: date) -> Mapping[str, Procedure | None]:
        """Return the approved record of each code on `day`; None: the procedure is taken out."""
        return {code: content.finished(one.content) if tells(one, day) else None for code, one in self.versions(day).items()}

    def versions(self, day: date) -> dict[str, Version]:
        """Return the version of each code that decides on `day`."""
        with self._database.read() as session:
            return chosen(Repository(session).deciding(), day) if _kept(session) else {}

    def due(self, day: date, live: str | None) -> bool:
        """Tell whether `day` asks for a publish: a version's day has come, or the release `live` holds one that is over or taken back."""
        with self._database.read() as session:
            if not _kept(session):
                return False
            repository = Repository(session)
            return repository.day_came(day) or repository.holds_what_went(live or "", day)

    def kept(self) -> bool:
        """Tell whether there are versions to keep: not in a database of an earlier form, nor in an empty one."""
        with self._database.read() as session:
            return _kept(session)


def _kept(session: Session) -> bool:
    return sa.inspect(session.connection()).has_table(Version.__tablename__)
