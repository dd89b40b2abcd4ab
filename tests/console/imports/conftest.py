"""A curator at the desk of imports, over five invented records."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from console.roles import Role
from core.settings import Settings
from knowledge.importers.columns import COLUMNS, row_of
from knowledge.importers.table import write_table
from knowledge.repository import ProcedureRepository
from tests.conftest import HOME
from tests.console.conftest import quick
from tests.console.desk import Browser
from tests.fakes.portal import FakePortal, invented
from tests.knowledge.records import BEES, BOATS, KITES, LIBRARY, SMALL, procedure

NEW = procedure("1.900070", "Cấp phép chợ nổi", place="Bến số 2")
TITLES = [column.title for column in COLUMNS]
FEES = "Phí, lệ phí"


@pytest.fixture
def portal() -> Iterator[FakePortal]:
    """The source, with three records."""
    with FakePortal(invented(3)) as listening:
        yield listening


@pytest.fixture
def settings(migrated: Settings, tmp_path: Path, portal: FakePortal) -> Settings:
    """A console whose knowledge is five records, without those of the seed."""
    home = tmp_path / "home"
    shutil.copytree(HOME / "knowledge" / "seed", home / "knowledge" / "seed", ignore=shutil.ignore_patterns("procedures", "aliases.tsv"))
    (home / "migrations").symlink_to(HOME / "migrations")
    made = quick(migrated).model_copy(update={"home": home, "portal_url": portal.url, "portal_pause": 0.0})
    ProcedureRepository(made.seed, made.var / "knowledge" / "imported.jsonl").replace_imported(SMALL)
    return made


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Five rows: a changed fee, one as it stands, a new one, and two that cannot be."""
    rows = [row_of(record) for record in (LIBRARY, BOATS, NEW, KITES, BEES)]
    rows[0][FEES] = "Trực tiếp: Phí 50.000 đồng"
    rows[3]["Hiệu lực đến"] = "31/02/2026"
    rows[4] |= {"Mã thủ tục": "ong", "Căn cứ pháp lý": ""}
    path = tmp_path / "bảng tháng 11.xlsx"
    write_table(path, [TITLES, *([row[title] for title in TITLES] for row in rows)])
    return path


@pytest.fixture
def curator(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.CURATOR)


def send(browser: Browser, name: str, content: bytes, **fields: str) -> Response:
    """Send a file by the form of the desk."""
    data = {"csrf": browser.csrf, "once": "abcdefghijklmnop", **fields}
    return browser.client.post("/imports", data=data, files={"file": (name, content)})
