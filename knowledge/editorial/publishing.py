"""Publishing what people approved (công bố): a release of every record valid today, made live once it answers the golden questions.

What a release holds of people's versions is noted before it is made live, and their states follow it, forth and back.
"""

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from core import audit, locks
from core.clock import now
from core.db import Database
from core.encoder import Encoder
from core.procedure import Procedure
from core.settings import Settings
from knowledge import golden, release
from knowledge.beside import Beside, in_thread
from knowledge.editorial import content
from knowledge.editorial.drafts import today
from knowledge.editorial.models import Version
from knowledge.editorial.ports import Clock
from knowledge.editorial.repository import Repository
from knowledge.editorial.review import moved
from knowledge.editorial.standing import Standing, begun, rank, tells
from knowledge.editorial.states import READY, State
from knowledge.embedder import CachedEmbedder, KeptEncoder
from knowledge.importers.watch import Watch, unwatched
from knowledge.reference.laying import Laid
from knowledge.reference.standing import held, laid, turn_back
from knowledge.repository import ProcedureRepository

Tell = Callable[[str], None]
_BEGUN = ".rollback"  # beside the releases: a rollback whose states are not written yet


@dataclass(frozen=True)
class Tools:
    """What a publish works with: who hears each step, who sees texts go by, an open encoder, what is done beside."""

    tell: Tell
    watch: Watch = unwatched
    encoder: Encoder | None = None
    beside: Beside = in_thread
    questions: Path = field(default=golden.QUESTIONS)


@dataclass(frozen=True)
class _Picked:
    """The versions that decide on a day, read once: `knowledge.repository.Edited`."""

    day: date
    versions: Mapping[str, Version]
    reference: Laid

    def standing(self, day: date) -> Mapping[str, Procedure | None]:
        """Return the records; a version that is withdrawn or over takes its procedure out."""
        return {code: content.finished(one.content) if tells(one, day) else None for code, one in self.versions.items()}

    def held(self) -> set[int]:
        """Return the ids of the versions whose records a release of that day holds."""
        return {one.id for one in self.versions.values() if tells(one, self.day)}


class Publishing:
    """Makes releases of what stands. One at a time on a machine: another waits for its end."""

    def __init__(self, settings: Settings, database: Database, clock: Clock = now) -> None:
        """Read people's versions from `database`, which may be empty or of an earlier form: then there are none."""
        self._settings, self._database, self._clock = settings, database, clock

    def publish(self, by: str, tools: Tools, despite: str | None = None, accepted: Collection[str] | None = None) -> str:
        """Make a release of every record valid today live, and return its id.

        Args:
            by: who wants it, an actor of the audit.
            tools: what it is made with.
            despite: the reason to make it live although it misses golden questions.
            accepted: the ids of the misses that the reason was given for; None: for whichever there are.

        Raises:
            GoldenMissed: it misses some, and no reason is given or it was given for others; the live release stays.
            ValueError: a record or table cannot be read, or there is nothing to publish.
            Unavailable: the database or the embedding model does not answer.
        """
        with alone(self._settings.releases):
            self._settle()
            picked, encoder = self._picked(), self._encoder(tools)
            for line in picked.reference.brought(held(self._settings.releases, release.current_id(self._settings.releases))):
                tools.tell(line)
            release_id = self._built(picked, tools, encoder)
            asked = picked.reference.questions
            golden.guard(self._settings, release_id, despite, tools.tell, tools.questions, encoder, tools.beside, asked, accepted)
            self._note(release_id, picked)
            release.point_to(self._settings.releases, release_id, verified=True)
            self._went_live(release_id, picked, by, despite)
        return release_id

    def candidate(self, versions: Collection[int], tools: Tools, releases: Path | None = None) -> str:
        """Build, and do not make live, a release in which `versions` stand as if they were published; return its id.

        With `releases` it is built in that folder, apart from those that were or may be live.

        Raises:
            ValueError: one of them is unfinished.
        """
        day = today(self._clock)
        with self._database.read() as session:
            tried = {one.code: one for one in Repository(session).read(versions)}
        picked = self._picked()
        picked = _Picked(day, {**picked.versions, **tried}, picked.reference)
        return self._built(picked, tools, self._encoder(tools), releases)

    def rollback(self, by: str, leave: str | None = None) -> str:
        """Make the former release live again and return the id of the release that is live then.

        Versions that the release left behind had brought are given back to their writers: they do not come back by themselves.

        Args:
            by: who wants it, an actor of the audit.
            leave: the release that was live to whoever wants it. If it is not any more, the live one stays: a wish that two have,
                or that is done again after it broke off, does not bring the bad release back.

        Raises:
            ReleaseUnavailable: there is no former release, or it is damaged.
            Unavailable: the database does not answer. If the release was changed by then, the next wish brings the states in line.
        """
        releases = self._settings.releases
        with alone(releases):
            settled, live = self._settle(), release.current_id(releases) or ""
            if live == leave or (leave is None and not settled):
                begun = {"left": live, "back": release.former_id(releases), "by": by}
                (releases / f"{_BEGUN}-partial").write_text(json.dumps(begun), "utf-8")
                (releases / f"{_BEGUN}-partial").replace(releases / _BEGUN)
                live = release.rollback(releases)
                self._settle()
            return live

    def _settle(self) -> bool:
        """Bring the states in line with a rollback that was begun, and tell whether there was one."""
        note = self._settings.releases / _BEGUN
        told = json.loads(note.read_text("utf-8")) if note.exists() else {}
        turned = bool(told) and told["back"] == release.current_id(self._settings.releases)  # else it broke off before anything changed
        if turned and Standing(self._database).kept():
            with self._database.begin() as session:
                _turn_back(session, told["left"], told["back"], told["by"], self._clock)
                turn_back(session, self._settings.releases, told["left"], told["back"], told["by"])
        note.unlink(missing_ok=True)
        return turned

    def _picked(self) -> _Picked:
        day = today(self._clock)
        return _Picked(day, Standing(self._database).versions(day), laid(self._database))

    def _encoder(self, tools: Tools) -> Encoder:
        return tools.encoder or KeptEncoder(self._settings.model_folder, self._settings.var / "embeddings")

    def _built(self, picked: _Picked, tools: Tools, encoder: Encoder, releases: Path | None = None) -> str:
        settings = self._settings
        for line in picked.reference.passed:
            tools.tell(line)
        records = ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl", picked)
        procedures = records.published(picked.day, picked.reference.names(settings.seed))
        self._database.close()  # what may be forked now must not share a connection
        embedder = CachedEmbedder(encoder, settings.var / "embeddings")
        files, releases = picked.reference.files(settings.seed), releases or settings.releases
        return release.build(procedures, settings.seed, embedder, releases, tools.tell, tools.watch, tools.beside, files)

    def _note(self, release_id: str, picked: _Picked) -> None:
        """Noted before the release is live: if what follows breaks off, the next publish makes it good."""
        if Standing(self._database).kept():
            with self._database.begin() as session:
                Repository(session).hold(release_id, picked.held())

    def _went_live(self, release_id: str, picked: _Picked, by: str, despite: str | None) -> None:
        if not Standing(self._database).kept():
            return
        with self._database.begin() as session:
            repository = Repository(session)
            now_there = {one.id: one for one in repository.with_ids({one.id for one in picked.versions.values()})}
            for number in sorted(picked.held()):
                _stands(session, now_there[number], picked, release_id, by, self._clock)
            for version in repository.deciding(set(picked.versions)):
                if _replaced(version, picked, now_there):
                    moved(session, version, State.SUPERSEDED, by, "supersede", self._clock, release=release_id)
            audit.record(session, by, "release.publish", f"release:{release_id}", {"despite": despite} if despite else None)


