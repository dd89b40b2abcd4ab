"""The console over a real database, with a clock that the test turns."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI

from console.app import create_app, wire
from console.roles import Role
from core.db import Database
from core.settings import Settings
from tests.console.desk import Browser, Clock, arrive
from tests.serving import serving


@pytest.fixture
def settings(migrated: Settings) -> Settings:
    """A console of its own."""
    return quick(migrated)


def quick(settings: Settings) -> Settings:
    """Let passwords cost little, and one address knock often."""
    return settings.model_copy(update={"console_argon2_rounds": 1, "console_argon2_kib": 8, "console_signins_per_minute": 10_000})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def program() -> FastAPI:
    """The console without its parts: reading 29 routes takes longer than most tests."""
    return create_app(Settings())


@pytest.fixture
def app(program: FastAPI, settings: Settings, clock: Clock) -> Iterator[FastAPI]:
    """The running console, with parts of the test's own."""
    database = Database.open(settings)
    program.state.parts = wire(settings, database, clock)
    yield program
    program.state.parts.trials.close()
    database.close()


@pytest.fixture
def served(settings: Settings, clock: Clock) -> Iterator[tuple[FastAPI, str]]:
    """A console of the test's own at an address of loopback, for real browsers."""
    app = create_app(settings, clock)
    with serving(app) as url:
        yield app, url


@pytest.fixture
def visitor(app: FastAPI, clock: Clock) -> Browser:
    """A browser nobody signed in with."""
    return Browser(app, clock)


@pytest.fixture
def somebody(app: FastAPI, clock: Clock) -> Callable[..., Browser]:
    """Make people who are signed in: `somebody("an", Role.CURATOR)`."""
    return lambda login, *roles: arrive(Browser(app, clock), login, *roles)


@pytest.fixture
def admin(somebody: Callable[..., Browser]) -> Browser:
    """An administrator, signed in."""
    return somebody("quan-tri", Role.ADMIN)
