"""The jobs of the editorial room. What is done for each kind stands in `STEPS`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from core.db import Database
from core.doing import Doing
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge.editorial import import_work, links_work, release_work, trial_work
from knowledge.editorial.effect import RealQuestions
from knowledge.editorial.kinds import CANDIDATE, DRAFTS, EFFECT, IMPORT, LINKS, PUBLISH, ROLLBACK, SYNC
from knowledge.editorial.publishing import Tools
from knowledge.editorial.workplace import Workplace

STEPS: dict[str, Callable[[Job, Workplace], dict[str, Any]]] = {
    PUBLISH: release_work.publish,
    ROLLBACK: release_work.rollback,
    EFFECT: release_work.effect,
    CANDIDATE: trial_work.candidate,
    IMPORT: import_work.read,
    DRAFTS: import_work.drafts,
    SYNC: import_work.sync,
    LINKS: links_work.check,
}
T = TypeVar("T")


class Work:
    """Does jobs. `real` tells what people asked lately; without it an effect asks golden questions alone."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, tools: Tools, real: RealQuestions | None = None) -> None:
        """Work on the state of `settings`; what `tools` tells is written to the job too."""
        self._place, self._jobs, self._tools = Workplace(settings, database, tools, real), jobs, tools

    def do(self, job: Job) -> str:
        """Do a job that was taken, write its end, and return its state: done, refused or failed. Never raises for what went wrong."""
        doing = Doing(self._jobs, job, self._tools.tell)
        return doing.do(lambda: STEPS[job.kind](job, replace(self._place, tools=self._followed(doing))))

    def _followed(self, doing: Doing) -> Tools:
        """Return the tools with every step written to the job's row."""

        def watch(rows: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
            return doing.watch(self._tools.watch(rows, what, total), what, total)

        return replace(self._tools, tell=doing.tell, watch=watch)
