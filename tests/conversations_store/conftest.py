"""The room over a real database, with a clock that the test turns."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from conversations.schemas import Heard
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings

HOME = Path(__file__).resolve().parents[2]
AN, BINH = "a" * 32, "b" * 32


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)  # Monday, nine o'clock in the city

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(migrated: Settings) -> Settings:
    return migrated


@pytest.fixture
def conversations(database: Database, settings: Settings, clock: Clock) -> Conversations:
    return Conversations(database, settings, clock)


def heard(clock: Clock, question: str = "khai sinh cần gì", person: str = AN, status: str = "answered", **more: Any) -> Heard:
    """Return a turn that began now."""
    return Heard(person, "rest", question, status, more.pop("answer", "Tờ khai."), clock.now, **more)
