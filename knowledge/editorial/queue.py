"""The queue (hàng chờ thẩm định): versions by where they stand, whose they are, and of which procedure; no content is read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.db import Database
from knowledge.editorial.models import Held, Version
from knowledge.editorial.states import State

Order = Literal["waiting", "changed", "number"]
_COLUMNS = (
    Version.id, Version.code, Version.number, Version.state, Version.revision, Version.name, Version.origin, Version.author,
    Version.editors, Version.approver, Version.note, Version.starts, Version.valid_from, Version.takes_out, Version.created,
    Version.changed, Version.submitted, Version.approved, Version.published,
)  # fmt: skip
_ORDERS: dict[Order, tuple[sa.ColumnElement[Any], ...]] = {
    "waiting": (Version.submitted.asc(), Version.id.asc()),
    "changed": (Version.changed.desc(), Version.id.desc()),
    "number": (Version.number.desc(),),
}


@dataclass(frozen=True)
class Asked:
    """Which versions; empty means any. `wrote` and `apart` are actors: who wrote some of it, and who wrote nothing of it."""

    states: Collection[State] = ()
    code: str = ""
    wrote: str = ""
    apart: str = ""
    order: Order = "changed"
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One version without its content (`knowledge.editorial.models.Version`)."""

    id: int
    code: str
    number: int
    state: str
    revision: int
    name: str
    origin: str
    author: str
    editors: list[str]
    approver: str | None
    note: str
    starts: date | None
    valid_from: date | None
    takes_out: bool
    created: datetime
    changed: datetime
    submitted: datetime | None
    approved: datetime | None
    published: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of `total` versions; `counts` tells how many there are by state, whatever states were asked for."""

    lines: list[Line]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


class Queue:
    """All versions, to be looked through. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def page(self, asked: Asked) -> Page:
        """Return the page that is asked for; one beyond the last is the last."""
        with self._database.read() as session:
            counts = _counts(session, asked)
            total = sum(count for state, count in counts.items() if not asked.states or state in asked.states)
            pages = max(1, -(-total // asked.size))
            number = min(max(asked.page, 1), pages)
            states = [Version.state.in_(sorted(asked.states))] if asked.states else []
            query = sa.select(*_COLUMNS).where(*_fitting(asked), *states).order_by(*_ORDERS[asked.order])
            rows: Any = session.execute(query.limit(asked.size).offset((number - 1) * asked.size))
            return Page([Line(*row) for row in rows], total, number, pages, counts)

    def lines(self, versions: Collection[int]) -> list[Line]:
        """Return these versions; one that is not there is left out."""
        with self._database.read() as session:
            rows: Any = session.execute(sa.select(*_COLUMNS).where(Version.id.in_(versions)).order_by(Version.id))
            return [Line(*row) for row in rows]

    def releases(self, versions: Collection[int]) -> dict[int, str]:
        """Return the first release that held each of these versions; one that none held is left out."""
        query = sa.select(Held.version_id, sa.func.min(Held.release)).where(Held.version_id.in_(versions)).group_by(Held.version_id)
        with self._database.read() as session:
            return {row[0]: row[1] for row in session.execute(query)}


def _counts(session: Session, asked: Asked) -> dict[str, int]:
    query = sa.select(Version.state, sa.func.count()).where(*_fitting(asked)).group_by(Version.state)
    return {row[0]: row[1] for row in session.execute(query)}


def _fitting(asked: Asked) -> list[sa.ColumnElement[bool]]:
    """Return what is asked for but for the states."""
    code = [Version.code == asked.code] if asked.code else []
    wrote = [_wrote(asked.wrote)] if asked.wrote else []
    return [*code, *wrote, *([sa.not_(_wrote(asked.apart))] if asked.apart else [])]


def _wrote(actor: str) -> sa.ColumnElement[bool]:
    """Both databases keep the list of editors as JSON text, in which an actor stands between quotes."""
    return sa.cast(Version.editors, sa.Text).contains(f'"{actor}"', autoescape=True)
