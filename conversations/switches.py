"""Kill switches (công tắc khẩn cấp): the whole machine, one channel, one topic. They act at the next message; every turn is on record.

Scopes: `all`; `channel:zalo`; `topic:` and a status of an answer (`topic:dossier`) or the code of a procedure (`topic:1.001193`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.inbox_rows import Switch, Turned
from conversations.lines import upsert
from conversations.models import Message
from core.audit import record
from core.clock import now as _now
from core.db import Database
from core.errors import BadRequest

ALL = "all"
_SCOPE = re.compile(r"all|channel:[a-z_]{1,32}|topic:[A-Za-z0-9._]{1,60}")
_DANGER = "topic:safety"  # what is said to somebody in danger has no switch of its own
_LONGEST_REASON = 500
_STAFF = "staff:"


class Switches:
    """The switches in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        """Read and turn them in `database`."""
        self._database, self._clock = database, clock

    def turn(self, scope: str, off: bool, by: str, reason: str) -> None:
        """Turn a switch off or on, and record who did and why, in the audit too.

        Args:
            scope: as the head of this file has it.
            off: or on.
            by: an actor of the audit (`staff:7`), or the name of whoever works at the machine.
            reason: for whoever reads the record.

        Raises:
            BadRequest: there is no such scope, it would hide warnings of a danger, or nobody and nothing is named.
        """
        if not _SCOPE.fullmatch(scope) or (scope == _DANGER and off):
            raise BadRequest(f"no scope: {scope[:80]!r} (all, channel:NAME, topic:STATUS or topic:CODE)")
        if not by.strip() or not reason.strip():
            raise BadRequest("a switch is turned by somebody, for a reason")
        with self._database.begin() as session:
            at = self._clock()
            upsert(session, Switch, {"scope": scope, "off": off, "at": at}, ("scope",), new=("off", "at"))
            turn = Turned(scope=scope, off=off, by=by.strip()[:80], reason=reason.strip()[:_LONGEST_REASON], at=at)
            session.add(turn)
            actor, who = (turn.by, {}) if turn.by.startswith(_STAFF) else ("cli", {"by": turn.by})
            record(session, actor, "switch.off" if off else "switch.on", f"switch:{scope}", {"reason": turn.reason, **who})

    def off(self, scopes: Iterable[str]) -> datetime | None:
        """Return since when one of `scopes` is off, the latest where several are, or `None`."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.max(Switch.at)).where(Switch.scope.in_(list(scopes)), Switch.off.is_(True)))

    def turned(self, channel: str) -> tuple[bool, datetime | None]:
        """Tell whether a channel is off, by itself or with all, and when one of both switches was turned last."""
        with self._database.read() as session:
            return turned(session, channel)

    def state(self) -> dict[str, bool]:
        """Return every switch that was ever turned: whether it is off."""
        with self._database.read() as session:
            return {row.scope: row.off for row in session.scalars(sa.select(Switch).order_by(Switch.scope))}

    def standing(self) -> dict[str, Turned]:
        """Return by scope the last turn of every switch: how it stands, since when, by whom and why."""
        last = sa.select(sa.func.max(Turned.id)).group_by(Turned.scope)
        with self._database.read() as session:
            return {row.scope: row for row in session.scalars(sa.select(Turned).where(Turned.id.in_(last)).order_by(Turned.scope))}

    def latest(self, count: int) -> Sequence[Turned]:
        """Return the latest turns, the newest first."""
        with self._database.read() as session:
            return session.scalars(sa.select(Turned).order_by(Turned.id.desc()).limit(count)).all()

    def waiting(self) -> dict[str, int]:
        """Return by channel how many messages wait to be sent or fetched; while it is off they are held."""
        to_send = sa.and_(Message.sealed.is_not(None), Message.dead.is_(None))
        to_fetch = sa.and_(Message.answer.is_not(None), Message.taken.is_(None), Message.reply_to.is_(None))
        asked = sa.select(Message.channel, sa.func.count().label("waiting")).where(to_send | to_fetch).group_by(Message.channel)
        with self._database.read() as session:
            return {row.channel: row.waiting for row in session.execute(asked)}

    def audit(self) -> list[dict[str, Any]]:
        """Return every turn, the oldest first."""
        with self._database.read() as session:
            return [
                {"at": row.at.isoformat(), "scope": row.scope, "off": row.off, "by": row.by, "reason": row.reason}
                for row in session.scalars(sa.select(Turned).order_by(Turned.id))
            ]


def turned(session: Session, channel: str) -> tuple[bool, datetime | None]:
    """As `Switches.turned`, in a transaction."""
    asked = sa.select(Switch).where(Switch.scope.in_((ALL, f"channel:{channel}")))
    rows = session.scalars(asked).all()
    return any(row.off for row in rows), max((row.at for row in rows), default=None)
