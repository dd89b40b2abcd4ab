"""Both databases: what is tested with these fixtures is tested on SQLite and on PostgreSQL. A conftest imports them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from tests import postgres

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL."""
    postgres.skip_without()
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with a database of today's form, once of each kind."""
    settings = Settings(home=HOME, state=tmp_path)
    if request.param == "postgresql":
        url = postgres.fresh(request.getfixturevalue("postgres_server"))
        settings = settings.model_copy(update={"database_url": SecretStr(url)})
    upgrade(settings)
    return settings


@pytest.fixture
def store(either: Settings) -> Iterator[Database]:
    """The database of `either`."""
    database = Database.open(either)
    yield database
    database.close()
