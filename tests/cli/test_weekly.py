"""The worker stores the figures of weeks that are over, and takes a database that is down as it comes."""

import threading
from datetime import timedelta

from pydantic import SecretStr

from cli.weekly import Weekly
from console.scoreboard.wiring import opened
from conversations.schemas import Heard
from conversations.service import Conversations
from core.clock import now
from core.db import Database
from core.procedure import Procedure
from core.settings import Settings
from tests.channels.published import publish

BIRTH = Procedure(code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch")


def test_a_week_is_stored_once_it_is_over(migrated: Settings, database: Database) -> None:
    publish(migrated, [BIRTH])
    asked = now() - timedelta(days=8)
    Conversations(database, migrated).heard(Heard("a" * 32, "web", "khai sinh", "answered", "Tờ khai.", asked, BIRTH.code))
    weekly, end = Weekly(migrated, database), threading.Event()
    end.set()
    weekly.run(end)
    assert weekly.tried()
    board = opened(migrated, database)
    week = board.week(board.known()[0])
    assert week.count("turns", topic="Hộ tịch") == 1
    Conversations(database, migrated).erase("a" * 32)
    assert board.week(week.week).count("turns") == 1


def test_a_database_that_is_down_is_tried_again(migrated: Settings) -> None:
    nowhere = Database.open(migrated.model_copy(update={"database_url": SecretStr("postgresql+psycopg://127.0.0.1:9/none")}))
    publish(migrated, [BIRTH])
    assert not Weekly(migrated, nowhere).tried()
    nowhere.close()
