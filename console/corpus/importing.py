"""What the desk of training data asks of uploads, and of the jobs that read them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from console.corpus.proposing import known_intents
from console.imports.uploads import Taken, Uploads
from console.parts import Parts
from core.errors import BadRequest, Conflict, NotFound
from core.jobs import Job
from training.corpus.importing.schemas import MOST_BYTES
from training.corpus.schemas import Target
from training.labels import reading
from training.labels.kinds import PROPOSE, READ
from training.labels.reading import Report

TAKEN = Taken((".yml", ".yaml", ".csv", ".tsv", ".json"), MOST_BYTES, "corpus.fault_")
PAGE = 50
_NAME = 120  # characters that are kept of a file's name
_LOOK_BACK = 50  # jobs among which one of the same file is looked for


@dataclass(frozen=True)
class Shown:
    """One page of what was read: rows of one `kind`; `more` of them were not kept."""

    report: Report
    kind: str
    page: int
    pages: int
    rows: Sequence[dict[str, Any]]
    more: int
    unknown: Sequence[str]  # intents that nothing here has


class Importing:
    """The imports of one console."""

    def __init__(self, parts: Parts) -> None:
        """Ask the jobs of `parts`."""
        self._settings, self._jobs = parts.settings, parts.editorial.jobs

    def read(self, file: BinaryIO, name: str, target: Target, mark: str, by: str) -> tuple[int, bool]:
        """Keep a file and ask for its reading; return the job, and whether it was asked for already. Raises `Invalid`."""
        told = name.replace("\\", "/").rsplit("/", 1)[-1]
        kept = Uploads(self._settings.uploads, TAKEN).keep(file, told, mark)
        if twice := self._same(kept, target):
            if twice.ended or twice.arguments["file"] != kept:  # else it is the file that waits to be read
                (self._settings.uploads / kept).unlink(missing_ok=True)
            return twice.id, True
        return self._jobs.ask(READ, by, {"file": kept, "name": told[-_NAME:], "target": target.value}), False

    def _same(self, kept: str, target: Target) -> Job | None:
        """The job that reads the same content, or has read it and what it read still waits."""
        content = kept.rsplit("-", 1)[-1]
        for job in self._jobs.latest((READ,), _LOOK_BACK):
            same = job.arguments["file"].rsplit("-", 1)[-1] == content and job.arguments["target"] == target.value
            if same and (not job.ended or (job.state == "done" and self._there(job))):
                return job
        return None

    def _there(self, job: Job) -> bool:
        with suppress(NotFound):
            reading.kept(self._upload(job))
            return True
        return False

    def _upload(self, job: Job) -> Path:
        return self._settings.uploads / str(job.arguments["file"])

    def latest(self) -> Sequence[Job]:
        """Return the latest readings."""
        return self._jobs.latest((READ,))

    def job(self, number: int) -> Job:
        """Return a reading. Raises `NotFound`, also for a job of another kind."""
        job = self._jobs.get(number)
        if job.kind != READ:
            raise NotFound(f"job {number} read no file")
        return job

    def proposing(self, number: int) -> Job | None:
        """Return the latest job that proposed what the job `number` had read."""
        return next((job for job in self._jobs.latest((PROPOSE,), _LOOK_BACK) if job.arguments.get("read") == number), None)

    def shown(self, job: Job, kind: str | None, page: int) -> Shown | None:
        """Return a page of what a job read; `None` once that is gone."""
        try:
            report = reading.kept(self._upload(job))
        except NotFound:
            return None
        chosen = kind if kind in reading.KINDS else next((one for one in reading.KINDS if report.counts[one]), "new")
        rows = report.rows[chosen]
        pages = max(1, -(-len(rows) // PAGE))
        page = min(max(page, 1), pages)
        shown, more = rows[(page - 1) * PAGE : page * PAGE], report.counts[chosen] - len(rows)
        return Shown(report, chosen, page, pages, shown, more, self._unknown(report))

    def _unknown(self, report: Report) -> list[str]:
        try:
            known = set(known_intents(self._settings.home))
        except BadRequest:  # a file of the checkout is broken: what was read can be looked at all the same
            return []
        return sorted({one["intent"] for one in report.rows["new"]} - known)

    def propose(self, number: int, by: str) -> int:
        """Ask for what is new to be proposed; return the job. Raises `NotFound`; `Conflict` where nothing is new, or it is gone."""
        job = self.job(number)
        if (under_way := self.proposing(number)) and not under_way.ended:
            return under_way.id
        if not (job.result or {}).get("counts", {}).get("new") or not self._there(job):
            raise Conflict(f"job {number} has nothing to propose")
        return self._jobs.ask(PROPOSE, by, {"file": job.arguments["file"], "read": number})
