"""The parts the rooms share: the checkout's encoder, and a release of the seed built for the tests.

The bot's tests run in another environment, so nothing of ours is imported before a fixture needs it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.leaks import Collector

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from core.db import Database
    from core.encoder import Encoder
    from core.settings import Settings
    from knowledge.embedder import CachedEmbedder
    from knowledge.service import Knowledge

HOME = Path(__file__).resolve().parents[1]
DATABASE = "troly.db"
_ALONE = {"core", "knowledge"}
_LOOPBACK = {"actions"}  # an event loop needs a pair of sockets


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Collector(), "leaks")
    with suppress(ImportError):  # the bot's environment has neither our database nor hypothesis
        config.pluginmanager.import_plugin("tests.backends")
        from hypothesis import settings

        # The same examples every run, on however busy a machine; nothing is written into the checkout.
        settings.register_profile("house", deadline=None, derandomize=True, database=None, max_examples=200)
        settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs in one process opens no socket, or none that leads anywhere."""
    for item in items:
        if item.path.parent.name in _ALONE:
            item.add_marker(pytest.mark.disable_socket)
        elif item.path.parent.name in _LOOPBACK:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """Debian's browser. Of a module and no longer: while playwright runs, no asynchronous test can."""
    from tests.chromium import CHROMIUM, opened

    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    with opened() as browser:
        yield browser


@pytest.fixture(scope="session")
def checkout() -> "Settings":
    """The settings of this checkout; `make setup` prepared its embedding model."""
    from core.settings import Settings

    return Settings(home=HOME)


@pytest.fixture(scope="session")
def encoder(checkout: "Settings") -> "Encoder":
    from core.encoder import Encoder

    return Encoder.open(checkout.model_folder)


@pytest.fixture(scope="session")
def embedder(checkout: "Settings", encoder: "Encoder", tmp_path_factory: pytest.TempPathFactory) -> "CachedEmbedder":
    """The real embedder over a copy of the checkout's vectors: what was embedded at set-up is not embedded again."""
    from knowledge.embedder import CachedEmbedder

    folder = tmp_path_factory.mktemp("embeddings")
    if (known := checkout.var / "embeddings" / f"{encoder.version}.vectors").exists():
        shutil.copyfile(known, folder / known.name)
    return CachedEmbedder(encoder, folder)


@pytest.fixture(scope="session")
def own_state(checkout: "Settings") -> "Callable[[Path], Settings]":
    """Make settings with a state folder of their own, in which only the prepared model is the checkout's."""
    from core.settings import Settings

    def make(state: Path) -> Settings:
        (state / "models").mkdir(parents=True)
        (state / "models" / "embedding").symlink_to(checkout.model_folder.resolve())
        return Settings(home=HOME, state=state)

    return make


@pytest.fixture(scope="session")
def seed_settings(
    own_state: "Callable[[Path], Settings]", embedder: "CachedEmbedder", tmp_path_factory: pytest.TempPathFactory
) -> "Settings":
    """Settings whose live release holds the whole seed. Read-only: shared by all tests."""
    from datetime import date

    from knowledge import release
    from knowledge.repository import ProcedureRepository

    settings = own_state(tmp_path_factory.mktemp("seed") / "var")
    records = ProcedureRepository(settings.seed, settings.var / "none.jsonl").published(date(2026, 11, 1))
    release.point_to(settings.releases, release.build(records, settings.seed, embedder, settings.releases, lambda _: None))
    return settings


@pytest.fixture(scope="session")
def seed_knowledge(seed_settings: "Settings") -> "Knowledge":
    """The knowledge base over the seed release."""
    from knowledge.service import Knowledge

    return Knowledge.open(seed_settings)


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of today's form, to be copied: making one takes many times as long."""
    from core.migrate import upgrade
    from core.settings import Settings

    settings = Settings(home=HOME, state=tmp_path_factory.mktemp("form"))
    upgrade(settings)
    return settings.var / DATABASE


@pytest.fixture
def migrated(tmp_path: Path, form: Path) -> "Settings":
    """Settings whose state is a folder of the test's own, with a database of today's form."""
    from core.settings import Settings

    shutil.copyfile(form, tmp_path / DATABASE)
    return Settings(home=HOME, state=tmp_path)


@pytest.fixture
def database(migrated: "Settings") -> "Iterator[Database]":
    """The database of `migrated`."""
    from core.db import Database

    database = Database.open(migrated)
    yield database
    database.close()
