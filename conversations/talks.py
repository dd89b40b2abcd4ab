"""What is remembered of a person between two messages: where they are reached, their session, whether the machine keeps quiet."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.inbox_rows import Talk
from conversations.lines import changed, upsert
from core.seal import Seal


class Talks:
    """The rows of one transaction."""

    def __init__(self, session: Session, seal: Seal) -> None:
        """Use `session`; committing is the caller's."""
        self._session, self._seal = session, seal

    def reached(self, person: str, channel: str, address: dict[str, Any] | None, at: datetime) -> None:
        """Note where `person` is reached; somebody who comes by themselves has no address and needs no row."""
        if address is not None:
            self._put(person, channel, at, address=self._seal.close(address))

    def address(self, person: str) -> dict[str, Any] | None:
        """Return where `person` is reached, or `None`."""
        sealed = self._session.scalar(sa.select(Talk.address).where(Talk.person == person))
        return self._seal.open(sealed) if sealed else None

    def keep(
        self, person: str, channel: str, dialogue: dict[str, Any] | None, at: datetime, told_off: bool = False, noticed: str | None = None
    ) -> None:
        """Keep the state of the dialogue, if there is one, and that they were told that the machine is off, or a notice (its mark)."""
        told: dict[str, Any] = {**({"told_off": at} if told_off else {}), **({"noticed": noticed} if noticed else {})}
        kept = {"session": self._seal.close(dialogue)} if dialogue is not None else {}
        self._put(person, channel, at, **kept, **told)

    def quiet(self, person: str, channel: str, until: datetime, at: datetime) -> None:
        """Have the machine keep quiet until then; never shorter than before."""
        known = self._session.scalar(sa.select(Talk.quiet_until).where(Talk.person == person))
        if known is None or known < until:
            self._put(person, channel, at, quiet_until=until)

    def forget(self, person: str, now: datetime) -> int:
        """Delete everything, but that a person of ours is talking with them at this moment; return how many rows."""
        mine = Talk.person == person
        bare = {"address": None, "session": None, "told_off": None, "noticed": None}
        changed(self._session, sa.update(Talk).where(mine, Talk.quiet_until > now).values(bare))
        return changed(self._session, sa.delete(Talk).where(mine, sa.or_(Talk.quiet_until.is_(None), Talk.quiet_until <= now)))

    def _put(self, person: str, channel: str, at: datetime, **values: Any) -> None:
        row = {"person": person, "channel": channel, "at": at, **values}
        upsert(self._session, Talk, row, ("person",), new=("at", *values))
