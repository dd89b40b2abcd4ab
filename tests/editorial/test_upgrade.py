"""A database of an earlier form, with data in it, comes to today's form and loses nothing; on SQLite and on PostgreSQL."""

from datetime import date, datetime, timezone

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from conversations.schemas import Heard
from conversations.service import Conversations
from core.audit import AuditRow
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from knowledge.editorial.models import Version
from knowledge.editorial.standing import Standing
from tests.conftest import HOME
from tests.editorial.conftest import CODE, Clock, Room, Shelf, approved, fee
from tests.knowledge.records import SMALL

TODAY = date(2026, 11, 23)


def back_to(store: Database, revision: str) -> None:
    """Bring the database to the form of `revision`."""
    with store.engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(HOME / "migrations"))
        config.set_main_option("path_separator", "os")
        command.downgrade(config, revision)


def test_what_people_wrote_before_there_were_versions_is_there_afterwards(either: Settings, store: Database, clock: Clock) -> None:
    back_to(store, "0005")
    conversations = Conversations(store, either)
    assert conversations.heard(Heard("a" * 32, "rest", "làm thẻ thư viện", "answered", "Đơn.", datetime.now(timezone.utc)))
    assert Standing(store).standing(TODAY) == {}
    assert not Standing(store).due(TODAY, None)
    upgrade(either)
    assert conversations.data_of("a" * 32).turns_count == 1
    approved(Room(store, clock, Shelf(SMALL)), {"methods": fee(50_000)})
    assert Standing(store).standing(TODAY)[CODE] is not None


def test_versions_outlive_a_later_form(either: Settings, store: Database, clock: Clock) -> None:
    room = Room(store, clock, Shelf(SMALL))
    number = approved(room, {"methods": fee(50_000), "place": "Quầy số 9"})
    before = room.history.version(number)
    back_to(store, "0007")
    upgrade(either)
    after = room.history.version(number)
    columns = [column.key for column in sa.inspect(Version).columns]
    assert [getattr(after, key) for key in columns] == [getattr(before, key) for key in columns]
    assert len(room.history.saves(number)) == 1


def test_the_audit_of_a_change_cannot_be_altered(room: Room) -> None:
    approved(room, {"place": "Quầy số 9"})
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), room.database.engine.begin() as connection:
        connection.execute(sa.delete(AuditRow))
