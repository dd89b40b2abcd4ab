"""What a platform tells of our own messages: that it has them (echo), that they arrived, that they were read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.inbox_rows import Echo
from conversations.lines import Lines, changed, upsert
from conversations.models import Message

_LATE = timedelta(minutes=10)  # an echo that nothing accounts for by then is of a message sent twice, or of another program


class Echoes:
    """The rows of one transaction. All of it may be told again and again: nothing changes then."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def heard(self, channel: str, person: str, platform_id: str, note: str | None, now: datetime) -> int:
        """Note that the platform has a message of ours; return 1 when that tells for certain that it was sent twice.

        Args:
            channel: of the platform.
            person: who has it.
            platform_id: the platform's id of the message, at most 200 characters.
            note: the message's key, where the platform gives back what was sent along.
            now: this moment.
        """
        Lines(self._session, "out").wait(person)  # whoever sent it may be writing its id down at this moment
        if self._one(Message.channel == channel, Message.platform_id == platform_id) is not None:
            return 0
        row = self._one(Message.key == note, Message.person == person) if note else None
        if row is not None and row.taken is None:
            self.settle(row, platform_id, now)  # whoever sent it died before they could say so, or will say so in a moment
            return 0
        values = {"channel": channel, "platform_id": platform_id, "person": person, "came": now, "double": row is not None}
        return int(upsert(self._session, Echo, values, ("channel", "platform_id")) and row is not None)

    def settle(self, row: Message, platform_id: str | None, now: datetime) -> None:
        """Record that the platform took a message: its words go, and an echo of it is accounted for."""
        row.taken, row.sealed, row.dead, row.error, row.platform_id = now, None, None, None, platform_id
        if platform_id:
            self._session.execute(sa.delete(Echo).where(Echo.channel == row.channel, Echo.platform_id == platform_id))

    def account_for(self, row: Message, since: datetime, now: datetime) -> bool:
        """Tell whether an echo since then shows that the message was taken, and record it. Only a message that was under way may ask."""
        theirs = sa.and_(Echo.channel == row.channel, Echo.person == row.person, Echo.came >= since, Echo.double.is_(False))
        echo = self._session.scalars(sa.select(Echo).where(theirs).order_by(Echo.came).limit(1)).first()
        if echo is None:
            return False
        self.settle(row, echo.platform_id, now)
        self._session.flush()
        return True

    def arrived(self, channel: str, person: str, ids: Sequence[str], at: datetime, seen: bool) -> int:
        """Note that messages were delivered, or seen: these, or where none are named all that were sent by `at`."""
        column = Message.seen if seen else Message.delivered
        which = Message.platform_id.in_(ids) if ids else sa.and_(Message.platform_id.is_not(None), Message.taken <= at)
        mine = sa.and_(Message.person == person, Message.channel == channel, which, column.is_(None))
        return changed(self._session, sa.update(Message).where(mine).values({column: at}).execution_options(synchronize_session=False))

    def unaccounted(self, now: datetime) -> int:
        """Count the echoes that no message accounts for: sent twice, or by another program with the same account."""
        old = sa.or_(Echo.double.is_(True), Echo.came < now - _LATE)
        return self._session.scalar(sa.select(sa.func.count()).select_from(Echo).where(old)) or 0

    def _one(self, *conditions: sa.ColumnElement[bool]) -> Message | None:
        return self._session.scalars(sa.select(Message).where(*conditions).limit(1)).first()
