"""A job that was taken, done from its row to its end, and what it tells on the way."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import structlog

from core.errors import GoldenMissed, TrolyError
from core.jobs import Job, Jobs

_TELL_EVERY = 1.0  # seconds between two writes of how far a step came
T = TypeVar("T")
_log = structlog.get_logger()


class Doing:
    """One job. What is told goes to its row and to `heard`."""

    def __init__(self, jobs: Jobs, job: Job, heard: Callable[[str], None]) -> None:
        """Do `job`, which was taken from `jobs`."""
        self._jobs, self._job, self._heard = jobs, job, heard

    def tell(self, line: str) -> None:
        """Write a step. Raises `Conflict` where the job was given to another."""
        self._heard(line)
        self._jobs.say(self._job.id, line)

    def watch(self, rows: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
        """Give the rows, and write now and then how many went by."""
        told = time.monotonic()
        for done, row in enumerate(rows):
            if time.monotonic() - told > _TELL_EVERY:
                told = time.monotonic()
                self._jobs.beat(self._job.id, what, done, total)
            yield row

    def do(self, step: Callable[[], dict[str, Any]]) -> str:
        """Do `step`, write the end, and return the state: done, refused or failed. Never raises for what went wrong."""
        try:
            result = step()
        except GoldenMissed as error:
            return self._ended("refused", str(error), error.missed)
        except (TrolyError, ValueError) as error:
            return self._ended("failed", str(error))
        except Exception as error:
            # A mistake of our own. The row says its class alone: the words may hold a path or an address.
            _log.error("a job broke", job=self._job.id, kind=self._job.kind, exc_info=error)
            return self._ended("failed", type(error).__name__)
        self._jobs.end(self._job.id, "done", result)
        return "done"

    def _ended(self, state: str, line: str, result: dict[str, Any] | None = None) -> str:
        self._jobs.end(self._job.id, state, result, line=line)
        return state