def _stands(session: Session, version: Version, picked: _Picked, release_id: str, by: str, clock: Clock) -> None:
    """What was withdrawn or given back while the release was made stays so: the next release is without it."""
    read = picked.versions[version.code]
    same = (version.revision, version.approved) == (read.revision, read.approved)  # else it was given back, and approved anew
    if same and version.state in (State.APPROVED, State.SCHEDULED):
        version.published = clock()
        moved(session, version, State.PUBLISHED, by, "publish", clock, release=release_id)


def _replaced(version: Version, picked: _Picked, now_there: Mapping[int, Version]) -> bool:
    """Tell whether a version gives way to the one that was picked: not to one that was taken back while the release was made."""
    by = now_there[picked.versions[version.code].id]
    earlier = version.state in READY and begun(version, picked.day) and rank(version) < rank(picked.versions[version.code])
    return earlier and version.id != by.id and (by.state == State.PUBLISHED or by.takes_out)


def _turn_back(session: Session, left: str, back: str, by: str, clock: Clock) -> None:
    repository = Repository(session)
    before, after = repository.held(left), repository.held(back)
    again = [one for one in repository.with_ids(after - before) if _comes_again(one, repository)]
    # Where that release holds a text that nobody stands by any more, what stood goes on deciding: the next release has it.
    stays = {one.code for one in repository.read(after) if not one.takes_out} - {one.code for one in again}
    for version in repository.with_ids(before - after):
        if version.state == State.PUBLISHED and version.code not in stays:
            written_on = repository.open_of(version.code) is not None
            moved(session, version, State.SUPERSEDED if written_on else State.RETURNED, by, "rollback", clock, release=back)
    session.flush()
    for version in again:
        moved(session, version, State.PUBLISHED, by, "rollback", clock, release=back)
    audit.record(session, by, "release.rollback", f"release:{back}", {"left": left})


def _comes_again(version: Version, repository: Repository) -> bool:
    """Tell whether a version is published again with its release; what was withdrawn as wrong stays so, and is due to go."""
    return version.state == State.SUPERSEDED or (version.state == State.RETURNED and not _edited(version, repository))


def _edited(version: Version, repository: Repository) -> bool:
    """Tell whether it was written on since it was published: then it is no longer what the release holds."""
    return version.published is None or any(save.at > version.published for save in repository.saves(version.id))


def alone(releases: Path) -> AbstractContextManager[None]:
    """Hold off another publish or rollback of this machine."""
    return locks.alone(releases / ".lock")
