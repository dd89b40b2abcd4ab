"""The inbox: what people sent, from the moment it is acknowledged until it is answered. Nothing in it is lost, and nothing answered twice.

Of one person the letters are taken one at a time, in the order the platform has them; one that comes late is answered all the same.
Crashes are met by leases (`conversations.lines`): a letter whose worker died is taken again, and what the dead one may still write
is refused. The answer, the end of the letter and the state of the session are one transaction.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations import outgoing as out
from conversations.inbox_desk import InboxDesk
from conversations.inbox_rows import DEAD, DONE, WAITING, Letter, Talk
from conversations.letters import Incoming, Outgoing, Taken
from conversations.lines import Lines, changed, upsert
from conversations.repository import Repository
from conversations.talks import Talks
from core.clock import now as _now
from core.db import Database
from core.person import person_key, person_of
from core.seal import Seal
from core.settings import Settings

_OPEN = Letter.state == WAITING
_HEAD = sa.select(Letter).where(Letter.person == sa.bindparam("person"), _OPEN).order_by(Letter.at, Letter.came, Letter.id).limit(1)
Clock = Callable[[], datetime]


class Inbox(InboxDesk):
    """Several programs may use one inbox at once. Every method raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, key: bytes, lease: float = 20.0, name: str = "", clock: Clock = _now) -> None:
        """Keep letters in `database`, their words under `seal`; a letter in hand is its worker's (`name`) for `lease` seconds."""
        super().__init__(database, seal, clock)
        self._key, self._lease, self._name = key, timedelta(seconds=lease), name or token_hex(4)

    @classmethod
    def of(cls, settings: Settings, database: Database, name: str = "") -> "Inbox":
        """Return the inbox of this installation."""
        # Longer than a turn can take: who has a letter in hand must be done with it, or dead.
        lease = max(settings.lease, settings.bot_timeout * 1.5)
        return cls(database, Seal.of(settings), person_key(settings), lease, name)

    def put(self, incoming: Sequence[Incoming]) -> int:
        """As `store`; return how many were new."""
        return len(self.store(incoming))

    def store(self, incoming: Sequence[Incoming]) -> list[int]:
        """Store all of it or nothing; return the places of those that were new. Once it returns they are safe, from a power cut too."""
        now = self._clock()
        # By their keys: two deliveries of the same batch at once must not wait for each other.
        rows = sorted((self._row(one, now + timedelta(microseconds=place)), place) for place, one in enumerate(incoming))
        with self._database.begin(durable=True) as session:
            new = [place for values, place in rows if self._stored(session, dict(values))]
            lines, talks = Lines(session, "in"), Talks(session, self._seal)
            for one in sorted({incoming[place].person: incoming[place] for place in sorted(new)}.values(), key=lambda one: one.person):
                lines.join(one.person, now)  # locked before the talk, as everywhere
                talks.reached(one.person, one.channel, one.address, now)
        return new

    def known(self, events: Sequence[tuple[str, str, str]]) -> list[bool]:
        """Tell of events (channel, person, id) whether each was stored once, be it answered, or its person erased since."""
        keys = [self._letter_key(*event) for event in events]
        with self._database.read() as session:
            mine = (Letter.channel.in_({channel for channel, _, _ in events}), Letter.key.in_(keys))
            stored = set(session.scalars(sa.select(Letter.key).where(*mine)))
        return [key in stored for key in keys]

    def take(self) -> Taken | None:
        """Return the next letter of whoever's turn it is, or `None` when there is none now. It is the caller's until the lease ends."""
        now = self._clock()
        with self._database.read() as session:
            if not Lines(session, "in").due(now):
                return None  # the usual case: who looks ten times a second shall keep no writer waiting
        with self._database.begin() as session:
            lines, holder = Lines(session, "in"), f"{self._name}:{token_hex(8)}"
            while claimed := lines.claim(now, holder, self._lease):
                letter = self._head(session, claimed[0])
                if letter is None:
                    lines.leave(claimed[0], None)
                elif taken := self._taken(session, letter, holder, now):
                    return taken
        return None

    def done(
        self,
        taken: Taken,
        outgoing: Sequence[Outgoing],
        session: dict[str, Any] | None = None,
        told_off: bool = False,
        noticed: str | None = None,
    ) -> None:
        """End a letter, store what is said to it and the state of the `session`; `noticed` marks a notice that is told with it.

        Raises:
            LeaseLost: then nothing is stored.
        """
        self._end(taken, DONE, outgoing, None, session, told_off, noticed)

    def dead(self, taken: Taken, error: str, outgoing: Sequence[Outgoing]) -> None:
        """Give a letter up: its words stay sealed, for a person of ours may have it answered again. Raises `LeaseLost`."""
        self._end(taken, DEAD, outgoing, error)

    def later(self, taken: Taken, error: str, after: float, counted: bool = True) -> None:
        """Put a letter back for `after` seconds; those behind it wait with it. Raises `LeaseLost`.

        Args:
            taken: the letter in hand.
            error: class of what went wrong, 40 characters at most.
            after: seconds.
            counted: `False` where it is not the letter's fault: a part is down.
        """
        with self._held(taken) as session:
            tries = Letter.tries if counted else Letter.tries - 1
            session.execute(sa.update(Letter).where(Letter.id == taken.id, _OPEN).values(error=error[:40], tries=tries))
            Lines(session, "in").leave(taken.person, self._clock() + timedelta(seconds=after))

    def sweep(self) -> int:
        """Let go of what this worker held before it died, and give everybody with an open letter their line; return how many."""
        with self._database.begin() as session:
            lines = Lines(session, "in")
            waiting = session.scalars(sa.select(Letter.person).where(_OPEN).distinct()).all()
            for person in sorted(waiting):
                lines.join(person, self._clock())
            return lines.free(self._name)

    def _row(self, one: Incoming, came: datetime) -> tuple[tuple[str, Any], ...]:
        key = self._letter_key(one.channel, one.person, one.id)
        told = {"key": key, "channel": one.channel, "person": one.person, "kind": one.kind, "at": one.at, "came": came}
        return (*told.items(), ("sealed", self._seal.close(one.content)), ("state", WAITING), ("tries", 0))

    def _letter_key(self, channel: str, person: str, event: str) -> str:
        # Keyed with the person too: nobody takes an id away from somebody else by using it first.
        return person_of(self._key, f"{channel}\0{person}", event)

    def _stored(self, session: Session, values: dict[str, Any]) -> bool:
        return upsert(session, Letter, values, ("channel", "key"))

    def _head(self, session: Session, person: str) -> Letter | None:
        return session.scalars(_HEAD, {"person": person}).first()

    def _taken(self, session: Session, letter: Letter, holder: str, now: datetime) -> Taken | None:
        content = self._seal.open(letter.sealed or "")
        if not isinstance(content, dict):
            # The key was changed: nobody can read it any more, and nobody behind it should wait for that.
            letter.state, letter.error, letter.ended = DEAD, "unreadable", now
            Lines(session, "in").leave(letter.person, now)
            session.flush()
            return None
        letter.tries += 1
        talk = session.get(Talk, letter.person)
        return Taken(
            letter.id, letter.channel, letter.person, letter.kind, letter.at, letter.came, letter.tries, holder, now, content,
            self._seal.open(talk.session) if talk and talk.session else None,
            talk.quiet_until if talk else None,
            talk.told_off if talk else None,
            talk.noticed if talk else None,
        )  # fmt: skip

    def _end(
        self,
        taken: Taken,
        state: str,
        outgoing: Sequence[Outgoing],
        error: str | None,
        dialogue: dict[str, Any] | None = None,
        told_off: bool = False,
        noticed: str | None = None,
    ) -> None:
        now = self._clock()
        with self._held(taken) as session:
            known = self._close(session, taken, state, error, now)
            erased = Repository(session).erased_since(taken.person, taken.taken)
            if known and (dialogue is not None or told_off or noticed):
                Talks(session, self._seal).keep(taken.person, taken.channel, None if erased else dialogue, now, told_off, noticed)
            left = self._head(session, taken.person) is not None
            # Before the messages: a line of the way out and the outbox are locked in this order everywhere.
            Lines(session, "in").leave(taken.person, now if left else None)
            if known:  # who was forgotten meanwhile is told nothing
                key = f"{out.OFF if told_off else 'in:'}{taken.id}:{taken.tries if error else 0}"
                out.store(session, self._seal, taken.person, taken.channel, key, outgoing, now)

    def _close(self, session: Session, taken: Taken, state: str, error: str | None, now: datetime) -> bool:
        """End a letter; `False` when somebody had it forgotten meanwhile."""
        ends: dict[str, Any] = {"state": state, "ended": now, "error": error and error[:40]}
        ends |= {} if state == DEAD else {"sealed": None}
        return changed(session, sa.update(Letter).where(Letter.id == taken.id, _OPEN).values(ends)) > 0

    def _held(self, taken: Taken) -> Any:
        return out.held(self._database, "in", taken.person, taken.holder)
