"""What changed at the source comes as drafts to review: no record changes before somebody approves it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from core.db import Database
from core.settings import Settings
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.history import History
from tests.conftest import HOME
from tests.fakes.portal import FakePortal, invented

_LATER = 1800000000000  # after every invented record's day


@pytest.fixture
def troly(migrated: Settings) -> Callable[..., str]:
    env = {"TROLY_HOME": str(HOME), "TROLY_STATE": str(migrated.var), "TROLY_PORTAL_PAUSE": "0"}

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["knowledge", *arguments], env=env)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_what_changed_at_the_source_waits_for_people(troly: Callable[..., str], migrated: Settings, tmp_path: Path) -> None:
    imported = migrated.var / "knowledge" / "imported.jsonl"
    with FakePortal(invented(3)) as portal:
        troly("sync", "--url", portal.url)
        before = imported.read_bytes()
        identity = next(iter(portal.records))
        portal.change(identity, _LATER, executingAgencies="Sở Văn hóa")
        assert "drafts to review: 1; 0 wait" in troly("sync", "--drafts", "--url", portal.url)
        portal.change(identity, _LATER + 1, executingAgencies="Sở Du lịch")
        assert "drafts to review: 0; 1 wait" in troly("sync", "--drafts", "--url", portal.url)
    database = Database.open(migrated)
    catalogue = Catalogue(migrated.seed, imported)
    history = History(database, catalogue)
    (version,) = history.of_code("1.900000")
    assert (version.state, version.origin, version.author) == ("draft", "sync", "cli")
    assert "agency" in [change.field for change in history.changes(version.id)]
    agencies = [line for line in before.splitlines() if b'"1.900000"' in line]
    assert [line for line in imported.read_bytes().splitlines() if b'"1.900000"' in line] == agencies
    database.close()
