"""Whose turn it is. A box has one line for every person with something in it; a lease on the line is the right to deal with them.

So one of all workers deals with a person at a time, whatever comes in meanwhile, and many persons are dealt with at once. A worker that
dies holds its lines until the lease is over, or until it starts again under the same name.
"""

from datetime import datetime, timedelta
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from conversations.inbox_rows import Line

Box = Literal["in", "out"]


def insert(session: Session, model: Any) -> Any:
    """Return an INSERT that can say what happens ON CONFLICT, in the words of the database."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)


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
        new = insert(self._session, Line).values(box=self._box, person=person, due=due)
        # An update that changes nothing, and not DO NOTHING: it waits for whoever is just taking the line away.
        self._session.execute(new.on_conflict_do_update(index_elements=["box", "person"], set_={"due": Line.due}))

    def due(self, now: datetime) -> bool:
        """Tell whether anybody's turn has come."""
        return self._session.scalars(self._free(now).with_only_columns(sa.literal(1))).first() is not None

    def claim(self, now: datetime, holder: str, lease: timedelta) -> tuple[str, bool] | None:
        """Hold the line whose turn came first; return whose it is, and whether somebody let go of it without a word (a crash)."""
        line = self._session.scalars(self._free(now).with_for_update(skip_locked=True)).first()
        if line is None:
            return None
        broken = line.holder is not None
        line.holder, line.until = holder, now + lease
        self._session.flush()
        return line.person, broken

    def held(self, person: str, holder: str) -> bool:
        """Tell whether `holder` still holds the line, and lock it until the transaction ends."""
        mine = sa.select(Line).where(Line.box == self._box, Line.person == person, Line.holder == holder)
        return self._session.scalars(mine.with_for_update()).first() is not None

    def wait(self, person: str) -> None:
        """Wait until nobody writes about this line, and keep others from doing so until the transaction ends."""
        self._session.execute(sa.select(Line.person).where(Line.box == self._box, Line.person == person).with_for_update())

    def leave(self, person: str, due: datetime | None) -> None:
        """Let go of a line that is held: until `due`, or for good (`None`: nothing is left in the box)."""
        theirs = sa.and_(Line.box == self._box, Line.person == person)
        gone = sa.delete(Line).where(theirs) if due is None else sa.update(Line).where(theirs).values(due=due, holder=None, until=None)
        self._session.execute(gone.execution_options(synchronize_session=False))

    def free(self, name: str) -> int:
        """Let go of what a worker of this name held before it died; return how many lines. Their `holder` stays, as a sign of a crash."""
        held = sa.and_(Line.box == self._box, Line.holder.startswith(f"{name}:", autoescape=True), Line.until.is_not(None))
        return changed(self._session, sa.update(Line).where(held).values(until=None))

    def _free(self, now: datetime) -> sa.Select[Line]:
        free = sa.or_(Line.until.is_(None), Line.until <= now)
        return sa.select(Line).where(Line.box == self._box, Line.due <= now, free).order_by(Line.due).limit(1)
