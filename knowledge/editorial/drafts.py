"""Writing (soạn thảo): a draft is opened, saved by itself as people type, and merged where two type at once."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from core import audit
from core.clock import VIETNAM, now
from core.db import Database
from core.errors import BadRequest, Conflict
from knowledge.editorial import content
from knowledge.editorial.content import Content
from knowledge.editorial.merge import Merged, merge
from knowledge.editorial.models import Comment, Save, Version
from knowledge.editorial.ports import Clock, Records
from knowledge.editorial.repository import Repository
from knowledge.editorial.schemas import Aside, Saved
from knowledge.editorial.standing import chosen, tells
from knowledge.editorial.states import WRITABLE, State

_LONGEST_COMMENT = 4_000
_LONGEST_SOURCE = 500


class Drafts:
    """Drafts in the database. `by` is always an actor of the audit (`core.audit.staff_actor`). Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, records: Records, clock: Clock = now) -> None:
        """Keep drafts in `database`, opened on `records` where nobody has written anything yet."""
        self._database, self._records, self._clock = database, records, clock

    def open(self, code: str, by: str, origin: str = "edit", note: str = "") -> Version:
        """Return the version of `code` that is being written, opening one on the record that stands today, or an empty one.

        Raises:
            BadRequest: that is no procedure's code.
            Conflict: its version is in review.
        """
        standing = self._records.record(code)
        try:
            with self._database.begin() as session:
                if (found := Repository(session).open_of(code)) is None:
                    return self.start(session, code, by, self.ground(session, code, standing), None, origin, note)
        except sa.exc.IntegrityError:  # another opened it in the same moment
            with self._database.read() as session:
                found = Repository(session).open_of(code)
        if found is None or found.state not in WRITABLE:
            raise Conflict(f"the version of {code} is in review")
        return found

    def ground(self, session: Session, code: str, record: Any) -> Content | None:
        """Return the content that stands today: an approved version's, else that of the imported `record`."""
        day = today(self._clock)
        version = chosen(Repository(session).deciding([code]), day).get(code)
        if version is not None and tells(version, day):
            return version.content
        return content.of(record) if record is not None else None

    def start(
        self,
        session: Session,
        code: str,
        by: str,
        base: Content | None,
        new: Content | None,
        origin: str,
        note: str = "",
        wrote: Collection[str] = (),
    ) -> Version:
        """Store a draft of `new` content on `base` in the transaction of `session`, with its audit row.

        `wrote` are the people who wrote the content beside `by`: none of them approves it.

        Raises:
            BadRequest: that is no procedure's code.
            IntegrityError: a version of the code is being written or reviewed.
        """
        repository, moment = Repository(session), self._clock()
        written = new or base or _empty(code)
        version = Version(
            code=code, number=repository.next_number(code), state=str(State.DRAFT), revision=0, content=written, base=base, sources={},
            origin=origin, author=by, editors=sorted({by, *wrote}), note=note, takes_out=False, created=moment, changed=moment,
            **shown(written),
        )  # fmt: skip
        repository.add(version)
        audit.record(session, by, "procedure.open", subject(version), {"version": version.number, "origin": origin})
        return version

    def save(
        self, number: int, by: str, revision: int, sent: Mapping[str, Any], sources: Mapping[str, str] | None = None,
        page: str | None = None,
    ) -> Saved:  # fmt: skip
        """Keep the fields `sent` by somebody who looked at `revision`; what others changed meanwhile is merged field by field.

        `page` is a mark of the page it was typed on: what the same person typed on another one counts as others'. What comes after
        another has handed the version over for review is kept aside, every field of it.

        Raises:
            BadRequest: there was no such revision.
            Conflict: the version is neither written nor reviewed any more.
        """
        with self._database.begin() as session:
            repository = Repository(session)
            version = repository.locked(number)
            late = version.state == State.IN_REVIEW
            if not late:
                _check_writable(version)
            base = {**at(repository, version, revision), **_own(repository, version, revision, (by, page))}
            mine, wrong = content.taken(base, sent)
            merged = merge(base, version.content, mine)
            merged = merged.all_aside(base, version.content) if late else merged
            theirs = tuple(name for name in content.FIELDS if base.get(name) != version.content.get(name) and name not in mine)
            unkept = content.FIELDS if late else {*wrong, *(one.field for one in merged.conflicts)}
            told = {name: text[:_LONGEST_SOURCE] for name, text in (sources or {}).items() if name in content.FIELDS and name not in unkept}
            self._write(session, version, by, merged, told, page)
            return Saved(version, tuple(merged.mine), theirs, merged.conflicts, wrong)

    def _write(self, session: Session, version: Version, by: str, merged: Merged, sources: Mapping[str, str], page: str | None) -> None:
        aside = {one.field: one.mine for one in merged.conflicts} or None
        new_sources = {**version.sources, **sources}
        if aside and any(one.aside == aside and one.by == by for one in Repository(session).asides(version.id)):
            aside = None  # sent again by a page that has not shown it yet
        if not merged.mine and not aside and new_sources == version.sources:
            return
        version.editors = sorted({*version.editors, by})  # of an aside too: whoever chooses it takes their words
        before = {name: version.content.get(name) for name in merged.mine}
        if merged.mine or new_sources != version.sources:
            version.content, version.sources = {**version.content, **merged.mine}, new_sources
            version.revision, version.changed = version.revision + 1, self._clock()
            for name, value in shown(version.content).items():
                setattr(version, name, value)
        session.add(Save(version_id=version.id, revision=version.revision, by=by, page=page, at=self._clock(), before=before, aside=aside))
        told = {"version": version.number, "revision": version.revision, "fields": sorted(merged.mine), "aside": sorted(aside or ())}
        audit.record(session, by, "procedure.save", subject(version), told)

    def asides(self, number: int) -> list[Aside]:
        """Return what waits to be chosen or dropped, the oldest first."""
        with self._database.read() as session:
            saves = Repository(session).asides(number)
            return [Aside(one.id, one.by, one.at, name, value) for one in saves for name, value in (one.aside or {}).items()]

    def drop_aside(self, number: int, by: str, save: int, field: str) -> None:
        """Let go of what was kept aside of one field: it was chosen and saved, or is not wanted."""
        with self._database.begin() as session:
            version = writable(Repository(session), number)
            row = next((one for one in Repository(session).asides(number) if one.id == save), None)
            if row is None or field not in (row.aside or {}):
                return
            row.aside = {name: value for name, value in (row.aside or {}).items() if name != field} or None
            audit.record(session, by, "procedure.drop_aside", subject(version), {"version": version.number, "field": field, "of": row.by})

    def comment(self, number: int, by: str, text: str, field: str | None = None) -> Comment:
        """Say something of a version, or of one field. Raises `BadRequest` for nothing, or for too much."""
        with self._database.begin() as session:
            return commented(session, Repository(session).version(number), by, text, field, self._clock)


