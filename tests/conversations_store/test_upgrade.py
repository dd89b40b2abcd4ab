"""A database of an earlier version that people already talked with: the upgrade keeps every row, and the program goes on with it."""

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from pydantic import SecretStr

from conversations.models import Turn
from conversations.schemas import Heard
from conversations.service import Conversations
from core.db import Base, Database, Instant
from core.migrate import forms, upgrade
from core.settings import Settings
from tests import postgres
from tests.backends import HOME
from tests.conversations_store.conftest import AN, BINH
from tests.core.test_db import MODELS

AT = datetime(2026, 10, 5, 2, 30, tzinfo=timezone.utc)
OF_AN = {"person": AN, "channel": "zalo"}
# One row of every table that revision 0005 has, in the order in which they point at each other.
ROWS: dict[str, dict[str, Any]] = {
    "turns": {**OF_AN, "at": AT, "question": "khai sinh cần gì", "status": "answered", "answer": "Tờ khai.", "intent": "ask"},
    "ratings": {"turn_id": 1, "person": AN, "good": True, "note": "rõ ràng", "at": AT},
    "handovers": {**OF_AN, "language": "vi", "state": "waiting", "summary": {"hỏi": ["khai sinh"]}, "opened": AT, "changed": AT},
    "consents": {"person": AN, "purpose": "profile", "told": "Tôi đồng ý", "given": AT},
    "profile": {"person": AN, "key": "ward", "value": {"name": "Phường Sài Gòn"}, "at": AT, "consent_id": 1},
    "erasures": {"person_hash": "e" * 64, "at": AT},
    "drafts": {"person": BINH, "desk": "report", "content": {"what": "đèn đường hỏng"}, "at": AT},
    "reports": {**OF_AN, "language": "vi", "what": "đèn đường hỏng", "place": "trước cổng trường", "at": AT},
    "dossier_lookups": {
        **OF_AN, "at": AT, "code": "c" * 64, "adapter": "sample", "purpose": "lookup", "proof": "phone", "outcome": "found",
    },
    "dossier_notices": {
        **OF_AN, "language": "vi", "sealed": "gAAAA", "code": "c" * 64, "hint": "0001", "said": 1, "created": AT, "next_at": AT,
        "failures": 0, "missed": 0,
    },
    "outbox": {**OF_AN, "key": "reply:1", "answer": {"text": "Đã có kết quả."}, "at": AT, "reply_to": "m-1", "sealed": "gAAAA", "tries": 2},
    "channel_tokens": {"channel": "zalo", "sealed": "gAAAA", "begun_with": "d" * 64, "version": 3, "expires": AT},
    "inbox": {**OF_AN, "key": "k" * 32, "kind": "text", "at": AT, "came": AT, "state": "waiting", "sealed": "gAAAA", "tries": 1},
    "lines": {"box": "in", "person": AN, "due": AT},
    "talks": {**OF_AN, "at": AT, "address": "gAAAA"},
    "echoes": {**OF_AN, "platform_id": "mid.1", "came": AT, "double": False},
    "switches": {"scope": "channel:zalo", "off": True, "at": AT},
    "switch_turns": {"scope": "channel:zalo", "off": True, "by": "cli", "reason": "bảo trì", "at": AT},
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with a database of revision 0005 in which `ROWS` stand, once of each kind."""
    settings = Settings(home=HOME, state=tmp_path)
    if request.param == "postgresql":
        settings = settings.model_copy(update={"database_url": SecretStr(postgres.fresh(request.getfixturevalue("postgres_server")))})
    database = Database.open(settings)
    with database.engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(HOME / "migrations"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0005")
        assert set(sa.inspect(connection).get_table_names()) == {*ROWS, "alembic_version"}
        for name, row in ROWS.items():
            # Not the model's table: a later version may have columns that this one did not.
            connection.execute(sa.table(name, *(sa.column(key, _kind(value)) for key, value in row.items())).insert(), row)
    database.close()
    return settings


def _kind(value: object) -> sa.types.TypeEngine[Any] | None:
    return Instant() if isinstance(value, datetime) else sa.JSON() if isinstance(value, dict) else None


@pytest.fixture
def upgraded(earlier: Settings) -> Iterator[Database]:
    """The same database, after the upgrade."""
    upgrade(earlier)
    database = Database.open(earlier)
    yield database
    database.close()


def test_an_upgrade_keeps_every_row(earlier: Settings, upgraded: Database) -> None:
    found, needed = forms(earlier)
    assert found == needed
    assert all(module.__name__ for module in MODELS)
    models = {mapper.local_table: mapper for mapper in Base.registry.mappers}
    with upgraded.read() as session:
        for name, row in ROWS.items():
            mapper = models[Base.metadata.tables[name]]
            (kept,) = session.scalars(sa.select(mapper.class_))
            assert {key: getattr(kept, mapper.get_property_by_column(mapper.local_table.c[key]).key) for key in row} == row, name


def test_the_program_goes_on_with_it(earlier: Settings, upgraded: Database) -> None:
    conversations = Conversations(upgraded, earlier)
    waiting = conversations.handovers.open(AN, "zalo")
    assert (waiting.number, waiting.opened) == ("CB-0001", AT)  # the request of before, and no second one
    assert conversations.heard(Heard(AN, "zalo", "còn lệ phí?", "answered", "Không thu.", AT))
    with upgraded.read() as session:
        assert session.scalars(sa.select(Turn.question).order_by(Turn.id)).all() == ["khai sinh cần gì", "còn lệ phí?"]
