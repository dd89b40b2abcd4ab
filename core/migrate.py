"""Bring the database to the form this version needs (`migrations/`)."""

from alembic import command
from alembic.config import Config

from core.db import Database
from core.settings import Settings


def upgrade(settings: Settings) -> None:
    """Run the migrations that are still missing; two programs may do so at once, and the second finds nothing left to do.

    Raises:
        sqlalchemy.exc.OperationalError: the database does not answer.
        alembic.util.CommandError: the database was made by a newer version.
    """
    database = Database.open(settings)
    try:
        with database.engine.begin() as connection:  # one transaction for all: a step that fails leaves what was there
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7201022)")
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(settings.home / "migrations"))
            config.set_main_option("path_separator", "os")
            command.upgrade(config, "head")
    finally:
        database.close()
