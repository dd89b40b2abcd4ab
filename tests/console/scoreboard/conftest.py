"""The scoreboard over invented weeks: two channels, three topics, and a week that is made by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from console.roles import Role
from conversations.models import Turn
from conversations.service import Conversations
from core.db import Database
from core.procedure import Procedure
from core.settings import Settings
from tests.channels.published import publish
from tests.console.conftest import quick
from tests.console.desk import Browser, Clock
from tests.conversations_store.figures import CIVIL, HOME, at, small_week

PROCEDURES = [
    Procedure(code="1.000001", name="Đăng ký khai sinh", field=CIVIL),
    Procedure(code="1.000002", name="Đăng ký khai tử", field=CIVIL),
    Procedure(code="2.000001", name="Đăng ký thường trú", field=HOME),
]
STATUSES = ("answered", "answered", "answered", "clarify", "not_found", "error")


@pytest.fixture
def settings(migrated: Settings) -> Settings:
    """A console whose clock stands in the week after the one made by hand, with a live release."""
    publish(migrated, PROCEDURES)
    return quick(migrated)


@pytest.fixture
def week(settings: Settings, clock: Clock) -> None:
    """The week made by hand (tests/conversations_store/figures.py)."""
    clock.now = at(16, 9, 30)
    database = Database.open(settings)
    small_week(Conversations(database, settings), database)
    database.close()


@pytest.fixture
def months(settings: Settings, clock: Clock) -> None:
    """Ten weeks in which more people ask from week to week, ending with that of Monday, 9 November."""
    clock.now = at(16, 9, 30)
    database = Database.open(settings)
    with database.begin() as session:
        session.add_all(turn for back in range(10) for turn in invented(back, 20 + 4 * (9 - back)))
    database.close()


def invented(back: int, count: int) -> list[Turn]:
    """So many turns, each of another person, in the week so many weeks before the ninth of November; the last week asks about homes."""
    return [
        Turn(
            person=f"{back:02d}{number:030d}",
            channel=("web", "zalo", "web", "messenger")[number % 4],
            at=at(9) + timedelta(hours=number) - timedelta(weeks=back),
            question=f"câu hỏi số {number}",
            status=STATUSES[number % 6],
            answer="Dòng đầu.\nDòng sau.",
            procedure_code=("2.000001" if not back else "1.000001") if number % 3 else "1.000002" if number % 2 else None,
            seconds=1 + number % 7,
        )
        for number in range(count)
    ]


@pytest.fixture
def analyst(somebody: Callable[..., Browser], week: None) -> Browser:
    return somebody("lan", Role.ANALYST)


@pytest.fixture
def curator(somebody: Callable[..., Browser], week: None) -> Browser:
    return somebody("binh", Role.CURATOR)
