"""The desk on SQLite and on PostgreSQL: queue, page and steps ask both alike."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from console.app import create_app
from console.roles import Role
from core.settings import Settings
from tests.console.conftest import quick
from tests.console.desk import Browser, Clock, arrive, read
from tests.console.versions.conftest import CODE, Office, much


@pytest.fixture
def office(either: Settings, clock: Clock) -> Iterator[Office]:
    app = create_app(quick(either), clock)
    with TestClient(app):
        lan, binh = (arrive(Browser(app, clock), login, role) for login, role in (("lan", Role.CURATOR), ("binh", Role.APPROVER)))
        yield Office(app.state.parts.editorial, lan, binh, lan)


def test_a_version_goes_through_both(office: Office) -> None:
    version = office.written(**much(office.room))
    place = f"/versions/{version.id}"
    steps: tuple[tuple[Browser, str, dict[str, str]], ...] = (
        (office.lan, "submit", {"note": "xin duyệt"}),
        (office.binh, "give-back", {"text": "Thiếu số."}),
        (office.lan, "submit", {}),
        (office.lan, "comment", {"text": "Đã thêm.", "field": "legal_basis"}),
        (office.binh, "approve", {"starts": "2027-01-01"}),
    )
    for person, verb, fields in steps:
        assert person.post(f"{place}/{verb}", place, revision="1", **fields).status_code == 303, verb
    for path in (place, "/versions?state=scheduled&who=others", f"/versions?code={CODE}", "/versions?state=all&page=2"):
        page = office.binh.get(path)
        assert page.status_code == 200
        assert "Thủ tục đăng ký khai sinh" in read(page)
    assert "Không có phiên bản nào khớp." in read(office.binh.get("/versions?state=all&who=mine"))
    assert "75.000 đồng" in read(office.lan.get(f"/versions/compare?before={version.id}@0&after={version.id}"))
    assert office.binh.post(f"{place}/withdraw", place, reason="Nhầm.").status_code == 303
    assert office.room.history.version(version.id).state == "withdrawn"
