"""The audit (nhật ký thao tác): who changed what, and when. Rows are added with the change itself and never altered.

The database refuses to change or remove a row (triggers of migration 0006), whoever asks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.clock import now
from core.db import Base, Instant

_LONGEST = 500  # characters of one value: a summary, and not a copy of the record
_MOST = 50  # entries of one list or mapping
_DEEPEST = 6
_CUT = "…"


class AuditRow(Base):
    """One thing that somebody did."""

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor: Mapped[str] = mapped_column(sa.String(40), index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject: Mapped[str] = mapped_column(sa.String(160), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


def staff_actor(account: int) -> str:
    """Return the actor of a staff account: its number, for a name does not belong in what is never erased."""
    return f"staff:{account}"


def record(session: Session, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
    """Add a row in the transaction of `session`: it stands when the change stands, and only then.

    Args:
        session: the transaction of the change.
        actor: `staff:<account>` (`staff_actor`), `cli` for the command line, `job:<name>` for work without a person.
        action: what was done, as `room.verb`: `procedure.approve`, `staff.disable`.
        subject: on what, as `kind:key`: `procedure:1.001193`; "" where the action says it all.
        detail: JSON: what it was before and after, and why; nothing personal of citizens. Long values are cut.

    Raises:
        ValueError: an actor, action or subject that is empty where it may not be, or too long.
        TypeError: a detail that is not JSON.
    """
    for text, most, least in ((actor, 40, 1), (action, 60, 1), (subject, 160, 0)):
        if not least <= len(text) <= most:
            raise ValueError(f"an audit entry has {least} to {most} characters, not {len(text)}")
    session.add(AuditRow(at=now(), actor=actor, action=action, subject=subject, detail=_short(dict(detail or {}))))


def _short(value: Any, depth: int = 0) -> Any:
    """Return `value` cut to the size of a summary."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + _CUT
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth == _DEEPEST:
        return _CUT
    if isinstance(value, Mapping):
        return {str(key)[:_LONGEST]: _short(one, depth + 1) for key, one in list(value.items())[:_MOST]}
    if isinstance(value, list | tuple):
        return [_short(one, depth + 1) for one in value[:_MOST]] + [_CUT] * (len(value) > _MOST)
    raise TypeError(f"{type(value).__name__} is no JSON")
