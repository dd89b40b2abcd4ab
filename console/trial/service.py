"""Trials (thử hỏi): a question asked as a citizen would, of the live release and of another beside it. Nothing that is typed is stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from console.trial import shown
from console.trial.hearing import Heard, Hearing
from console.trial.shelf import Shelf
from console.trial.shown import Bubble
from core.answer import Answer
from core.errors import NotFound
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge import heard as hearing
from knowledge.editorial import trial_work
from knowledge.editorial.kinds import CANDIDATE
from knowledge.pointer import current_id
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from knowledge.trace import Trace

MOST_EARLIER = 6  # turns
_LATEST = 50  # jobs that are looked through


@dataclass(frozen=True)
class Release:
    """A release that may be asked. `created` is its day; one that is `draft` holds a text nobody approved."""

    id: str
    folder: Path
    created: datetime
    procedures: int
    live: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Side:
    """What one release answers: as each platform shows it, and why."""

    release: Release
    answer: Answer
    trace: Trace
    zalo: list[Bubble]
    messenger: list[Bubble]


@dataclass(frozen=True)
class Tried:
    """A question tried: what the dialogue model heard (`None`: it did not answer), and what each release says, the live one first."""

    heard: Heard | None
    sides: list[Side]

    @property
    def part(self) -> str | None:
        """The intent, where it is heard as none about procedures: another part of the assistant hears such a turn first."""
        first = self.heard.intents[0].name if self.heard else None
        return first if first and first not in hearing.ABOUT_PROCEDURES else None

    @property
    def same(self) -> bool:
        """Whether all sides say the same."""
        said = [(side.answer.status, side.answer.text) for side in self.sides]
        return said.count(said[0]) == len(said)


class Trials:
    """Asks releases. Raises `ReleaseUnavailable` or `ModelUnavailable` where one cannot be read."""

    def __init__(self, settings: Settings, jobs: Jobs, shelf: Shelf | None = None) -> None:
        """Open releases of `settings`, none before somebody asks; drafts are built by `jobs`."""
        self._settings, self._jobs = settings, jobs
        self._shelf, self._hearing = shelf or Shelf(settings), Hearing(settings)

    def close(self) -> None:
        """Let go of the releases that are open."""
        self._shelf.close()

    def live(self) -> Knowledge:
        """Return the live release, open, for a desk that searches in it. Raises as the class says."""
        return self._shelf.live()

    def releases(self) -> list[Release]:
        """Return the releases that are kept, the live one first, then the newest."""
        live = current_id(self._settings.releases)
        found = [_described(path.parent, path.parent.name == live) for path in self._settings.releases.glob("*/manifest.json")]
        kept = [one for one in found if one is not None and not one.id.startswith(".")]
        return sorted(kept, key=lambda one: (one.live, one.created), reverse=True)

    def release(self, release_id: str) -> Release:
        """Return a kept release, the live one for no id; raises `NotFound`."""
        found = next((one for one in self.releases() if one.id == release_id or (not release_id and one.live)), None)
        if found is None:
            raise NotFound(f"no release {release_id}")
        return found

    def ask_for(self, version: int, by: str) -> int:
        """Ask for a release in which the draft `version` stands; return the job's number."""
        return self._jobs.ask(CANDIDATE, by, {"version": version})

    def job_of(self, version: int) -> Job | None:
        """Return the latest job that builds, or built, the release of a draft."""
        return next((job for job in self._jobs.latest((CANDIDATE,), _LATEST) if job.arguments.get("version") == version), None)

    def built(self, job: Job | None) -> Release | None:
        """Return the release that `job` built, as long as it lasts."""
        if job is None or job.state != "done" or not job.result:
            return None
        folder = trial_work.folder(self._settings) / str(job.result["release"])
        made = _described(folder, live=False) if trial_work.lasts(folder) else None
        return replace(made, draft=True) if made else None

    def tidy(self) -> None:
        """Remove the releases of drafts whose hour is over."""
        trial_work.sweep(trial_work.folder(self._settings))

    def ask(self, question: str, earlier: Sequence[str], beside: Release | None = None) -> Tried:
        """Ask `question` of the live release, and of the one `beside` it, each after the turns that came `earlier`."""
        sides = [(self.release(""), self._shelf.live())]
        if beside is not None and not (beside.live and not beside.draft):
            sides.append((beside, self._shelf.beside(beside.folder)))
        heard = {turn: self._hearing.heard(turn) for turn in dict.fromkeys([*earlier, question])}
        return Tried(heard[question], [self._side(release, knowledge, question, earlier, heard) for release, knowledge in sides])

    def _side(self, release: Release, knowledge: Knowledge, question: str, earlier: Sequence[str], heard: dict[str, Heard | None]) -> Side:
        asked = Asked("")
        for turn in earlier:
            asked = _after(_asked(asked, turn, heard[turn]), knowledge)
        answer, trace = knowledge.traced(_asked(asked, question, heard[question]))
        url = self._settings.public_url
        return Side(release, answer, trace, shown.zalo(answer, url), shown.messenger(answer, url))


def _asked(before: Asked, turn: str, heard: Heard | None) -> Asked:
    """Return the turn as the dialogue would ask it, after what was said `before`."""
    intents, entities = (heard.intents, heard.entities) if heard else ([], [])
    return hearing.asked(before, turn, [one.model_dump() for one in intents], [one.model_dump() for one in entities])


def _after(asked: Asked, knowledge: Knowledge) -> Asked:
    """Return what is known once `asked` was answered: what it spoke of, and what it offered."""
    answer = knowledge.answer(asked)
    code = answer.procedure.code if answer.procedure else asked.current
    trail = [*asked.trail, *([asked.current] if asked.current else [])]
    found = answer.status in ("answered", "clarify")
    return Asked(
        "",
        history=(*asked.history, *([asked.text] if found else [])),
        current=code,
        offered=tuple(other.code for other in answer.alternatives) if found else asked.offered,
        trail=tuple(one for one in trail if one != code),
        language=asked.language,
    )


def _described(folder: Path, live: bool) -> Release | None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return Release(folder.name, folder, datetime.fromisoformat(manifest["created"]), manifest["counts"]["procedures"], live)
    except (OSError, ValueError, KeyError):
        return None  # it is being removed, or is of another form
