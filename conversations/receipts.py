"""What platforms tell beside messages: our own came through, arrived, were read; a person of ours took over."""

from collections.abc import Callable, Sequence
from datetime import datetime

from conversations.echoes import Echoes
from conversations.talks import Talks
from core.clock import now as _now
from core.db import Database
from core.seal import Seal


class Receipts:
    """All of it may be told again and again, in any order. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], datetime] = _now) -> None:
        """Note it in `database`."""
        self._database, self._seal, self._clock = database, seal, clock

    def echoed(self, channel: str, person: str, platform_ids: Sequence[str], note: str | None) -> int:
        """Note that the platform has messages of ours; return how many were sent twice for certain (`Echoes.heard`)."""
        with self._database.begin() as session:
            echoes, now = Echoes(session), self._clock()
            return sum(echoes.heard(channel, person, one[:200], note, now) for one in platform_ids)

    def arrived(self, channel: str, person: str, platform_ids: Sequence[str], at: datetime, seen: bool) -> int:
        """Note that messages arrived, or were `seen`, `at` that moment; where none are named, all that were sent by then."""
        with self._database.begin() as session:
            return Echoes(session).arrived(channel, person, platform_ids, at, seen)

    def taken_over(self, person: str, channel: str, until: datetime) -> None:
        """Have the machine keep quiet with `person` until then: a person of ours answers."""
        now = self._clock()
        if until > now:
            with self._database.begin() as session:
                Talks(session, self._seal).quiet(person, channel, until, now)

    def unaccounted(self) -> int:
        """Count the echoes no message accounts for."""
        with self._database.read() as session:
            return Echoes(session).unaccounted(self._clock())
