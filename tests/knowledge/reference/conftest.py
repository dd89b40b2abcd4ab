"""The room over a database of either kind, on the files that ship, with a clock that the test turns."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import AuditRow
from core.db import Database
from knowledge.reference.entries import Entries
from knowledge.reference.kinds import WORD
from knowledge.reference.models import Entry
from knowledge.reference.review import Review
from knowledge.reference.schemas import Refused, Row
from knowledge.reference.shipped import Shipped
from tests.conftest import HOME
from tests.editorial.conftest import Clock

AN, BINH, CHI = "staff:1", "staff:2", "staff:3"
SEED = HOME / "knowledge" / "seed"
CODES = {"1.001193": "Đăng ký khai sinh", "1.000656": "Đăng ký khai tử", "1.000894": "Đăng ký kết hôn"}
Value = dict[str, Any]


class Room:
    """The room's services over one database."""

    def __init__(self, database: Database, clock: Clock, names: Callable[[str], str | None] = CODES.get) -> None:
        self.database, self.clock, self.shipped = database, clock, Shipped(SEED)
        self.entries = Entries(database, self.shipped, names, clock)
        self.review = Review(database, self.shipped, clock)

    def save(self, kind: str, key: str, value: Value | None, by: str = AN) -> Row:
        """Write over whatever stands."""
        self.clock.forward(seconds=1)
        return self.entries.save(kind, key, by, value, self.entries.row(kind, key).stamp, "vì sao")

    def approved(self, kind: str, key: str, value: Value | None) -> Entry:
        """Write a change and have another approve it."""
        row = self.save(kind, key, value)
        assert row.open
        return self.review.approve(row.open.id, BINH, row.open.revision)

    def refused(self, kind: str, key: str, value: Value) -> dict[str, str]:
        """What is wrong with a value: place -> key."""
        with pytest.raises(Refused) as caught:
            self.save(kind, key, value)
        return {one.place: one.key for one in caught.value.problems}

    def audited(self) -> list[str]:
        with self.database.read() as session:
            rows = session.scalars(sa.select(AuditRow).where(AuditRow.subject.like("reference:%")).order_by(AuditRow.id))
            return [f"{row.actor} {row.action} {row.subject}" for row in rows]


def word(kind: str, written: str, means: str = "") -> tuple[str, str, Value]:
    """The kind, key and value of a row of the words table."""
    return WORD, f"{kind}:{written}", {"kind": kind, "written": written, "means": means}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(store: Database, clock: Clock) -> Room:
    """On SQLite and on PostgreSQL."""
    return Room(store, clock)


@pytest.fixture
def desk(database: Database, clock: Clock) -> Room:
    """On SQLite alone: where the database is not what is tested."""
    return Room(database, clock)


@pytest.fixture
def own(store: Database, clock: Clock) -> Callable[[], Room]:
    """Make a room that knows every code."""
    return lambda: Room(store, clock, lambda code: code)
