"""An inbox of before the suggestions: its texts can be searched at once, and are looked at by the next round; and the way back."""

from datetime import datetime, timezone

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from core.db import Database, Instant
from core.settings import Settings
from tests.backends import HOME
from training.inbox.repository import Repository
from training.inbox.service import Inbox

AT = datetime(2026, 10, 5, 2, 30, tzinfo=timezone.utc)
ROW = {"key": "k" * 64, "text": "LỆ PHÍ  khai sinh?", "state": "open", "times": 2, "first": AT, "last": AT, "status": "answered"}
WEIGHT = {"reason": "sample", "uncertainty": 0.1, "frequency": 2.0, "harm": 2.0, "usefulness": 0.4}


def _moved(connection: sa.Connection, revision: str, down: bool = False) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HOME / "migrations"))
    config.set_main_option("path_separator", "os")
    (command.downgrade if down else command.upgrade)(config, revision)


def test_texts_of_before_are_searched_and_looked_at(either: Settings) -> None:
    database = Database.open(either)
    with database.engine.begin() as connection:
        _moved(connection, "0015", down=True)
        assert "folded" not in {column["name"] for column in sa.inspect(connection).get_columns("utterances")}
        values = ROW | WEIGHT
        columns = (sa.column(name, Instant() if isinstance(value, datetime) else None) for name, value in values.items())
        connection.execute(sa.table("utterances", *columns).insert(), values)
        _moved(connection, "head")
    assert [item.text for item in Inbox(database).page(words="phi SINH")] == [ROW["text"]]
    with database.read() as session:
        assert [one.text for one in Repository(session).stale(None, None, 5)] == [ROW["text"]]
    database.close()
