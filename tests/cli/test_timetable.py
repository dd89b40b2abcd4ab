"""What the worker asks for by the clock: once a day each, at the hour the settings name, in Vietnam's time."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from cli.timetable import Timetable
from core.db import Database
from core.jobs import Jobs
from core.settings import Settings
from knowledge.editorial.kinds import EFFECT, KINDS, PUBLISH, SYNC
from knowledge.editorial.standing import Standing


class Clock:
    """A clock that stands until it is moved: nine in the evening of the 22nd in Vietnam."""

    now = datetime(2026, 11, 22, 14, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def asked(settings: Settings, database: Database, clock: Clock, at: str) -> list[str]:
    """The jobs that are asked for in two days, looked at every quarter of an hour, each done at once."""
    jobs, found = Jobs(database, clock), []
    timetable = Timetable(settings.model_copy(update={"sync_at": at}), jobs, Standing(database), clock)
    for _ in range(2 * 24 * 4):
        timetable.ask()
        while job := jobs.take(KINDS):
            jobs.end(job.id, "failed")
            found.append(f"{job.by} {job.kind} {job.asked + timedelta(hours=7):%d %H:%M}")
        clock.now += timedelta(minutes=15)
    return found


def test_the_source_is_asked_once_a_night(migrated: Settings, database: Database, clock: Clock) -> None:
    # The worker is started in the evening: the night before is made good, and then each night has its own.
    nights = ["22 21:00", "23 02:30", "24 02:30"]
    assert asked(migrated, database, clock, "02:30") == [f"job:sync {SYNC} {night}" for night in nights]


def test_it_is_off_unless_an_hour_is_set(migrated: Settings, database: Database, clock: Clock) -> None:
    assert asked(migrated, database, clock, "") == []
    assert Settings().sync_at == ""


def test_what_people_asked_for_is_no_nights_work(migrated: Settings, database: Database, clock: Clock) -> None:
    Jobs(database, clock).ask(SYNC, "staff:1")
    assert asked(migrated, database, clock, "23:00")[0] == f"staff:1 {SYNC} 22 21:00"
    assert Jobs(database, clock).latest((SYNC,), 1)[0].by == "job:sync"


def test_what_people_asked_is_not_kept_in_an_effect(migrated: Settings, database: Database, clock: Clock) -> None:
    jobs = Jobs(database, clock)
    numbers = [jobs.ask(kind, "staff:1") for kind in (EFFECT, PUBLISH)]
    while job := jobs.take(KINDS):
        jobs.end(job.id, "done", {"differences": [{"question": "làm khai sinh"}]})
    timetable = Timetable(migrated, jobs, Standing(database), clock)
    for days, kept in ((6, [True, True]), (2, [False, True])):
        clock.now += timedelta(days=days)
        timetable.ask()
        assert [jobs.get(number).result is not None for number in numbers] == kept


def test_a_clock_that_was_wrong_and_is_set_back_goes_on(migrated: Settings, database: Database, clock: Clock) -> None:
    jobs = Jobs(database, clock)
    timetable = Timetable(migrated.model_copy(update={"sync_at": "21:30"}), jobs, Standing(database), clock)
    right = clock.now
    clock.now = right + timedelta(hours=23)  # by mistake the next evening, before the hour
    timetable.ask()
    assert jobs.latest((SYNC,)) == []
    clock.now = right + timedelta(minutes=30)
    timetable.ask()
    assert [job.asked for job in jobs.latest((SYNC,))] == [clock.now]


@pytest.mark.parametrize("wrong", ["24:00", "2:30", "02:60", "đêm", "02:30:00", " 02:30"])
def test_an_hour_that_is_none_is_no_setting(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(sync_at=wrong)
