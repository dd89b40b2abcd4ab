"""The desk of intents over a copy of the data that ships, which the tests may write."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from console.roles import Role
from core.settings import Settings
from tests.conftest import HOME
from tests.console.conftest import quick
from tests.console.desk import Browser

COPIED = ("nlu_data/rules", "nlu_data/stories", "nlu_data/lookups", "tests/stories", "actions")
# Some of the examples: each page reads all of them after every change.
FILES = (
    *(f"nlu_data/nlu/{name}.yml" for name in ("fee", "place", "office", "service", "smalltalk", "status", "voices", "ward")),
    *(f"tests/nlu_holdout/{name}.yml" for name in ("conversation", "questions")),
    *("domain.yml", "config.yml", "intents.yml"),
)


def checkout(home: Path) -> Path:
    """Lay out what the desk reads and writes; the rest is the product's."""
    for name in COPIED:
        shutil.copytree(HOME / name, home / name)
    for name in FILES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HOME / name, home / name)
    for name in ("knowledge", "migrations"):
        (home / name).symlink_to(HOME / name)
    return home


@pytest.fixture
def settings(migrated: Settings, tmp_path: Path) -> Settings:
    """A console whose training data is a copy."""
    return quick(migrated.model_copy(update={"home": checkout(tmp_path / "home")}))


@pytest.fixture
def lan(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.TRAINER)


@pytest.fixture
def minh(somebody: Callable[..., Browser]) -> Browser:
    return somebody("minh", Role.TRAINER)
