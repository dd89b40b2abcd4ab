"""What the desk of labels stands on: the inbox, the labels and what stands in the files, opened once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from conversations.signals import TurnSignals
from core.db import Database
from core.settings import Settings
from training.inbox.service import Inbox
from training.labels.known import Known
from training.labels.mentions import Mentions
from training.labels.service import Labels

_HELD = timedelta(minutes=3)  # who leaves a text lying longer has gone


class Held:
    """Which text each trainer has before them, so that two who work at once are not shown the same one. It is lost with the program."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Nobody holds anything."""
        self._clock, self._lock = clock, Lock()
        self._by: dict[str, tuple[int, datetime]] = {}

    def take(self, by: str, number: int) -> None:
        """Note what `by` has before them; what they had before is free."""
        with self._lock:
            self._by[by] = (number, self._clock() + _HELD)

    def others(self, by: str) -> set[int]:
        """Return what others have before them."""
        with self._lock:
            return {number for who, (number, until) in self._by.items() if who != by and until > self._clock()}


@dataclass(frozen=True)
class Labelling:
    """The services of one console over one database; none holds a connection between two calls."""

    home: Path
    inbox: Inbox
    labels: Labels
    known: Known
    mentions: Mentions
    signals: TurnSignals
    held: Held

    @classmethod
    def open(cls, settings: Settings, database: Database, clock: Callable[[], datetime]) -> "Labelling":
        """Open the room on the checkout of `settings`; nothing is read before somebody asks."""
        known = Known(settings.home, database)
        return cls(
            home=settings.home,
            inbox=Inbox(database, clock=clock),
            labels=Labels(database, known, clock=clock),
            known=known,
            mentions=Mentions(),
            signals=TurnSignals(database),
            held=Held(clock),
        )
