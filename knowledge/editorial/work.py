"""The jobs of this room, each done from its row to its end: publish, roll back, try an edit's effect."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from core.db import Database
from core.errors import GoldenMissed, TrolyError
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge import release
from knowledge.editorial.effect import RealQuestions, effect
from knowledge.editorial.kinds import EFFECT, PUBLISH, ROLLBACK
from knowledge.editorial.publishing import Publishing, Tools, alone
from knowledge.evaluation import read
from knowledge.service import Knowledge

_TELL_EVERY = 1.0  # seconds between two writes of how far a step came
_REAL = 200  # questions of people that an effect asks
T = TypeVar("T")
_log = structlog.get_logger()


class Work:
    """Does jobs. `real` tells what people asked lately; without it an effect asks golden questions alone."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, tools: Tools, real: RealQuestions | None = None) -> None:
        """Work on the releases of `settings`; what `tools` tells is written to the job too."""
        self._settings, self._jobs, self._tools, self._real = settings, jobs, tools, real
        self._publishing = Publishing(settings, database)

    def do(self, job: Job) -> str:
        """Do a job that was taken, write its end, and return its state: done, refused or failed. Never raises for what went wrong."""
        steps: dict[str, Callable[[Job, Tools], dict[str, Any]]] = {PUBLISH: self._publish, ROLLBACK: self._rollback, EFFECT: self._effect}
        try:
            result = steps[job.kind](job, self._followed(job.id))
        except GoldenMissed as error:
            return self._ended(job, "refused", str(error))
        except (TrolyError, ValueError) as error:
            return self._ended(job, "failed", str(error))
        except Exception as error:
            # A mistake of our own. The row says its class alone: the words may hold a path or an address.
            _log.error("a job broke", job=job.id, kind=job.kind, exc_info=error)
            return self._ended(job, "failed", type(error).__name__)
        self._jobs.end(job.id, "done", result)
        return "done"

    def _ended(self, job: Job, state: str, line: str) -> str:
        self._jobs.end(job.id, state, line=line)
        return state

    def _publish(self, job: Job, tools: Tools) -> dict[str, Any]:
        release_id = self._publishing.publish(job.by, tools, job.arguments.get("despite"))
        removed = release.remove_old(self._settings.releases, self._settings.releases_kept)
        return {"release": release_id, "removed": removed}

    def _rollback(self, job: Job, tools: Tools) -> dict[str, Any]:
        return {"release": self._publishing.rollback(job.by, job.arguments["leave"])}

    def _effect(self, job: Job, tools: Tools) -> dict[str, Any]:
        with alone(self._settings.releases):
            known = set(self._settings.releases.iterdir())
            tried = self._publishing.candidate(job.arguments["versions"], tools)
            live, encoder = release.current_id(self._settings.releases), tools.encoder
            tools.tell("asking the questions")
            both = [Knowledge.open(self._settings, pinned=one, encoder=encoder) for one in (live, tried)]
            real = tools.watch(self._real.recent(_REAL), "questions") if self._real else ()
            found = effect(both[0], both[1], tools.watch(read(tools.questions), "golden questions"), real)
            if self._settings.releases / tried not in known:
                release.remove(self._settings.releases, tried)
        return {"release": tried, "live": live, **found.told()}

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
