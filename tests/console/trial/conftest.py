"""The console over a live release of five invented procedures."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.db import Database
from core.encoder import Encoder
from core.settings import Settings
from knowledge.editorial.publishing import Publishing, Tools
from knowledge.repository import ProcedureRepository
from tests.conftest import DATABASE, HOME
from tests.console.conftest import quick
from tests.console.trial.bot import Bot, running
from tests.knowledge.records import BOATS, SMALL


@pytest.fixture(scope="session")
def tools(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Tools:
    golden = tmp_path_factory.mktemp("golden") / "golden.jsonl"
    golden.write_text(json.dumps({"id": "g1", "suite": "citizen", "question": "đăng ký ghe chèo", "expected_codes": [BOATS.code]}) + "\n")
    return Tools(lambda _: None, encoder=encoder, questions=golden)


@pytest.fixture
def bot() -> Iterator[Bot]:
    """The bot on loopback, as far as it is asked what it hears."""
    with running(Bot()) as bot:
        yield bot


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, form: Path, own_state: Callable[[Path], Settings], tools: Tools) -> Path:
    """A home whose seed is its tables alone, five imported records, and a release of them that is live; made once."""
    home = tmp_path_factory.mktemp("published")
    seed = home / "home" / "knowledge" / "seed"
    shutil.copytree(HOME / "knowledge" / "seed", seed, ignore=shutil.ignore_patterns("procedures", "aliases.tsv"))
    made = own_state(home / "var").model_copy(update={"home": home / "home"})
    shutil.copyfile(form, made.var / DATABASE)
    ProcedureRepository(seed, made.var / "knowledge" / "imported.jsonl").replace_imported(SMALL)
    database = Database.open(made)
    Publishing(made, database).publish("cli", tools)
    database.close()
    return home


@pytest.fixture
def settings(published: Path, tmp_path: Path, bot: Bot) -> Settings:
    """A copy of it, the test's own."""
    home = Path(shutil.copytree(published, tmp_path / "own", symlinks=True))
    return quick(Settings(home=home / "home", state=home / "var", bot_url=bot.url, bot_timeout=5.0))
