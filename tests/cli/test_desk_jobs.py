"""The worker's part in publishing: a job is done in a program of its own, whose death is told, and put back when the worker ends."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.desk_jobs import DeskJobs
from core.clock import now
from core.db import Database
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge.editorial.kinds import IMPORT, PUBLISH, SYNC
from tests.editorial.conftest import Room, Shelf, approved
from tests.knowledge.records import SMALL
from training.dialogue.kinds import TRAIN
from training.dialogue.scratch import place

_ENDS = "import sys; from core.db import Database; from core.jobs import Jobs; Jobs(Database({url!r})).end(int(sys.argv[3]), 'done')"
_DIES = "raise SystemExit(3)"
_LEAVES = "from pathlib import Path; Path({folder!r}).mkdir(); raise SystemExit(3)"
_STAYS = "import time; time.sleep(600)"


@pytest.fixture
def jobs(database: Database) -> Jobs:
    return Jobs(database)


@contextmanager
def running(settings: Settings, database: Database, script: str) -> Iterator[None]:
    """Run the loop with `python -c script` in the place of our command line."""
    end = threading.Event()
    loop = threading.Thread(target=DeskJobs(settings, database, (sys.executable, "-c", script)).run, args=(end,))
    loop.start()
    try:
        yield
    finally:
        end.set()
        loop.join(60)
        assert not loop.is_alive()


def until(happened: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait for something to happen, and return it."""
    last = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.02)
    return found


def _in(jobs: Jobs, number: int, *states: str) -> Callable[[], Job | None]:
    return lambda: job if (job := jobs.get(number)).state in states else None


def test_a_job_is_done_in_a_program_of_its_own(migrated: Settings, database: Database, jobs: Jobs) -> None:
    number = jobs.ask(PUBLISH, "staff:1")
    with running(migrated, database, _ENDS.format(url=migrated.database)):
        until(_in(jobs, number, "done"))


def test_what_takes_hours_holds_up_no_publish(migrated: Settings, database: Database, jobs: Jobs) -> None:
    long, reading = jobs.ask(SYNC, "staff:1"), jobs.ask(IMPORT, "staff:1", {"file": "x.csv", "name": "x.csv"})
    with running(migrated, database, _STAYS):
        until(_in(jobs, long, "running"))
        until(_in(jobs, reading, "running"))
        number = jobs.ask(PUBLISH, "staff:1")
        until(_in(jobs, number, "running"))


def test_a_training_holds_up_no_publish_and_has_a_command_of_its_own(migrated: Settings, database: Database, jobs: Jobs) -> None:
    ends_in_training = f"import sys; assert sys.argv[1:3] == ['training', 'work']; {_ENDS.format(url=migrated.database)}"
    first, second = jobs.ask(TRAIN, "staff:1"), jobs.ask(PUBLISH, "staff:1")
    with running(migrated, database, ends_in_training):
        until(_in(jobs, first, "done"))
        until(_in(jobs, second, "failed"))


def test_what_a_program_started_ends_with_it(migrated: Settings, database: Database, jobs: Jobs, tmp_path: Path) -> None:
    noted = tmp_path / "grandchild"
    command = [sys.executable, "-c", _STAYS]
    starts = f"import subprocess; p = subprocess.Popen({command!r}); open({str(noted)!r}, 'w').write(str(p.pid)); p.wait()"
    jobs.ask(TRAIN, "staff:1")
    with running(migrated, database, starts):
        until(lambda: noted.exists() and noted.read_text())
    until(lambda: not _runs(int(noted.read_text())))


def _runs(pid: int) -> bool:
    """Tell whether a program runs; one that ended and that nobody asked about does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_program_that_dies_is_told(migrated: Settings, database: Database, jobs: Jobs) -> None:
    number = jobs.ask(PUBLISH, "staff:1")
    with running(migrated, database, _DIES):
        until(_in(jobs, number, "failed"))
    assert jobs.get(number).log == ["the program that did it ended with 3"]


def test_what_killed_programs_left_laid_out_for_training_is_removed(migrated: Settings, database: Database, jobs: Jobs) -> None:
    (place(migrated) / "before").mkdir(parents=True)
    number = jobs.ask(TRAIN, "staff:1")
    with running(migrated, database, _LEAVES.format(folder=str(place(migrated) / "now"))):
        until(_in(jobs, number, "failed"))
    assert jobs.get(number).log == ["the program that did it ended with 3"]
    assert list(place(migrated).iterdir()) == []


def test_what_is_under_way_when_the_worker_ends_waits_again(migrated: Settings, database: Database, jobs: Jobs) -> None:
    number = jobs.ask(PUBLISH, "staff:1")
    with running(migrated, database, _STAYS):
        until(_in(jobs, number, "running"))
    assert (jobs.get(number).state, jobs.get(number).tries) == ("queued", 0)


def test_a_program_that_cannot_be_started_breaks_no_loop(migrated: Settings, database: Database, jobs: Jobs, tmp_path: Path) -> None:
    number, end, broken = jobs.ask(PUBLISH, "staff:1"), threading.Event(), []

    def run() -> None:
        try:
            DeskJobs(migrated, database, (str(tmp_path / "nothing"),)).run(end)
        except OSError as error:
            broken.append(error)

    loop = threading.Thread(target=run)
    loop.start()
    until(_in(jobs, number, "running"))
    end.set()
    loop.join(60)
    assert (loop.is_alive(), broken) == (False, [])
    assert jobs.get(number).state == "running"  # and taken again when its lease is over


def test_a_day_that_comes_asks_for_a_publish_once(migrated: Settings, database: Database, jobs: Jobs) -> None:
    class Yesterday:
        def __call__(self) -> object:
            return now() - timedelta(days=3)

    room = Room(database, Yesterday(), Shelf(SMALL))  # type: ignore[arg-type]
    approved(room, {"place": "Quầy số 8"}, starts=(now() - timedelta(days=1)).date())
    with running(migrated, database, _DIES):
        until(lambda: [job for job in jobs.latest((PUBLISH,)) if job.state == "failed"])
        asked = [job.by for job in jobs.latest((PUBLISH,))]
    assert asked == ["job:schedule"]
    with running(migrated, database, _DIES):
        number = jobs.ask("knowledge.rollback", "staff:1")
        until(_in(jobs, number, "failed"))
    assert [job.by for job in jobs.latest((PUBLISH,))] == ["job:schedule"]
