"""What platforms tell beside messages: our own came through, arrived, were read; a person of ours took over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from conversations.echoes import Echoes
from conversations.lines import Lines
from conversations.talks import Talks
from core.clock import now as _now
from core.db import Database
from core.seal import Seal


class Noting:
    """One transaction about the messages of some people."""

    def __init__(self, session: Session, now: datetime) -> None:
        """Use `session`; committing is the caller's."""
        self._echoes, self._now = Echoes(session), now

    def echoed(self, channel: str, person: str, platform_ids: Sequence[str], note: str | None) -> int:
        """As `Receipts.echoed`."""
        return sum(self._echoes.heard(channel, person, one[:200], note, self._now) for one in platform_ids)

    def arrived(self, channel: str, person: str, platform_ids: Sequence[str], at: datetime, seen: bool) -> int:
        """As `Receipts.arrived`."""
        return self._echoes.arrived(channel, person, platform_ids, at, seen)


class Receipts:
    """All of it may be told again and again, in any order. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], datetime] = _now) -> None:
        """Note it in `database`."""
        self._database, self._seal, self._clock = database, seal, clock

    @contextmanager
    def noting(self, people: Sequence[str]) -> Iterator[Noting]:
        """Give one transaction for the receipts of all these `people`."""
        with self._database.begin() as session:
            for person in sorted(set(people)):
                Lines(session, "out").wait(person)  # all of them first: two that note much at once must not wait for each other
            yield Noting(session, self._clock())

    def echoed(self, channel: str, person: str, platform_ids: Sequence[str], note: str | None) -> int:
        """Note that the platform has messages of ours; return how many were sent twice for certain (`Echoes.heard`)."""
        with self.noting([person]) as noting:
            return noting.echoed(channel, person, platform_ids, note)

    def arrived(self, channel: str, person: str, platform_ids: Sequence[str], at: datetime, seen: bool) -> int:
        """Note that messages arrived, or were `seen`, `at` that moment; where none are named, all that were sent by then."""
        with self.noting([person]) as noting:
            return noting.arrived(channel, person, platform_ids, at, seen)

    def taken_over(self, person: str, channel: str, until: datetime) -> None:
        """Have the machine keep quiet with `person` until then: a person of ours answers."""
        now = self._clock()
        if until > now:
            with self._database.begin(durable=True) as session:
                Talks(session, self._seal).quiet(person, channel, until, now)

    def unaccounted(self) -> int:
        """Count the echoes no message accounts for."""
        with self._database.read() as session:
            return Echoes(session).unaccounted(self._clock())
