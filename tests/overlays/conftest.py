"""Settings of the staff in a database of the test's own."""

from collections.abc import Iterator
from typing import Any

import pytest

from core import working_days
from core.db import Database
from core.overlays import Overlays


def put(database: Database, name: str, value: Any, revision: int) -> int:
    """Change a setting as a desk does."""
    with database.begin() as session:
        return Overlays(database).put(session, name, value, revision, "staff:7")


@pytest.fixture
def calendar() -> Iterator[None]:
    """Leave the days and hours as they were."""
    yield
    working_days.lay_days(None)
    working_days.lay_hours(None)
