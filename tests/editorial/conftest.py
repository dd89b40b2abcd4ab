"""The room over a real database of either kind, with records of the test's own and a clock that the test turns."""

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from core.audit import AuditRow
from core.db import Database
from core.procedure import Procedure
from knowledge.editorial.drafts import Drafts
from knowledge.editorial.history import History
from knowledge.editorial.review import Review
from tests.knowledge.records import LIBRARY, SMALL

AN, BINH, CHI = "staff:1", "staff:2", "staff:3"
CODE = LIBRARY.code


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)  # nine o'clock in the city

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class Shelf:
    """`knowledge.editorial.ports.Records` over records told to it."""

    def __init__(self, records: list[Procedure]) -> None:
        self.by_code = {record.code: record for record in records}

    def record(self, code: str) -> Procedure | None:
        return self.by_code.get(code)


class Room:
    """The room's services over one database."""

    def __init__(self, database: Database, clock: Clock, shelf: Shelf) -> None:
        self.database, self.clock, self.shelf = database, clock, shelf
        self.drafts = Drafts(database, shelf, clock)
        self.review = Review(database, clock)
        self.history = History(database, shelf, clock)

    def audited(self, code: str = CODE) -> list[str]:
        """What the audit says was done to a procedure, in order."""
        with self.database.read() as session:
            rows = session.scalars(sa.select(AuditRow).where(AuditRow.subject == f"procedure:{code}").order_by(AuditRow.id))
            return [f"{row.actor} {row.action}" for row in rows]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(store: Database, clock: Clock) -> Room:
    """On SQLite and on PostgreSQL."""
    return Room(store, clock, Shelf(SMALL))


@pytest.fixture
def desk(database: Database, clock: Clock) -> Room:
    """On SQLite alone: where the database is not what is tested."""
    return Room(database, clock, Shelf(SMALL))


def fee(amount: int) -> list[dict[str, object]]:
    """The library card's ways with another fee."""
    return [{"channel": "direct", "time_limit": None, "fees": [{"kind": "fee", "amount_vnd": amount, "text": None}]}]


def approved(room: Room, sent: dict[str, object], code: str = CODE, **starts: object) -> int:
    """A version that one wrote and another approved; return its id."""
    version = room.drafts.open(code, AN)
    saved = room.drafts.save(version.id, AN, version.revision, sent)
    room.review.submit(version.id, AN, saved.version.revision)
    return room.review.approve(version.id, BINH, saved.version.revision, **starts).id  # type: ignore[arg-type]
