"""Jobs, each done from its row to its end. What is done for each kind stands in `STEPS`."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from core.db import Database
from core.errors import GoldenMissed, TrolyError
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge.editorial import import_work, links_work, release_work, trial_work
from knowledge.editorial.effect import RealQuestions
from knowledge.editorial.kinds import CANDIDATE, DRAFTS, EFFECT, IMPORT, LINKS, PUBLISH, ROLLBACK, SYNC
from knowledge.editorial.publishing import Tools
from knowledge.editorial.workplace import Workplace

_TELL_EVERY = 1.0  # seconds between two writes of how far a step came
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
_log = structlog.get_logger()


class Work:
    """Does jobs. `real` tells what people asked lately; without it an effect asks golden questions alone."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, tools: Tools, real: RealQuestions | None = None) -> None:
        """Work on the state of `settings`; what `tools` tells is written to the job too."""
        self._place, self._jobs, self._tools = Workplace(settings, database, tools, real), jobs, tools

    def do(self, job: Job) -> str:
        """Do a job that was taken, write its end, and return its state: done, refused or failed. Never raises for what went wrong."""
        try:
            result = STEPS[job.kind](job, replace(self._place, tools=self._followed(job.id)))
        except GoldenMissed as error:
            return self._ended(job, "refused", str(error), error.missed)
        except (TrolyError, ValueError) as error:
            return self._ended(job, "failed", str(error))
        except Exception as error:
            # A mistake of our own. The row says its class alone: the words may hold a path or an address.
            _log.error("a job broke", job=job.id, kind=job.kind, exc_info=error)
            return self._ended(job, "failed", type(error).__name__)
        self._jobs.end(job.id, "done", result)
        return "done"

    def _ended(self, job: Job, state: str, line: str, result: dict[str, Any] | None = None) -> str:
        self._jobs.end(job.id, state, result, line=line)
        return state

    def _followed(self, number: int) -> Tools:
        """Return the tools with every step written to the job's row."""

        def tell(line: str) -> None:
            self._tools.tell(line)
            self._jobs.say(number, line)

        def watch(rows: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
            told = time.monotonic()
            for done, row in enumerate(self._tools.watch(rows, what, total)):
                if time.monotonic() - told > _TELL_EVERY:
                    told = time.monotonic()
                    self._jobs.beat(number, what, done, total)
                yield row

        return replace(self._tools, tell=tell, watch=watch)