def commented(session: Session, version: Version, by: str, text: str, field: str | None, clock: Clock) -> Comment:
    """Store a comment in the transaction of `session`, with its audit row."""
    if not text.strip() or len(text) > _LONGEST_COMMENT or (field is not None and field not in content.FIELDS):
        raise BadRequest(f"a comment has 1 to {_LONGEST_COMMENT} characters, of a version or of one of its fields")
    comment = Comment(version_id=version.id, by=by, at=clock(), field=field, text=text.strip())
    session.add(comment)
    session.flush()
    audit.record(session, by, "procedure.comment", subject(version), {"version": version.number, "field": field})
    return comment


def writable(repository: Repository, number: int) -> Version:
    """Return a version to be written, locked; raises `Conflict` when it is not."""
    version = repository.locked(number)
    _check_writable(version)
    return version


def _check_writable(version: Version) -> None:
    if version.state not in WRITABLE:
        raise Conflict(f"version {version.number} of {version.code} is {version.state}")


def at(repository: Repository, version: Version, revision: int) -> Content:
    """Return the content a version had at `revision`; raises `BadRequest` for one that never was."""
    if not 0 <= revision <= version.revision:
        raise BadRequest(f"version {version.number} of {version.code} has no revision {revision}")
    past = dict(version.content)
    for save in repository.saves(version.id, after=revision):
        past |= save.before
    return past


def _own(repository: Repository, version: Version, revision: int, writer: tuple[str, str | None]) -> Content:
    """Return the fields that only this person on this page changed after `revision`: somebody who types on is in nobody's way."""
    writers: dict[str, set[tuple[str, str | None]]] = {}
    for save in repository.saves(version.id, after=revision):
        for name in save.before:
            writers.setdefault(name, set()).add((save.by, save.page))
    return {name: version.content[name] for name, people in writers.items() if people == {writer}}


def shown(written: Content) -> dict[str, Any]:
    """Return what a row tells of its content beside it."""
    days = {name: date.fromisoformat(day) if (day := written.get(name)) else None for name in ("valid_from", "valid_to")}
    return {"name": written.get("name") or "", **days}


def subject(version: Version) -> str:
    """Return what an audit row is about."""
    return f"procedure:{version.code}"


def today(clock: Clock) -> date:
    """Return the city's day."""
    return clock().astimezone(VIETNAM).date()


def _empty(code: str) -> Content:
    try:
        return content.empty(code)
    except ValidationError as error:
        raise BadRequest(f"no procedure's code: {code[:40]!r}") from error
