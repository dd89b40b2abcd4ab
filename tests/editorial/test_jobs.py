"""Jobs, on both databases: each is done once, one at a time, taken up again when its program dies, and watched while it runs."""

from datetime import timedelta

import pytest

from core.db import Database
from core.errors import Conflict, NotFound
from core.jobs import LEASE, MOST_TRIES, Jobs
from tests.editorial.conftest import Clock

KINDS = ("publish", "rollback")


@pytest.fixture
def jobs(store: Database, clock: Clock) -> Jobs:
    return Jobs(store, clock)


def test_a_job_is_asked_for_done_and_watched(jobs: Jobs) -> None:
    number = jobs.ask("publish", "staff:1", {"despite": None})
    assert jobs.ask("publish", "staff:2", {"despite": None}) == number  # the same wish is the same job
    other = jobs.ask("rollback", "staff:1")
    assert jobs.waits(KINDS)
    assert not jobs.waits(("other",))
    taken = jobs.take(KINDS)
    assert taken is not None
    assert (taken.id, taken.arguments, taken.by) == (number, {"despite": None}, "staff:1")
    assert jobs.take(KINDS) is None  # one at a time
    assert jobs.take(("other",)) is None
    jobs.beat(number, "embedding", 3, 10)
    running = jobs.get(number)
    assert (running.state, running.step, running.done, running.total) == ("running", "embedding", 3, 10)
    jobs.say(number, "2 misses")
    jobs.end(number, "refused", {"misses": 2}, "not live")
    assert (jobs.get(number).state, jobs.get(number).log, jobs.get(number).result) == ("refused", ["2 misses", "not live"], {"misses": 2})
    with pytest.raises(Conflict):
        jobs.say(number, "late")
    assert jobs.take(KINDS).id == other  # type: ignore[union-attr]
    assert [job.id for job in jobs.latest(KINDS)] == [other, number]


def test_what_died_is_done_again_until_it_is_given_up(jobs: Jobs, clock: Clock) -> None:
    number = jobs.ask("publish", "staff:1")
    for tries in range(1, MOST_TRIES + 1):
        taken = jobs.take(KINDS)
        assert taken is not None
        assert taken.tries == tries
        clock.now += LEASE - timedelta(seconds=1)
        jobs.beat(number)
        clock.now += LEASE - timedelta(seconds=1)
        assert jobs.take(KINDS) is None  # it lives
        clock.now += timedelta(seconds=2)
    assert jobs.take(KINDS) is None
    assert jobs.get(number).state == "failed"
    assert jobs.get(number).ended == clock.now


def test_a_job_that_is_put_back_waits_again(jobs: Jobs, clock: Clock) -> None:
    number = jobs.ask("publish", "staff:1")
    jobs.take(KINDS)
    assert not jobs.waits(KINDS)
    jobs.put_back(number)
    assert jobs.waits(KINDS)
    taken = jobs.take(KINDS)
    assert taken is not None
    assert taken.tries == 1
    clock.now += LEASE + timedelta(seconds=1)
    assert jobs.waits(KINDS)  # whoever did it is dead


def test_a_job_that_is_not_there(jobs: Jobs) -> None:
    with pytest.raises(NotFound):
        jobs.get(1)
    with pytest.raises(Conflict):
        jobs.beat(1)
