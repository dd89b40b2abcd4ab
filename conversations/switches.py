"""Kill switches (công tắc khẩn cấp): the whole machine, one channel, one topic. They act at the next message; every turn is on record.

Scopes: `all`; `channel:zalo`; `topic:` and a status of an answer (`topic:dossier`) or the code of a procedure (`topic:1.001193`).
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.inbox_rows import Switch, Turned
from conversations.lines import upsert
from core.clock import now as _now
from core.db import Database
from core.errors import BadRequest

ALL = "all"
_SCOPE = re.compile(r"all|channel:[a-z_]{1,32}|topic:[A-Za-z0-9._]{1,60}")
_LONGEST_REASON = 500


class Switches:
    """The switches in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        """Read and turn them in `database`."""
        self._database, self._clock = database, clock

    def turn(self, scope: str, off: bool, by: str, reason: str) -> None:
        """Turn a switch off or on, and record who did and why.

        Raises:
            BadRequest: there is no such scope, or nobody and nothing is named.
        """
        if not _SCOPE.fullmatch(scope):
            raise BadRequest(f"no scope: {scope[:80]!r} (all, channel:NAME, topic:STATUS or topic:CODE)")
        if not by.strip() or not reason.strip():
            raise BadRequest("a switch is turned by somebody, for a reason")
        with self._database.begin() as session:
            at = self._clock()
            upsert(session, Switch, {"scope": scope, "off": off, "at": at}, ("scope",), new=("off", "at"))
            session.add(Turned(scope=scope, off=off, by=by.strip()[:80], reason=reason.strip()[:_LONGEST_REASON], at=at))

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
