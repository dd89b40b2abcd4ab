"""The way out to platforms: messages of the outbox that we send ourselves, each person's in their order, many persons at once.

A message is sent again until the platform took it, it will never be taken, or it was tried often enough; then it is shown to operators,
who may send it again. While a channel is switched off nothing leaves it but the word that it is off; the rest goes out when it is on
again, or is given up where it has become too old. A crash between the platform's acceptance and our record is the one place where a
message can double: where the platform's echo has told meanwhile that it was taken, that counts as our record, and where an echo comes too
late, it is counted.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.echoes import Echoes
from conversations.letters import Depth, Outgoing, Post
from conversations.lines import Lines
from conversations.models import Message
from conversations.outgoing import OFF, held, store
from conversations.repository import Repository
from conversations.switches import turned
from conversations.talks import Talks
from core.clock import now as _now
from core.db import Database
from core.seal import Seal
from core.settings import Settings

_UNSENT = sa.and_(Message.sealed.is_not(None), Message.dead.is_(None))
_HEAD = sa.select(Message).where(Message.person == sa.bindparam("person"), _UNSENT).order_by(Message.id).limit(1)
_HEAD_OFF = _HEAD.where(Message.key.startswith(OFF))
_OFF = timedelta(minutes=1)  # until a person is looked at again whose channel is off
_LOOKS = 50  # people in one look, of whom nothing can be sent: it keeps every other writer waiting


class Dispatch:
    """Several programs may use one outbox at once. Every method raises `Unavailable` when the database fails."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        lease: float = 30.0,
        name: str = "",
        clock: Callable[[], datetime] = _now,
        hold: timedelta = timedelta(days=1),
    ) -> None:
        """Send what stands under `seal` in `database`; a message in hand is its worker's (`name`) for `lease` seconds.

        What a switched-off channel held back is sent when it is on again, unless it is older than `hold`.
        """
        self._database, self._seal, self._clock, self._hold = database, seal, clock, hold
        self._lease, self._name = timedelta(seconds=lease), name or token_hex(4)

    @classmethod
    def of(cls, settings: Settings, database: Database, name: str = "") -> "Dispatch":
        """Return the way out of this installation."""
        slowest = max(settings.zalo_timeout, settings.messenger_timeout)
        # A change of tokens and a second call may be part of one sending.
        hold = timedelta(hours=settings.hold_hours)
        return cls(database, Seal.of(settings), max(settings.lease, slowest * 3), name, hold=hold)

    def put(self, person: str, channel: str, key: str, outgoing: Sequence[Outgoing], asked: datetime | None = None) -> int:
        """Store messages nobody waits for just now; return how many are new.

        Args:
            person: nameless id.
            channel: of the platform.
            key: at most 110 characters; the same for the same messages.
            outgoing: in order.
            asked: when what they tell was looked up. Who had everything erased since is sent nothing.
        """
        with self._database.begin() as session:
            if asked and Repository(session).erased_since(person, asked):
                return 0
            return store(session, self._seal, person, channel, key, outgoing, self._clock())

    def address(self, person: str) -> dict[str, Any] | None:
        """Return where a platform reaches `person`, as they last wrote, or `None`."""
        with self._database.read() as session:
            return Talks(session, self._seal).address(person)

    def take(self) -> Post | None:
        """Return the next message of whoever's turn it is, or `None` when there is none now. It is the caller's until the lease ends."""
        now = self._clock()
        with self._database.read() as session:
            if not Lines(session, "out").due(now):
                return None
        with self._database.begin() as session:
            lines, holder = Lines(session, "out"), f"{self._name}:{token_hex(8)}"
            for _ in range(_LOOKS):
                if not (claimed := lines.claim(now, holder, self._lease)):
                    return None
                person, broken = claimed
                row = self._head(session, person)
                if row is not None and broken and self._accounted(session, row):
                    lines.leave(person, now)  # it was taken before the crash: what comes next?
                elif (row := self._let_through(session, row, now)) is None:
                    lines.leave(person, now + _OFF if self._head(session, person) else None)
                elif post := self._post(session, row, holder, now):
                    return post
        return None

    def sent(self, post: Post, platform_id: str) -> bool:
        """Record that the platform took a message; `False` when somebody else deals with it by now: then it may be sent twice."""
        with self._database.begin() as session:
            if not Lines(session, "out").held(post.person, post.holder):
                return False
            row = session.get(Message, post.id)
            if row is not None and row.taken is None:
                Echoes(session).settle(row, platform_id[:200] or None, self._clock())
            session.flush()
            self._leave(session, post.person)
        return True

    def later(self, post: Post, error: str, after: float, counted: bool = True) -> None:
        """Put a message back for `after` seconds; those behind it wait with it. Raises `LeaseLost`."""
        with held(self._database, "out", post.person, post.holder) as session:
            tries = Message.tries if counted else Message.tries - 1
            session.execute(sa.update(Message).where(Message.id == post.id, _UNSENT).values(error=error[:40], tries=tries))
            Lines(session, "out").leave(post.person, self._clock() + timedelta(seconds=after))

    def dead(self, post: Post, error: str) -> None:
        """Give a message up; it stays sealed, for a person of ours may send it again. Raises `LeaseLost`."""
        with held(self._database, "out", post.person, post.holder) as session:
            ended = {"error": error[:40], "dead": self._clock()}
            session.execute(sa.update(Message).where(Message.id == post.id, _UNSENT).values(ended))
            self._leave(session, post.person)

    def sweep(self) -> int:
        """As `Inbox.sweep`."""
        with self._database.begin() as session:
            lines = Lines(session, "out")
            for person in sorted(session.scalars(sa.select(Message.person).where(_UNSENT).distinct())):
                lines.join(person, self._clock())
            return lines.free(self._name)

    def depth(self) -> Depth:
        """Tell how much is to be sent."""
        with self._database.read() as session:
            waiting, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(Message.at)).where(_UNSENT)).one()
            dead = session.scalar(sa.select(sa.func.count()).where(Message.dead.is_not(None))) or 0
        return Depth(waiting, max(0.0, (self._clock() - oldest).total_seconds()) if oldest else 0.0, dead)

    def given_up(self) -> list[dict[str, Any]]:
        """Return the messages no platform took, the oldest first; nobody is named in them."""
        with self._database.read() as session:
            return [
                {"id": row.id, "channel": row.channel, "at": row.at.isoformat(), "error": row.error, "tries": row.tries}
                for row in session.scalars(sa.select(Message).where(Message.dead.is_not(None)).order_by(Message.id))
            ]

    def again(self, *ids: int) -> int:
        """Have messages that were given up (all, or these) sent after all; return how many."""
        with self._database.begin() as session:
            wanted = sa.and_(Message.dead.is_not(None), Message.id.in_(ids) if ids else sa.true())
            people = session.execute(sa.select(Message.id, Message.person).where(wanted)).all()
            for person in sorted({person for _, person in people}):
                Lines(session, "out").join(person, self._clock())
            ids = tuple(number for number, _ in people)
            # Begun anew, so that none is too old: somebody of ours wants it sent.
            session.execute(sa.update(Message).where(Message.id.in_(ids)).values(dead=None, tries=0, started=self._clock()))
        return len(people)

    def _head(self, session: Session, person: str) -> Message | None:
        return session.scalars(_HEAD, {"person": person}).first()

    def _let_through(self, session: Session, row: Message | None, now: datetime) -> Message | None:
        """Return what may be sent to somebody now: `row`, the first of theirs, unless their channel is or was off."""
        if row is None:
            return None
        off, at = turned(session, row.channel)
        if off:
            return session.scalars(_HEAD_OFF, {"person": row.person}).first()
        while row is not None and at and (row.started or row.at) < min(at, now - self._hold):
            row.dead, row.error = now, "held_too_long"
            session.flush()
            row = self._head(session, row.person)
        return row

    def _accounted(self, session: Session, row: Message) -> bool:
        return row.started is not None and Echoes(session).account_for(row, row.started, self._clock())

    def _post(self, session: Session, row: Message, holder: str, now: datetime) -> Post | None:
        opened = self._seal.open(row.sealed or "")
        if not isinstance(opened, dict):
            row.dead, row.error = now, "unreadable"  # the key was changed
            Lines(session, "out").leave(row.person, now)
            session.flush()
            return None
        row.tries, row.started = row.tries + 1, now
        return Post(row.id, row.channel, row.person, row.key, row.tries, holder, str(opened["to"]), dict(opened["message"]))

    def _leave(self, session: Session, person: str) -> None:
        Lines(session, "out").leave(person, self._clock() if self._head(session, person) else None)
