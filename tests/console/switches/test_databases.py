"""The desk of operation on both databases, and many who change units at once."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from fastapi.testclient import TestClient

from console.app import create_app
from console.roles import Role
from console.switches.board import Board
from console.switches.units import Units
from conversations.notices import Noticed
from core.overlays import Overlays
from core.settings import Settings
from tests.console.conftest import quick
from tests.console.desk import Browser, Clock, arrive
from tests.console.switches.test_notice import GOOD
from tests.console.test_databases import at_once

WARDS = ("26740", "26737", "26734", "26743")


@pytest.fixture
def operator(either: Settings, clock: Clock) -> Iterator[Browser]:
    app = create_app(quick(either), clock)
    with TestClient(app):
        yield arrive(Browser(app, clock), "van-hanh", Role.OPERATOR)


def test_every_page(operator: Browser) -> None:
    operator.post("/switches/turn", "/switches/turn?scope=channel:web", scope="channel:web", to="off", reason="thử")
    operator.post("/switches/notice", **GOOD)
    for page in ("", "/turn?scope=channel:web", "/notice", "/hours", "/days", "/days?year=2027", "/units", "/units?own=1", "/units/26740"):
        assert operator.get(f"/switches{page}").status_code == 200, page
    _, channels, _ = Board(operator.parts).rows()
    assert [row.off for row in channels] == [True, False]


def test_many_who_change_units_at_once_undo_nothing_of_each_other(operator: Browser) -> None:
    units = Units(operator.parts)
    known = [unit.code for unit in units.found() if unit.code in WARDS]
    at_once([partial(units.save, code, {"note": f"Ghi chú của {code}"}, 0, "staff:1", date(2026, 11, 23)) for code in known])
    said, revision = Overlays(operator.parts.database).get("units")
    assert {code: entry["note"] for code, entry in said.items()} == {code: f"Ghi chú của {code}" for code in known}
    assert revision == len(known) > 1


def test_a_person_is_told_once(operator: Browser) -> None:
    noticed = Noticed(operator.parts.database)
    told = [noticed.first("a" * 32, "rest", mark) for mark in ("2026-11-23:1", "2026-11-23:1", "2026-11-23:2", "2026-11-24:2")]
    assert told == [True, False, True, True]
