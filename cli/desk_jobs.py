"""The worker's part in the desks' jobs: each is done in a program of its own, those of one lane one after the other."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any

import structlog
from prometheus_client import Counter

from cli.timetable import Timetable
from core.db import Database
from core.errors import Conflict
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge.editorial.kinds import LANES, RELEASES
from knowledge.editorial.standing import Standing
from training.dialogue.kinds import KINDS as TRAINING
from training.dialogue.scratch import sweep
from training.inbox.kinds import KINDS as COLLECTING
from training.labels.kinds import KINDS as LABELS

_PAUSE = 0.5  # seconds between two looks for a job
_REST = 5.0  # the same, after one that failed
_LOOK = 0.1  # seconds between two looks whether its program has ended
_BEAT = 10.0  # seconds between two signs of life
_log = structlog.get_logger()

ended = Counter("troly_jobs_ended", "Jobs that ended, by how", ["kind", "state"])


def trained(settings: Settings, number: int) -> str:
    """Do the job `number` of dialogue models, of labels or of the inbox, which was taken, and return its state."""
    from cli import collecting
    from cli.beside import beside
    from knowledge import lookups
    from knowledge.writings import WRITINGS
    from training.dialogue.making import Tools
    from training.dialogue.work import Work
    from training.labels.import_work import ImportWork

    database = Database.open(settings)
    jobs = Jobs(database)
    if (job := jobs.get(number)).kind in LABELS:
        return ImportWork(settings, database, jobs, lambda line: print(line, flush=True)).do(job)  # noqa: T201 (into the worker's log)
    if job.kind in COLLECTING:
        os.nice(10)  # conversations go first
        return collecting.done(jobs, job, settings, database)
    tools = Tools(
        lambda line: print(line, flush=True),  # noqa: T201 (into the worker's log)
        WRITINGS,
        lambda: lookups.write(settings),
        beside=beside(settings, database),
    )
    return Work(settings, database, jobs, tools).do(job)


def done(settings: Settings, number: int) -> str:
    """Do the job `number` of knowledge, which was taken, and return its state."""
    from conversations.asked import Asked
    from knowledge.beside import Result, forked
    from knowledge.editorial.publishing import Tools
    from knowledge.editorial.work import Work

    database = Database.open(settings)
    jobs = Jobs(database)

    def apart(work: Callable[[], Any]) -> AbstractContextManager[Result]:
        database.close()  # a forked process must not share a connection; the next step opens one
        return forked(work)

    tools = Tools(lambda line: print(line, flush=True), beside=apart)  # noqa: T201 (into the worker's log)
    return Work(settings, database, jobs, tools, Asked(database)).do(jobs.get(number))


class DeskJobs:
    """Takes jobs as they are asked for, and asks itself for those whose day or hour has come (`cli.timetable`)."""

    def __init__(self, settings: Settings, database: Database, command: Sequence[str] = (sys.executable, "-m", "cli.main")) -> None:
        """Take jobs from `database`; `command` is how our command line is started."""
        self._settings, self._database, self._command = settings, database, command
        self._jobs, self._standing = Jobs(database), Standing(database)
        self._timetable = Timetable(settings, self._jobs, self._standing)

    def run(self, end: threading.Event) -> None:
        """Do jobs until `end` is set, a thread for each lane. Never raises."""
        sweep(self._settings)
        lanes = (lane for lane in (*LANES, TRAINING, LABELS, COLLECTING) if lane != RELEASES)
        others = [threading.Thread(target=self._lane, args=(lane, end), daemon=True) for lane in lanes]
        for thread in others:
            thread.start()
        self._lane(RELEASES, end)
        for thread in others:
            thread.join()

    def _lane(self, kinds: Collection[str], end: threading.Event) -> None:
        ready = False
        while not end.is_set():
            try:
                ready = ready or self._standing.kept()  # another loop of the worker brings the database to today's form
                if job := self._next(kinds) if ready else None:
                    self._do(job, end)
                else:
                    end.wait(_PAUSE)
            except Exception as error:
                # The database is down, another program writes, or no program can be started: what was asked for is still in
                # the table, and what was taken is taken again when nobody has told of it for a while.
                _log.warning("no job was done", exc_info=error)
                end.wait(_REST)

    def _next(self, kinds: Collection[str]) -> Job | None:
        if kinds == RELEASES:  # one of the threads looks at the clock for all
            self._timetable.ask()
        return self._jobs.take(kinds) if self._jobs.waits(kinds) else None

    def _do(self, job: Job, end: threading.Event) -> None:
        environment = {**os.environ, "TROLY_HOME": str(self._settings.home)}
        room = job.kind.partition(".")[0]  # each has its own `troly <room> work`
        command = [*self._command, room, "work", str(job.id)]
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment, start_new_session=True)
        beaten = time.monotonic()
        try:
            while child.poll() is None and not end.wait(_LOOK):
                if time.monotonic() - beaten > _BEAT:
                    beaten = time.monotonic()
                    self._alive(job)
        finally:
            if child.poll() is None:  # we are told to end: the job is done again by whoever comes
                os.killpg(child.pid, signal.SIGTERM)  # with what it started itself: a training is a program of Rasa's
                child.wait()
        sweep(self._settings)
        self._close(job, child.returncode, end)

    def _alive(self, job: Job) -> None:
        try:
            self._jobs.beat(job.id)
        except Conflict:
            pass  # it has written its end, and its program is only closing down
        except Exception as error:
            # A beat that is missed costs nothing; six of them, and the job is done twice, which does no harm.
            _log.warning("no sign of life was written", job=job.id, exc_info=error)

    def _close(self, job: Job, code: int, end: threading.Event) -> None:
        """A program that was killed has not written its end."""
        try:
            if self._jobs.get(job.id).state == "running":
                if end.is_set():
                    self._jobs.put_back(job.id)
                else:
                    self._jobs.end(job.id, "failed", line=f"the program that did it ended with {code}")
            ended.labels(kind=job.kind, state=self._jobs.get(job.id).state).inc()
        except Exception as error:
            _log.warning("the end of a job was not written", job=job.id, exc_info=error)
