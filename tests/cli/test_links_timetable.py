"""Addresses are looked at in one night of the week, and those that failed again in the next."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from cli.timetable import Timetable
from core.db import Database
from core.jobs import Jobs
from core.settings import Settings
from knowledge.editorial.kinds import KINDS, LINKS
from knowledge.editorial.standing import Standing


class Clock:
    """Friday, nine in the evening in Vietnam, until it is moved."""

    now = datetime(2026, 11, 20, 14, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


def asked(settings: Settings, database: Database, clock: Clock, at: str, days: int) -> list[str]:
    """What is asked for in so many days, looked at every half an hour, each done at once."""
    jobs, found = Jobs(database, clock), []
    timetable = Timetable(settings.model_copy(update={"links_at": at}), jobs, Standing(database), clock)
    for _ in range(days * 24 * 2):
        timetable.ask()
        while job := jobs.take(KINDS):
            jobs.end(job.id, "done")
            found.append(f"{job.by} {job.kind} {job.arguments.get('only', 'all')} {job.asked + timedelta(hours=7):%a %d %H:%M}")
        clock.now += timedelta(minutes=30)
    return found


def test_a_night_of_the_week(migrated: Settings, database: Database) -> None:
    weeks = asked(migrated, database, Clock(), "sun 01:30", 11)
    told = ["all Sun 22 01:30", "failed Mon 23 01:30", "all Sun 29 01:30", "failed Mon 30 01:30"]
    assert weeks == [f"job:links {LINKS} {one}" for one in told]


def test_a_worker_that_slept_makes_the_day_good_and_no_more(migrated: Settings, database: Database) -> None:
    clock = Clock()
    clock.now += timedelta(days=1, hours=10)  # Sunday, seven in the morning
    assert asked(migrated, database, clock, "sun 01:30", 1)[0] == f"job:links {LINKS} all Sun 22 07:00"
    later = Clock()
    later.now += timedelta(days=10)  # Monday night of the next week but one
    assert asked(migrated, database, later, "sun 01:30", 3) == []


def test_it_is_off_unless_it_is_set(migrated: Settings, database: Database) -> None:
    assert asked(migrated, database, Clock(), "", 3) == []
    assert Settings().links_at == ""


@pytest.mark.parametrize("wrong", ["01:30", "sun", "sun 24:00", "chủ nhật 01:30", "sun 1:30", "sun 01:30 "])
def test_what_is_no_time_of_the_week(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(links_at=wrong)
