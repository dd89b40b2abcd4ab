"""Which version of a procedure stands on a day, and the port by which a publish reads them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.db import Database
from core.procedure import Procedure
from knowledge.editorial import content
from knowledge.editorial.models import Version
from knowledge.editorial.repository import Repository
from knowledge.editorial.schemas import Light

V = TypeVar("V", Version, Light)


def chosen(versions: Iterable[V], day: date) -> dict[str, V]:
    """Return, by code, the one of the deciding `versions` that decides on `day`: the last of those that have begun."""
    found: dict[str, V] = {}
    for version in versions:
        begun = all(start is None or start <= day for start in (version.starts, version.valid_from))
        if begun and (version.code not in found or found[version.code].number < version.number):
            found[version.code] = version
    return found


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
        """Tell whether `day` asks for a publish: a version's day has come, or the release `live` holds one that is over or withdrawn."""
        with self._database.read() as session:
            if not _kept(session):
                return False
            repository = Repository(session)
            held = repository.read(repository.held(live or ""))
            return bool(repository.scheduled(day)) or any(not tells(one, day) for one in held)

    def kept(self) -> bool:
        """Tell whether there are versions to keep: not in a database of an earlier form, nor in an empty one."""
        with self._database.read() as session:
            return _kept(session)


def _kept(session: Session) -> bool:
    return sa.inspect(session.connection()).has_table(Version.__tablename__)
