"""The database: conversations, hand-offs, reports. SQLite in the state folder, or another by `TROLY_DATABASE_URL`."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from core.errors import BadRequest, Unavailable
from core.settings import Settings

_WAIT = 5  # seconds that one writer of SQLite waits for another


class Base(DeclarativeBase):
    """What every table of ours derives from."""


class Instant(sa.TypeDecorator[datetime]):
    """A moment: aware on our side, UTC in the database (SQLite keeps no zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Send UTC. Raises `ValueError` for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        utc = value.astimezone(timezone.utc)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC."""
        return value.replace(tzinfo=timezone.utc) if value is not None and value.tzinfo is None else value


class Database:
    """One engine a program. Opening connects to nothing: a database that is down is met where it is used."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`; an SQLite file is made, with its folder."""
        place = sa.make_url(url)
        if place.get_backend_name() == "sqlite" and place.database:
            with suppress(OSError):  # a place that cannot be written is met where the database is used
                Path(place.database).parent.mkdir(parents=True, exist_ok=True)
                Path(place.database).touch(mode=0o600)  # what people wrote is for this program's user alone
        self.engine = engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(self.engine.execution_options(reads=True), expire_on_commit=False)
        self._durable = sessionmaker(self.engine.execution_options(durable=True), expire_on_commit=False)

    @classmethod
    def open(cls, settings: Settings) -> "Database":
        """Return the database of `settings`."""
        return cls(settings.database)

    def begin(self, durable: bool = False) -> AbstractContextManager[Session]:
        """Give a session in a transaction, committed at the end and rolled back by an error.

        Args:
            durable: once it is committed, not even a power cut undoes it, nor anything committed before. On SQLite another commit may be
                undone by one, while the file stays whole; PostgreSQL knows no other kind.

        Raises:
            Unavailable: the database does not answer, or not in the form this version needs.
            BadRequest: it is asked for, or given, what no column takes.
            sqlalchemy.exc.IntegrityError: somebody else wrote first what may be there once.
        """
        return _told(self._durable if durable else self._sessions)

    def read(self) -> AbstractContextManager[Session]:
        """Give a session that only reads: on SQLite it waits for no writer. Raises `Unavailable` as `begin`."""
        return _told(self._readers)

    def checkpoint(self) -> None:
        """Have SQLite empty its write-ahead log, so that what was erased is in no file any more; a busy one does so later."""
        if self.engine.dialect.name != "sqlite":
            return
        with suppress(sa.exc.DBAPIError, sqlite3.Error), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


@contextmanager
def _told(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Begin one of `sessions`, and say in our words what fails."""
    try:
        with sessions.begin() as session:
            yield session
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DataError as error:  # PostgreSQL: a NUL in a text, one too long, a number out of range; the database is well
        raise BadRequest("the database cannot keep what was given") from error
    except sa.exc.DBAPIError as error:
        raise Unavailable(f"database: {type(error.orig).__name__}") from error


def engine(url: str) -> sa.Engine:
    """Return an engine for `url`, SQLite tuned for many small commits by several programs."""
    made = sa.create_engine(url)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "connect", _tune)
        # At once and not at the first write: a reader that turns writer would be refused instead of waiting.
        sa.event.listen(made, "begin", _begin)
    return made


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get("reads"):
        connection.exec_driver_sql("BEGIN")
        return
    durable = bool(options.get("durable"))
    if connection.info.get("durable", False) != durable:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.info["durable"] = durable
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _tune(connection: Any, _record: Any) -> None:
    """Write ahead, and sync at checkpoints and durable commits only: a power cut may undo the last of the others, never harm the file."""
    connection.isolation_level = None  # transactions are begun by us, also around changes of tables
    for pragma in (f"busy_timeout={_WAIT * 1000}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
