"""Where Rasa keeps conversations between two messages."""

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

_DEFAULT = "var/tracker.db"


class TrackerStore(SQLTrackerStore):
    """SQLite tuned for many small commits, or any database by its URL.

    `TROLY_TRACKER_DB` is a path (default `var/tracker.db`) or a URL such as `postgresql://user@host/db`; an `url`
    in `endpoints.yml` goes before it.
    """

    def __init__(self, domain: Domain | None = None, host: str | None = None, **settings: Any) -> None:
        """Open the database and create its table where it is missing."""
        place = host or os.environ.get("TROLY_TRACKER_DB") or _DEFAULT
        if "://" in place:
            super().__init__(domain, host=place, **settings)
            return
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, dialect="sqlite", db=place, **settings)
        self.engine = _pooled(place)
        self.sessionmaker = sessionmaker(bind=self.engine)


def _pooled(path: str) -> sa.engine.Engine:
    """Keep connections open.

    Rasa's own engine opens the file anew for each session, and the last one to close it folds the write-ahead log
    back every time, which costs more than the writing.
    """
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=QueuePool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Any, _record: Any) -> None:
    """Write ahead and sync at checkpoints only: a power cut may lose the last turns, never the file."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
