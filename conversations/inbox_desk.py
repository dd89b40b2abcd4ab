"""What may be asked of the inbox, and done with it, beside answering."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from conversations.inbox_rows import DEAD, DONE, WAITING, Letter
from conversations.letters import Depth, Taken
from conversations.lines import Lines, changed
from conversations.models import Message
from conversations.talks import Talks
from core.db import Database
from core.seal import Seal

_OPEN = Letter.state == WAITING


class InboxDesk:
    """For operators, metrics, and whoever shows that an answer is under way. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, clock: Callable[[], datetime]) -> None:
        """Look into `database`."""
        self._database, self._seal, self._clock = database, seal, clock

    def depth(self) -> Depth:
        """Tell how full it is."""
        with self._database.read() as session:
            waiting, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(Letter.came)).where(_OPEN)).one()
            dead = session.scalar(sa.select(sa.func.count()).where(Letter.state == DEAD)) or 0
        return Depth(waiting, max(0.0, (self._clock() - oldest).total_seconds()) if oldest else 0.0, dead)

    def waiting(self) -> int:
        """Count the open letters."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Letter).where(_OPEN)) or 0

    def waiting_of(self, person: str) -> int:
        """Count the open letters of a person."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.count()).where(Letter.person == person, _OPEN)) or 0

    def answered_before(self, taken: Taken, within: timedelta) -> bool:
        """Tell whether another letter of the same kind and person, `within` so long of this one, was answered."""
        near = Letter.at.between(taken.at - within, taken.at + within)
        same = (Letter.person == taken.person, Letter.kind == taken.kind, Letter.id != taken.id, Letter.state == DONE, near)
        with self._database.read() as session:
            return session.scalar(sa.select(Letter.id).where(*same).limit(1)) is not None

    def answered_since(self, person: str, since: datetime) -> bool:
        """Tell whether a letter of a person was answered since, and not only with the word that the machine is off."""
        said = (Message.person == person, Message.key.startswith("in:"), Message.at >= since)
        with self._database.read() as session:
            return session.scalar(sa.select(Message.id).where(*said).limit(1)) is not None

    def under_way(self, person: str) -> list[str]:
        """Return the ids of the events of a person that are not answered yet, in order."""
        with self._database.read() as session:
            rows = session.scalars(sa.select(Letter.sealed).where(Letter.person == person, _OPEN).order_by(Letter.at, Letter.came)).all()
        opened = [self._seal.open(sealed) for sealed in rows if sealed]
        return [str(content["id"]) for content in opened if content and "id" in content]

    def given_up(self) -> list[dict[str, Any]]:
        """Return the letters nobody could answer, the oldest first; nobody is named in them."""
        with self._database.read() as session:
            return [
                {"id": row.id, "channel": row.channel, "kind": row.kind, "came": row.came.isoformat(), "error": row.error}
                for row in session.scalars(sa.select(Letter).where(Letter.state == DEAD).order_by(Letter.id))
            ]

    def again(self, *ids: int) -> int:
        """Have letters that were given up (all, or these) answered after all; return how many."""
        with self._database.begin() as session:
            wanted = sa.and_(Letter.state == DEAD, Letter.sealed.is_not(None), Letter.id.in_(ids) if ids else sa.true())
            rows = session.scalars(sa.select(Letter).where(wanted).with_for_update()).all()
            for row in rows:
                row.state, row.tries, row.ended = WAITING, 0, None
            session.flush()
            for person in sorted({row.person for row in rows}):
                Lines(session, "in").join(person, self._clock())
            return len(rows)

    def forget(self, person: str) -> int:
        """End everything of `person`, also what was not answered; return how many letters. What was a letter is a bare key then."""
        with self._database.begin() as session:
            Lines(session, "in").drop(person)
            ended = {"state": DONE, "sealed": None, "ended": self._clock(), "person": ""}
            count = changed(session, sa.update(Letter).where(Letter.person == person).values(ended))
            Talks(session, self._seal).forget(person, self._clock())
        self._database.checkpoint()
        return count
