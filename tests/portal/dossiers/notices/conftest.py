"""Notices over a real database."""

from collections.abc import Callable

import pytest

from core.db import Database
from core.seal import Seal
from core.settings import Settings
from portal.dossiers.notices import Notices
from tests.portal.dossiers.notices.house import KEY, Clock, Portal, Told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def notices(database: Database, migrated: Settings, clock: Clock) -> Notices:
    return Notices(database, Seal(KEY), KEY, migrated, clock)


@pytest.fixture
def later(notices: Notices, clock: Clock, portal: Portal, told: Told) -> Callable[..., dict[str, int]]:
    """Move the clock past the next look, and look."""

    def poll(**amount: float) -> dict[str, int]:
        clock.forward(**(amount or {"minutes": 31}))
        return notices.poll(portal, told)

    return poll
