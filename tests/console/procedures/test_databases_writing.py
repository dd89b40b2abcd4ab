"""The desk of procedures on both databases, two people saving in the same moment among it; and with one that is down."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from console.app import create_app
from console.roles import Role
from core.settings import Settings
from tests.console.conftest import quick
from tests.console.desk import Browser, Clock, arrive, read
from tests.console.procedures.conftest import CODE, Office
from tests.console.procedures.sheet import opened


@pytest.fixture
def both(either: Settings, clock: Clock) -> Iterator[Office]:
    app = create_app(quick(either), clock)
    with TestClient(app):
        people = [arrive(Browser(app, clock), login, Role.CURATOR) for login in ("lan", "hoa", "nam")]
        yield Office(app.state.parts.editorial, *people)


def test_finding_writing_and_choosing(both: Office) -> None:
    lan, hoa = opened(both.lan, CODE), opened(both.hoa, CODE)
    lan.type("result", "Giấy của Lan")
    lan.type("source.result", "Điều 16\x00 Luật Hộ tịch")
    assert lan.autosave("result")["good"] is True
    hoa.type("result", "Giấy của Hoa")
    assert list(hoa.autosave("result")["fields"]) == ["result"]
    assert "Giấy của Hoa" in read(both.hoa.get(f"/procedures/{CODE}/merge"))
    for place in ("", "?q=khai+sinh&state=draft&order=changed", f"/{CODE}", f"/{CODE}/edit"):
        assert both.lan.get(f"/procedures{place}").status_code == 200, place


def test_two_save_in_the_same_moment(both: Office) -> None:
    sheets = [opened(both.lan, CODE), opened(both.hoa, CODE)]
    for sheet, who in zip(sheets, ("Lan", "Hoa"), strict=True):
        sheet.type("result", f"Giấy của {who}")
        sheet.type("agency" if who == "Lan" else "place", f"Chỗ của {who}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda sheet: sheet.autosave("result", "agency", "place"), sheets))
    version = both.room.history.version(1)
    [aside] = both.room.drafts.asides(1)
    assert {version.content["result"], aside.value} == {"Giấy của Lan", "Giấy của Hoa"}
    assert (version.content["agency"], version.content["place"]) == ("Chỗ của Lan", "Chỗ của Hoa")


def test_with_a_database_that_is_down_the_script_is_told_to_try_again(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("result", "Giấy")
    with office.lan.parts.database.begin() as session:
        session.execute(sa.text("ALTER TABLE procedure_versions RENAME TO gone"))
    for place in ("save", "edit", "items"):
        assert sheet.post(place, [*sheet.pairs, ("do", "save")]).status_code in (400, 503), place
    with office.lan.parts.database.begin() as session:
        session.execute(sa.text("ALTER TABLE gone RENAME TO procedure_versions"))
    assert sheet.autosave("result")["good"] is True
