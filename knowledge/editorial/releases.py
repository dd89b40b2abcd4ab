"""The releases as people see them: which is live, which are kept and what each brought, and what the next one would bring."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.audit import AuditRow
from core.db import Database
from core.errors import ReleaseUnavailable
from knowledge.editorial.repository import Repository
from knowledge.editorial.schemas import Light
from knowledge.editorial.standing import Standing, chosen, tells
from knowledge.editorial.states import OPEN, State
from knowledge.golden import JOURNAL
from knowledge.pointer import current_id
from knowledge.release import FORM, former_id

_COUNTS = ("procedures", "labels", "passages")


@dataclass(frozen=True)
class Kept:
    """A release on disk. `by` and `at`: who made it live last, and when; None: nobody did. `missed`: golden questions, by their ids."""

    id: str
    made: datetime
    model: str
    counts: dict[str, int]
    readable: bool
    live: bool
    former: bool
    by: str | None
    at: datetime | None
    asked: int
    missed: tuple[str, ...]
    despite: str | None
    brought: tuple[Light, ...]  # versions it holds and the one made before it does not


@dataclass(frozen=True)
class Next:
    """What the next publish brings: versions that come, procedures that go, versions whose day comes later."""

    comes: tuple[Light, ...]
    goes: tuple[Light, ...]
    later: tuple[Light, ...]


class Releases:
    """Reads the folder of releases and the database; changes nothing."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Read the releases in `folder`, and which versions they hold in `database`."""
        self._folder, self._database = folder, database

    def live(self) -> str | None:
        """Return the id of the live release, or None before the first publish."""
        return current_id(self._folder)

    def kept(self) -> list[Kept]:
        """Return the releases on disk, the latest made first."""
        manifests = sorted(self._manifests(), key=lambda told: str(told["created"]))
        journal, live, former = self._journal(), self.live(), self._former()
        with self._database.read() as session:
            known = Standing(self._database).kept()
            held = {told["id"]: Repository(session).held(told["id"]) if known else set() for told in manifests}
            rows = _made_live(session, [told["id"] for told in manifests]) if known else {}
            names = _lights(session, set().union(*held.values())) if known else {}
        found, before = [], set[int]()
        for told in manifests:
            own, line, row = held[told["id"]], journal.get(told["id"], {}), rows.get(told["id"])
            golden = line.get("golden", {})
            found.append(
                Kept(
                    id=told["id"],
                    made=datetime.fromisoformat(told["created"]),
                    model=str(told["model"]),
                    counts=dict(told["counts"]),
                    readable=told.get("form") == FORM,
                    live=told["id"] == live,
                    former=told["id"] == former,
                    by=row.actor if row else None,
                    at=row.at if row else None,
                    asked=int(golden.get("asked", 0)),
                    missed=tuple(golden.get("missed", ())),
                    despite=line.get("despite"),
                    brought=tuple(names[number] for number in sorted(own - before) if number in names),
                )
            )
            before = own or before
        return found[::-1]

    def next(self, day: date) -> Next:
        """Return what a publish on `day` would bring."""
        if not Standing(self._database).kept():
            return Next((), (), ())
        with self._database.read() as session:
            repository = Repository(session)
            deciding = [one for one in repository.light() if one.state not in OPEN]
            held = repository.held(self.live() or "")
        decides = chosen(deciding, day)
        codes = {one.code for one in deciding if one.id in held}
        comes = [one for one in decides.values() if tells(one, day) and one.id not in held]
        goes = [one for one in decides.values() if not tells(one, day) and one.code in codes]
        later = [one for one in deciding if one.state == State.SCHEDULED and decides.get(one.code) is not one]
        return Next(*(tuple(sorted(some, key=lambda one: one.code)) for some in (comes, goes, later)))

    def _manifests(self) -> list[dict[str, Any]]:
        """What cannot be read is left out: a page about releases must not fail for a damaged one."""
        found = []
        for path in self._folder.glob("[!.]*/manifest.json"):
            with suppress(OSError, ValueError, KeyError, TypeError):
                told = json.loads(path.read_text("utf-8"))
                if isinstance(told, dict) and told.get("id") == path.parent.name and {"created", "model"} <= told.keys():
                    datetime.fromisoformat(told["created"])
                    told["counts"] = {name: int(told["counts"][name]) for name in _COUNTS}
                    found.append(told)
        return found

    def _journal(self) -> dict[str, dict[str, Any]]:
        found = {}
        with suppress(OSError):
            for line in (self._folder / JOURNAL).read_text("utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):
                    told = json.loads(line)
                    dict(told["golden"])
                    found[told["release"]] = told
        return found

    def _former(self) -> str | None:
        with suppress(ReleaseUnavailable):
            return former_id(self._folder)
        return None


def _made_live(session: Session, releases: Sequence[str]) -> dict[str, AuditRow]:
    subjects = [f"release:{one}" for one in releases]
    query = sa.select(AuditRow).where(AuditRow.subject.in_(subjects), AuditRow.action.in_(("release.publish", "release.rollback")))
    return {row.subject.removeprefix("release:"): row for row in session.scalars(query.order_by(AuditRow.id))}


def _lights(session: Session, numbers: set[int]) -> dict[int, Light]:
    return {one.id: one for one in Repository(session).lights(numbers)}
