"""The action server's own parts follow what staff change: the days that due dates are counted by, hours, and what units say."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest

from actions import wiring
from core.clock import VIETNAM
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from core.working_days import next_opening
from knowledge.due import Asked, due
from tests.knowledge.records import procedure
from tests.overlays.conftest import put
from tests.overlays.test_days import CULTURE, HOURS, laid

pytestmark = pytest.mark.usefixtures("calendar")
MONDAY = date(2026, 11, 23)
SOON = 30  # seconds


@pytest.fixture
def database(migrated: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of an action server that follows it."""
    monkeypatch.setenv("TROLY_HOME", str(migrated.home))
    monkeypatch.setenv("TROLY_STATE", str(migrated.var))
    parts = (wiring._database, wiring.follower, wiring.unit_book)
    for part in parts:
        part.cache_clear()
    upgrade(migrated)
    database = Database.open(migrated)
    with wiring.follower():
        yield database
    wiring._database().close()
    database.close()
    for part in parts:
        part.cache_clear()


def becomes(true: Callable[[], bool]) -> bool:
    """Wait for what comes within seconds."""
    pause = threading.Event()
    return any(true() or pause.wait(0.1) for _ in range(SOON * 10))


def counted() -> str:
    record = procedure(methods=[{"channel": "direct", "time_limit": {"value": 3, "unit": "working_day", "text": "03 ngày làm việc"}}])
    section = due(record, Asked(MONDAY), "vi", MONDAY)
    assert section
    return " ".join(section.items)


def test_a_due_date_follows_the_calendar(database: Database) -> None:
    assert "27/11/2026" in counted()
    put(database, "days", laid(CULTURE, "work"), 0)
    assert becomes(lambda: "26/11/2026" in counted())
    put(database, "days", {"days": {}, "decided": []}, 1)
    assert becomes(lambda: "27/11/2026" in counted())


def test_the_next_opening_follows_the_hours(database: Database) -> None:
    late = datetime(2026, 11, 27, 20, tzinfo=VIETNAM)
    assert next_opening(late).day == 30
    put(database, "hours", HOURS, 0)
    assert becomes(lambda: next_opening(late) == datetime(2026, 11, 28, 8, tzinfo=VIETNAM))


def test_what_a_unit_says_is_known(database: Database) -> None:
    put(database, "units", {"26740": {"note": "Số 45.", "noted": "2026-11-20"}}, 0)
    assert becomes(lambda: wiring.unit_book().of("26740") is not None)
    put(database, "units", {"26740": {"note": "Số 47.", "noted": "2026-11-21", "hours": {"days": ["x"]}}}, 1)
    put(database, "hours", HOURS, 0)
    assert becomes(lambda: next_opening(datetime(2026, 11, 27, 20, tzinfo=VIETNAM)).day == 28)
    own = wiring.unit_book().of("26740")
    assert own
    assert own.note == "Số 45.", "a value nobody can read changes nothing"
