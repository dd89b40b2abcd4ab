"""What the conformance statement and the page on open data name is there: files, routes, columns."""

import re

import pytest

from channels.app import create_app as gateway
from channels.web import open_figures
from console.app import create_app as console
from conversations.figures.published import COLUMNS as FIGURE_COLUMNS
from core.settings import Settings
from knowledge.open_data import COLUMNS, NAMES, UNIT_COLUMNS
from tests.backends import HOME

_NAMED = re.compile(r"`([^`]+)`")
_STATES = {"met", "partly", "not yet", "outside"}
STATEMENT = (HOME / "docs" / "conformance.md").read_text("utf-8")
PAGES = (STATEMENT, (HOME / "docs" / "open-data.md").read_text("utf-8"))
NAMED = sorted({name for page in PAGES for name in _NAMED.findall(page)})
FILES = [name for name in NAMED if re.fullmatch(r"[\w./-]+\.(?:py|md|yml|tsv|js)|Makefile", name) and not name.startswith("/")]
ROUTES = [name for name in NAMED if re.fullmatch(r"/[a-z][\w./{}-]*", name)]


@pytest.fixture(scope="module")
def served() -> set[str]:
    settings = Settings()
    from fastapi.routing import iter_route_contexts

    return {str(context.path) for app in (gateway(settings), console(settings)) for context in iter_route_contexts(app.routes)}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_named_is_there(name: str) -> None:
    assert (HOME / name).is_file()


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_that_is_named_is_served(name: str, served: set[str]) -> None:
    files = {f"/api/v1/open-data/{file}" for file in (*NAMES, *open_figures.NAMES, "catalog.jsonld")}
    assert name in served or (name in files and "/api/v1/open-data/{name}" in served)


def test_enough_is_named_to_be_looked_at() -> None:
    assert (len(FILES) > 60, len(ROUTES) > 10) == (True, True)


def test_every_row_tells_its_state() -> None:
    rows = [line.split("|")[1:-1] for line in STATEMENT.splitlines() if line.startswith("|") and not line.startswith("|---")]
    told = [row[-2].strip() for row in rows]
    assert set(told) - {"state"} == _STATES
    assert len([row for row in rows if len(row) == 4 and row[0].strip().isdigit()]) == 16


def test_every_column_of_open_data_is_explained() -> None:
    columns = {name for name, _ in COLUMNS} | set(UNIT_COLUMNS) | set(FIGURE_COLUMNS)
    assert columns <= set(re.findall(r"^\| `(\w+)` \|", PAGES[1], re.MULTILINE))
