"""What was (lịch sử): versions, their difference, and an old one brought back as a draft."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from core.clock import now
from core.db import Database
from knowledge.editorial import diff
from knowledge.editorial.beside import Beside, beside, lacks
from knowledge.editorial.content import Content
from knowledge.editorial.diff import Change
from knowledge.editorial.drafts import Drafts, at, today
from knowledge.editorial.models import Comment, Save, Version
from knowledge.editorial.ports import Clock, Records
from knowledge.editorial.repository import Repository
from knowledge.editorial.review import Occupied


class History:
    """The versions of procedures, read. Raises `NotFound` for a version that is not there."""

    def __init__(self, database: Database, records: Records, clock: Clock = now) -> None:
        """Read from `database`, and compare with `records`."""
        self._database, self._records, self._clock = database, records, clock
        self._drafts = Drafts(database, records, clock)

    def version(self, number: int) -> Version:
        """Return the version with this id."""
        with self._database.read() as session:
            return Repository(session).version(number)

    def of_code(self, code: str) -> Sequence[Version]:
        """Return the versions of a procedure, the newest first."""
        with self._database.read() as session:
            return Repository(session).of_code(code)

    def saves(self, number: int) -> Sequence[Save]:
        """Return the saves of a version, the latest first."""
        with self._database.read() as session:
            return Repository(session).saves(number)

    def comments(self, number: int) -> Sequence[Comment]:
        """Return what was said of a version, the oldest first."""
        with self._database.read() as session:
            return Repository(session).comments(number)

    def at(self, number: int, revision: int) -> Content:
        """Return the content a version had at a revision."""
        with self._database.read() as session:
            return at(Repository(session), Repository(session).version(number), revision)

    def stands(self, code: str) -> Content | None:
        """Return the content that stands today, or None."""
        record = self._records.record(code)
        with self._database.read() as session:
            return self._drafts.ground(session, code, record)

    def difference(self, before: int, after: int) -> list[Change]:
        """Return the fields in which two versions differ."""
        with self._database.read() as session:
            repository = Repository(session)
            return diff.fields(repository.version(before).content, repository.version(after).content)

    def changes(self, number: int) -> list[Change]:
        """Return the fields in which a version differs from what it was opened on."""
        version = self.version(number)
        return diff.fields(version.base, version.content)

    def since(self, number: int, revision: int) -> list[Change]:
        """Return the fields that were changed since somebody read a revision; raises `BadRequest` for one that never was."""
        return diff.fields(self.at(number, revision), self.version(number).content)

    def beside(self, number: int) -> Beside:
        """Return what stands beside a version on the day from which it can stand."""
        version = self.version(number)
        with self._database.read() as session:
            return beside(version, Repository(session).deciding([version.code]), self._records, today(self._clock))

    def drift(self, number: int) -> list[Change]:
        """Return the fields in which what stands beside a version differs from what it was opened on: changed behind its back."""
        return diff.fields(self.version(number).base, self.beside(number).content or {})

    def lacking(self, numbers: Collection[int]) -> set[int]:
        """Return those of these versions that lack something that was changed behind their back: once they stand it is gone."""
        with self._database.read() as session:
            versions = Repository(session).read(numbers)
            deciding = Repository(session).deciding({version.code for version in versions})
        day = today(self._clock)
        return {one.id for one in versions if lacks(one, beside(one, deciding, self._records, day))}

    def restore(self, number: int, by: str) -> Version:
        """Open a draft with the content of an old version. Raises `Occupied` where one of its code is being written or reviewed."""
        old = self.version(number)
        record = self._records.record(old.code)
        try:
            with self._database.begin() as session:
                base = self._drafts.ground(session, old.code, record)
                return self._drafts.start(session, old.code, by, base, old.content, "restore", f"v{old.number}", old.editors)
        except sa.exc.IntegrityError as error:
            raise Occupied(f"a version of {old.code} is being written or reviewed") from error
