"""For all rooms but the bot's: both databases, so that what uses them is tested on SQLite and on PostgreSQL; and the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr

from core.db import Database
from core.log import processors
from core.migrate import upgrade
from core.settings import Settings
from deploy import debian
from tests import postgres, redis

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True, scope="session")
def log() -> Iterator[None]:
    """Log as the programs do; structlog's own default draws every local variable of an error, which takes seconds."""
    structlog.configure(processors=[*processors("test"), structlog.processors.JSONRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL."""
    postgres.skip_without()
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_form(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database of today's form, to make others like it."""
    url = postgres.fresh(postgres_server)
    upgrade(Settings(home=HOME, state=tmp_path_factory.mktemp("form"), database_url=SecretStr(url)))
    return url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a Redis."""
    if not debian.store():
        pytest.skip("Redis is not installed: nothing was counted in it")
    with redis.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with a database of today's form, once of each kind."""
    if request.param == "sqlite":
        settings: Settings = request.getfixturevalue("migrated")
        return settings
    url = postgres.fresh(request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_form"))
    return Settings(home=HOME, state=tmp_path, database_url=SecretStr(url))


@pytest.fixture
def store(either: Settings) -> Iterator[Database]:
    """The database of `either`."""
    database = Database.open(either)
    yield database
    database.close()
