"""Whose turn it is. A box has one line for every person with something in it; a lease on the line is the right to deal with them.

So one of all workers deals with a person at a time, whatever comes in meanwhile, and many persons are dealt with at once. A worker that
dies holds its lines until the lease is over, or until it starts again under the same name.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from conversations.inbox_rows import Line
from core.db import Base, Instant

Box = Literal["in", "out"]

# Made once: they run at every message.
_BOX: sa.BindParameter[str] = sa.bindparam("in_box")
_NOW: sa.BindParameter[datetime] = sa.bindparam("moment", type_=Instant())
_FREE = (
    sa.select(Line).where(Line.box == _BOX, Line.due <= _NOW, sa.or_(Line.until.is_(None), Line.until <= _NOW)).order_by(Line.due).limit(1)
)
_DUE = _FREE.with_only_columns(sa.literal(1))
_CLAIM = _FREE.with_for_update(skip_locked=True)
_HELD = (
    sa.select(Line.person)
    .where(Line.box == _BOX, Line.person == sa.bindparam("whose"), Line.holder == sa.bindparam("by"))
    .with_for_update()
)
_LET_GO = sa.update(Line).where(Line.box == _BOX, Line.person == sa.bindparam("whose")).values(due=_NOW, holder=None, until=None)
_GONE = sa.delete(Line).where(Line.box == _BOX, Line.person == sa.bindparam("whose"))


def upsert(
    session: Session, model: type[Base], values: dict[str, Any], keys: tuple[str, ...], new: tuple[str, ...] = (), own: tuple[str, ...] = ()
) -> bool:
    """Store a row; return whether something was stored. Of a row with the same `keys` the columns `new` are changed.

    The columns `own` are set to what they are: that changes nothing and locks the row, as DO NOTHING would not. With neither, a row
    that is there is left alone. The statement is made once: this is done at every message.
    """
    postgres = session.get_bind().dialect.name == "postgresql"
    return session.connection().execute(_upsert(postgres, model, keys, new, own), values).first() is not None


@cache
def _upsert(postgres: bool, model: type[Base], keys: tuple[str, ...], new: tuple[str, ...], own: tuple[str, ...]) -> Any:
    table = model.__table__
    row: Any = (postgresql if postgres else sqlite).insert(table)
    told = {name: row.excluded[name] for name in new} | {name: table.c[name] for name in own}
    row = row.on_conflict_do_update(index_elements=keys, set_=told) if told else row.on_conflict_do_nothing(index_elements=keys)
    return row.returning(table.c[keys[0]])


def changed(session: Session, statement: Any) -> int:
    """Run a statement and return how many rows it changed."""
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


class Lines:
    """The lines of one box, in one transaction."""

    def __init__(self, session: Session, box: Box) -> None:
        """Use `session`; committing is the caller's."""
        self._session, self._box = session, box

    def join(self, person: str, due: datetime) -> None:
        """Have `person` wait; who waits already keeps their turn. Call it after what they wait for is stored."""
        # `own`, and not left alone: it waits for whoever is just taking the line away.
        upsert(self._session, Line, {"box": self._box, "person": person, "due": due}, ("box", "person"), own=("due",))

    def due(self, now: datetime) -> bool:
        """Tell whether anybody's turn has come."""
        return self._session.connection().scalar(_DUE, {"in_box": self._box, "moment": now}) is not None

    def claim(self, now: datetime, holder: str, lease: timedelta) -> tuple[str, bool] | None:
        """Hold the line whose turn came first; return whose it is, and whether somebody let go of it without a word (a crash)."""
        line = self._session.scalars(_CLAIM, {"in_box": self._box, "moment": now}).first()
        if line is None:
            return None
        broken = line.holder is not None
        line.holder, line.until = holder, now + lease
        self._session.flush()
        return line.person, broken

    def held(self, person: str, holder: str) -> bool:
        """Tell whether `holder` still holds the line, and lock it until the transaction ends."""
        return self._session.connection().scalar(_HELD, {"in_box": self._box, "whose": person, "by": holder}) is not None

    def wait(self, person: str) -> None:
        """Wait until nobody writes about this line, and keep others from doing so until the transaction ends."""
        self._session.execute(sa.select(Line.person).where(Line.box == self._box, Line.person == person).with_for_update())

    def leave(self, person: str, due: datetime | None) -> None:
        """Let go of a line that is held: until `due`, or for good (`None`: nothing is left in the box)."""
        told = {"in_box": self._box, "whose": person} | ({} if due is None else {"moment": due})
        self._session.flush()
        self._session.connection().execute(_GONE if due is None else _LET_GO, told)
        self._session.expire_all()

    def drop(self, person: str) -> None:
        """Take away the line of somebody of whom nothing is left, unless it is held; who holds it does so. Call it before the rest goes."""
        self._session.execute(sa.delete(Line).where(Line.box == self._box, Line.person == person, Line.holder.is_(None)))

    def free(self, name: str) -> int:
        """Let go of what a worker of this name held before it died; return how many lines. Their `holder` stays, as a sign of a crash."""
        held = sa.and_(Line.box == self._box, Line.holder.startswith(f"{name}:", autoescape=True), Line.until.is_not(None))
        return changed(self._session, sa.update(Line).where(held).values(until=None))
