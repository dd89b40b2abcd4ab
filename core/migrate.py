"""Bring the database to the form this version needs (`migrations/`)."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
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
    try:
        database = Database.open(settings)
    except OSError as error:
        raise Unavailable(f"the database cannot be made: {error}") from error
    try:
        _upgrade(database, settings)
    except (SQLAlchemyError, CommandError) as error:
        raise Unavailable(f"the database cannot be used: {str(error).splitlines()[0]}") from error
    finally:
        database.close()


def _upgrade(database: Database, settings: Settings) -> None:
    with database.engine.begin() as connection:  # one transaction for all: a step that fails leaves what was there
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(settings.home / "migrations"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "head")
