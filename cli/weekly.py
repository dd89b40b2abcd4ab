"""The worker's part in the scoreboard: the figures of a week are stored once it is over, and outlive its turns."""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from core.clock import now
from core.db import Database
from core.settings import Settings

_log = structlog.get_logger()
_PAUSE, _AGAIN = 3_600.0, 60.0  # seconds between two times; after one that failed


class Weekly:
    """Stores figures, every hour: of the latest week some still grow, and people judge answers of all that are kept."""

    def __init__(self, settings: Settings, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Count the turns in `database`."""
        from console.scoreboard.wiring import opened

        self._board = opened(settings, database, clock)

    def run(self, end: threading.Event) -> None:
        """Store until `end` is set. Never raises."""
        while not end.is_set():
            end.wait(_PAUSE if self.tried() else _AGAIN)

    def tried(self) -> bool:
        """Store what is to be stored; tell whether that went well."""
        try:
            written = self._board.keep()
        except Exception as error:
            # The database is down, or not yet in today's form; the turns are there for months, and a page counts what is not stored.
            _log.warning("the figures of a week were not stored", exc_info=error)
            return False
        if written:
            _log.info("figures stored", weeks=written)
        return True
