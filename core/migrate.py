"""Bring the database to the form this version needs (`migrations/`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from core.db import Database
from core.errors import Unavailable
from core.settings import Settings

_LOCK = 7_201_022  # any number, the same for all: PostgreSQL lets one program at a time hold it


def upgrade(settings: Settings) -> None:
    """Run the migrations that are still missing; two programs may do so at once, and the second finds nothing left to do.

    Raises:
        Unavailable: the database does not answer, or was made by a newer version.
    """
    with _connected(settings) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        command.upgrade(_config(settings, connection), "head")


def forms(settings: Settings) -> tuple[str | None, str | None]:
    """Return the form the database has (`None`: empty) and the one this version needs.

    Raises:
        Unavailable: the database does not answer, or is damaged.
    """
    with _connected(settings) as connection:
        if connection.dialect.name == "sqlite":
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if found != "ok":
                raise Unavailable(f"the database is damaged: {found}")
        needed = ScriptDirectory.from_config(_config(settings, connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision(), needed


def _config(settings: Settings, connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(settings.home / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    """Give a connection in one transaction: a step that fails leaves what was there."""
    database = Database.open(settings)
    try:
        with database.engine.begin() as connection:
            yield connection
    except (SQLAlchemyError, CommandError) as error:
        raise Unavailable(f"the database cannot be used: {str(error).splitlines()[0]}") from error
    finally:
        database.close()
