"""Publishing over a home of the test's own: the seed's tables, five imported records, a golden set of one question."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.db import Database
from core.encoder import Encoder
from core.settings import Settings
from knowledge import release
from knowledge.editorial.publishing import Publishing, Tools
from knowledge.editorial.standing import Standing
from knowledge.repository import ProcedureRepository
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests import postgres
from tests.conftest import DATABASE, HOME
from tests.editorial.conftest import Clock, Room, Shelf
from tests.knowledge.records import BOATS, SMALL

TODAY = date(2026, 11, 23)
ASKED = "làm thẻ thư viện phí bao nhiêu"
BOTH = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, own_state: Callable[[Path], Settings], form: Path) -> Settings:
    """A home whose seed is its tables alone, with five imported records; on SQLite unless `BOTH` says otherwise."""
    seed = tmp_path / "home" / "knowledge" / "seed"
    shutil.copytree(HOME / "knowledge" / "seed", seed, ignore=shutil.ignore_patterns("procedures", "aliases.tsv"))
    made = own_state(tmp_path / "var").model_copy(update={"home": tmp_path / "home"})
    if getattr(request, "param", "sqlite") == "postgresql":
        url = postgres.fresh(request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_form"))
        made = made.model_copy(update={"database_url": SecretStr(url)})
    else:
        shutil.copyfile(form, made.var / DATABASE)
    ProcedureRepository(seed, made.var / "knowledge" / "imported.jsonl").replace_imported(SMALL)
    return made


@pytest.fixture
def opened(settings: Settings) -> Iterator[Database]:
    database = Database.open(settings)
    yield database
    database.close()


@pytest.fixture
def here(opened: Database, clock: Clock) -> Room:
    return Room(opened, clock, Shelf(SMALL))


@pytest.fixture
def publishing(settings: Settings, opened: Database, clock: Clock) -> Publishing:
    return Publishing(settings, opened, clock)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A golden set of the test's own."""
    path = tmp_path / "golden.jsonl"
    item = {"id": "g1", "suite": "citizen", "question": "đăng ký ghe chèo", "expected_codes": [BOATS.code]}
    path.write_text(json.dumps(item) + "\n", "utf-8")
    return path


@pytest.fixture
def tools(encoder: Encoder, golden: Path) -> Tools:
    return Tools(lambda _: None, encoder=encoder, questions=golden)


def answered(settings: Settings, encoder: Encoder, question: str = ASKED) -> str:
    return Knowledge.open(settings, encoder=encoder).answer(Asked(question)).text


def due(room: Room, settings: Settings) -> bool:
    return Standing(room.database).due(room.clock().date(), release.current_id(settings.releases))


def state(room: Room, version: int) -> str:
    return room.history.version(version).state
