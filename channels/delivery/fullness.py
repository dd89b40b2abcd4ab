"""How much may wait: beyond it people are told that many are asking, before the machine would die of it."""

import threading
import time

from channels.bounded import Bounded
from conversations.inbox import Inbox
from core.settings import Settings

_RECOUNT = 1.0  # seconds that a count of what waits is believed: counting at every message would cost more than storing it
_PEOPLE = 50_000


class Fullness:
    """Counts what waits in `inbox`, in all and of each person. Raises `Unavailable` when the database fails."""

    def __init__(self, settings: Settings, inbox: Inbox) -> None:
        """Know nothing yet."""
        self._settings, self._inbox = settings, inbox
        self._counted, self._waiting = float("-inf"), 0
        self._came: Bounded[str, int] = Bounded(_PEOPLE)
        self._lock = threading.Lock()

    def reason(self, person: str) -> str | None:
        """Tell why nothing more of `person` can be taken in now: too many messages wait ("many"), or too many of theirs ("fast")."""
        if time.monotonic() - self._counted > _RECOUNT:
            self._waiting, self._counted = self._inbox.waiting(), time.monotonic()
        if self._waiting >= self._settings.inbox_most:
            return "many"
        return "fast" if self._too_many_of(person) else None

    def came(self, new: int) -> None:
        """Note that so many more wait."""
        self._waiting += new

    def _too_many_of(self, person: str) -> bool:
        """Count how many of a person wait, where it may be too many: as many came in here since they were counted last."""
        most = self._settings.inbox_most_each
        with self._lock:
            came = self._came.get(person) or 0
            self._came.put(person, came + 1)
        if came < most:
            return False
        waiting = self._inbox.waiting_of(person)
        with self._lock:
            self._came.put(person, waiting + 1)
        return waiting >= most
