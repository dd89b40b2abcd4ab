"""What the desk of imports shows of runs, and the jobs that belong to one."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from console.auth.schemas import Invalid
from console.imports.uploads import SHEETS, Uploads, suffix
from console.parts import Parts
from core.errors import Conflict, NotFound
from core.jobs import Job
from knowledge.editorial.import_models import ImportRow, Run
from knowledge.editorial.imports import Imports
from knowledge.editorial.kinds import DRAFTS, IMPORT, SYNC

PAGE = 20
_NAME = 200  # characters that are kept of a file's name
_LOOK_BACK = 50  # jobs among which that of a form is looked for
STATES = ("bad", "good", "drafted", "same", "kept_out")
_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Shown:
    """One page of a run: its rows in `state` ("" for all), and how many are in each."""

    run: Run
    state: str
    page: int
    pages: int
    rows: list[ImportRow]
    counts: dict[str, int]

    @property
    def all(self) -> int:
        """How many rows the run has."""
        return sum(self.counts.values())


def shown(imports: Imports, number: int, state: str | None, page: int) -> Shown:
    """Return a page of a run; without a `state` what is bad comes first. Raises `NotFound`."""
    run, counts = imports.run(number), imports.counts(number)
    if state is None:
        state = "bad" if counts.get("bad") else ""
    held = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-held // PAGE))
    page = min(max(page, 1), pages)
    rows = imports.rows(number, state or None, (page - 1) * PAGE, PAGE)
    return Shown(run, state, page, pages, list(rows), counts)


def row_of(imports: Imports, number: int, row: int) -> tuple[Run, ImportRow]:
    """Return a row and its run. Raises `NotFound`, also for a row of another run."""
    run, found = imports.run(number), imports.row(row)
    if found.run_id != number:
        raise NotFound(f"no row {row} in run {number}")
    return run, found


class Asking:
    """Asks for the jobs of this desk."""

    def __init__(self, parts: Parts) -> None:
        """Ask the jobs of `parts`."""
        self._parts, self._jobs = parts, parts.editorial.jobs

    def read(self, file: BinaryIO, name: str, mark: str, checked: str, by: str) -> int:
        """Keep a file and ask for its reading; return the job. Raises `Invalid` for what cannot be read."""
        told = name.replace("\\", "/").rsplit("/", 1)[-1]
        ending = suffix(told)
        told = told if len(told) <= _NAME else f"{told[: _NAME - len(ending) - 1]}…{ending}"
        day = None if ending in SHEETS else _day(checked)
        kept = Uploads(self._parts.settings.uploads).keep(file, told, mark)
        if twice := next((job for job in self._jobs.latest((IMPORT,), _LOOK_BACK) if job.arguments.get("file") == kept), None):
            if twice.ended:  # its file was read and removed, and this is the same once more
                (self._parts.settings.uploads / kept).unlink(missing_ok=True)
            return twice.id
        return self._jobs.ask(IMPORT, by, {"file": kept, "name": told, "checked": day.isoformat() if day else None})

    def drafts(self, run: int, by: str) -> int:
        """Ask for drafts of a run's good rows; return the job. Raises `NotFound`, or `Conflict` where it has none."""
        self._parts.editorial.imports.run(run)
        if not self._parts.editorial.imports.counts(run).get("good"):
            raise Conflict(f"run {run} has no row to make a draft of")
        return next((job.id for job in self.of(run) if not job.ended), None) or self._jobs.ask(DRAFTS, by, {"run": run})

    def sync(self, by: str) -> int:
        """Ask for a synchronisation; one that runs or waits is that one."""
        under_way = next((job.id for job in self._jobs.latest((SYNC,)) if not job.ended), None)
        return under_way or self._jobs.ask(SYNC, by)

    def of(self, run: int) -> Iterator[Job]:
        """Yield the latest jobs that made drafts of a run."""
        yield from (job for job in self._jobs.latest((DRAFTS,), _LOOK_BACK) if job.arguments.get("run") == run)

    def let_go(self, run: int, by: str) -> None:
        """Forget a run. Raises `NotFound`, or `Conflict` while drafts are made of it."""
        if any(not job.ended for job in self.of(run)):
            raise Conflict(f"drafts are being made of run {run}")
        self._parts.editorial.imports.let_go(run, by)

    def job(self, number: int | None, kinds: Collection[str]) -> Job | None:
        """Return the job that an address names, if it is of these kinds."""
        with suppress(NotFound):
            found = self._jobs.get(number) if number else None
            return found if found and found.kind in kinds else None
        return None


def _day(checked: str) -> date | None:
    try:
        day = date.fromisoformat(checked) if checked.strip() else None
    except ValueError as error:
        raise Invalid({"checked": "imports.fault_day"}) from error
    if day and day.year not in _YEARS:
        raise Invalid({"checked": "imports.fault_day"})
    return day
