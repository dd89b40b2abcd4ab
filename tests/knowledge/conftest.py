"""Small releases of invented procedures, made with the real model and faiss."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.procedure import Procedure
from core.settings import Settings
from knowledge import release
from knowledge.embedder import CachedEmbedder
from knowledge.words import Words
from tests.conftest import HOME
from tests.knowledge.records import SMALL

SEED = HOME / "knowledge" / "seed"
Build = Callable[[list[Procedure], Path], str]


def silent(_: str) -> None:
    """Hear of progress and say nothing."""


@pytest.fixture(scope="session")
def build(embedder: CachedEmbedder) -> Build:
    """Write a release of records under a folder and return its id; nothing is live yet."""
    return lambda records, releases: release.build(records, SEED, embedder, releases, silent)


@pytest.fixture(scope="session")
def _small(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    releases = tmp_path_factory.mktemp("small") / "releases"
    return releases / build(SMALL, releases)


@pytest.fixture
def small(_small: Path, tmp_path: Path) -> Path:
    """A release of the invented procedures, the test's own to break; it is not live."""
    return Path(shutil.copytree(_small, tmp_path / "var" / "releases" / _small.name))


@pytest.fixture
def settings(own_state: Callable[[Path], Settings], _small: Path, tmp_path: Path) -> Settings:
    """Settings in which the small release is live."""
    made = own_state(tmp_path / "var")
    shutil.copytree(_small, made.releases / _small.name, dirs_exist_ok=True)
    release.point_to(made.releases, _small.name)
    return made


@pytest.fixture(scope="session")
def words() -> Words:
    """The table of words that ships."""
    return Words.read(SEED / "words.tsv")
