"""The database: migrations, moments, and several programs at once."""

import os
import stat
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr

import channels.zalo.token_rows
import console.auth.models
import conversations.figures.models
import conversations.inbox_rows
import conversations.models
import core.audit
import core.jobs
import core.overlays
import knowledge.editorial.import_models
import knowledge.editorial.keeping_models
import knowledge.editorial.models
import knowledge.reference.models
import portal.dossiers.audit
import portal.dossiers.notice_rows
import portal.sample_feedback
import training.changes.models
import training.dialogue.models
import training.inbox.models
import training.judging.models
import training.labels.models
from core.clock import VIETNAM
from core.db import Base, Database, Instant
from core.errors import Unavailable
from core.migrate import upgrade
from core.settings import Settings

HOME = Path(__file__).resolve().parents[2]
# Imported so that their tables are known.
MODELS = (
    channels.zalo.token_rows,
    console.auth.models,
    conversations.figures.models,
    conversations.inbox_rows,
    conversations.models,
    core.audit,
    core.jobs,
    core.overlays,
    knowledge.editorial.import_models,
    knowledge.editorial.keeping_models,
    knowledge.editorial.models,
    knowledge.reference.models,
    portal.dossiers.audit,
    portal.dossiers.notice_rows,
    portal.sample_feedback,
    training.changes.models,
    training.dialogue.models,
    training.inbox.models,
    training.judging.models,
    training.labels.models,
)
WRITER = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from conversations.schemas import Heard
from conversations.service import Conversations
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
settings = Settings()
upgrade(settings)
conversations = Conversations(Database.open(settings), settings)
for number in range(100):
    conversations.heard(Heard(sys.argv[1] * 32, "rest", f"câu {number}", "answered", "…", datetime.now(timezone.utc)))
    conversations.handovers.open("c" * 32, "rest")
"""


def settings_of(folder: Path) -> Settings:
    return Settings(home=HOME, state=folder / "var")


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    upgrade(settings)
    upgrade(settings)
    database = Database.open(settings)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()
    assert all(module.__name__ for module in MODELS)


def test_only_its_user_may_read_the_file(tmp_path: Path) -> None:
    upgrade(settings_of(tmp_path))
    assert stat.S_IMODE((tmp_path / "var" / "troly.db").stat().st_mode) == 0o600


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    upgrade(settings)
    database = Database.open(settings)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num='9999'")
    database.close()
    with pytest.raises(Unavailable, match="9999"):
        upgrade(settings)


def test_programs_migrate_and_write_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "TROLY_HOME": str(HOME), "TROLY_STATE": str(tmp_path), "PYTHONPATH": str(HOME)}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, name], env=environment, stderr=subprocess.PIPE) for name in "ab"]
    assert [(writer.communicate(timeout=60)[1].decode(), writer.returncode) for writer in writers] == [("", 0), ("", 0)]
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'troly.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select person, count(*) from turns group by 1").all() == [("a" * 32, 100), ("b" * 32, 100)]
        assert connection.exec_driver_sql("select count(*) from handovers").scalar() == 1
    engine.dispose()


def test_a_reader_waits_for_no_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'm.db'}")
    with database.begin() as session:
        session.execute(sa.text("create table t (x)"))
    with database.begin() as writer:
        writer.execute(sa.text("insert into t values (1)"))
        with database.read() as reader:
            assert reader.scalar(sa.text("select count(*) from t")) == 0
    with database.read() as reader:
        assert reader.scalar(sa.text("select count(*) from t")) == 1
    database.close()


def test_a_place_that_cannot_be_written_is_met_at_the_first_use(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = Database(f"sqlite:///{tmp_path / 'file' / 'm.db'}")
    with pytest.raises(Unavailable), database.begin() as session:
        session.execute(sa.text("select 1"))


def test_moments_are_aware_and_utc(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'm.db'}")
    table = sa.Table("moments", sa.MetaData(), sa.Column("at", Instant))
    evening = datetime(2026, 11, 22, 20, 30, tzinfo=VIETNAM)
    with database.begin() as session:
        table.create(session.connection())
        session.execute(table.insert(), {"at": evening})
        assert session.scalar(sa.select(table.c.at)) == evening
        stored = session.scalar(sa.select(table.c.at))
        assert stored is not None
        assert stored.tzinfo is timezone.utc
        with pytest.raises(sa.exc.StatementError, match="time zone"):
            session.execute(table.insert(), {"at": datetime(2026, 1, 1)})
    database.close()


def test_a_database_that_is_not_there_is_a_part_that_is_down(tmp_path: Path) -> None:
    folder = tmp_path / "troly.db"
    folder.mkdir()
    settings = Settings(database_url=SecretStr(f"sqlite:///{folder}"))
    with pytest.raises(Unavailable, match="cannot be used"):
        upgrade(settings)
    with pytest.raises(Unavailable), Database(settings.database).begin() as session:
        session.execute(sa.text("select 1"))


def test_the_address_of_the_database_is_not_printed() -> None:
    assert "geheim" not in repr(Settings(database_url=SecretStr("postgresql://me:geheim@db/troly")))


def test_what_must_outlive_a_power_cut_waits_for_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'm.db'}")
    synced = []
    for durable in (False, True, True, False):
        with database.begin(durable=durable) as session:
            synced.append(session.scalar(sa.text("PRAGMA synchronous")))
    assert synced == [1, 2, 2, 1]  # NORMAL, FULL
    database.close()
