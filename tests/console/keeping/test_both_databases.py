"""The desk on both databases: what a form or an address may hold that only one of them refuses."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from console.app import create_app
from console.roles import Role
from core.db import Database
from core.errors import BadRequest
from core.jobs import Job
from core.settings import Settings
from tests.console.conftest import quick
from tests.console.desk import Browser, Clock, arrive
from tests.console.keeping.conftest import CODE

NUL = "\x00"


@pytest.fixture
def keeper(either: Settings) -> Iterator[Browser]:
    clock = Clock()
    app = create_app(quick(either), clock)
    with TestClient(app):
        yield arrive(Browser(app, clock), "lan", Role.CURATOR, Role.APPROVER)


def test_what_no_column_takes_is_a_fault_of_who_sent_it(store: Database) -> None:
    """PostgreSQL alone refuses a NUL, and says so as of an error of its own."""
    asked = sa.select(Job.id).where(Job.kind == NUL)
    refuses = store.engine.dialect.name == "postgresql"
    with pytest.raises(BadRequest) if refuses else nullcontext(), store.read() as session:
        assert session.scalar(asked) is None


def test_a_byte_that_one_database_refuses_is_no_fault_of_the_server(keeper: Browser) -> None:
    for path in ("plan?who=%00", "plan?who=staff:1%00", "laws?q=%00&view=unlisted", "laws/new?number=1%00", "plan/assign?code=%00"):
        assert keeper.get(f"/keeping/{path}").status_code < 500, path
    number = f"1/2026/NĐ-CP{NUL}"
    forms: list[tuple[str, str, dict[str, str]]] = [
        ("laws/new", "laws/new", {"number": number, "name": NUL, "source_url": f"https://a.example/{NUL}", "replaced_by": NUL}),
        ("laws/new", "laws/new", {"number": number, "name": f"a{NUL}"}),
        ("laws/new", "laws/new", {"number": f"2/2026/NĐ-CP{NUL}", "replaced_by": f"3/2026/NĐ-CP{NUL}", "valid_to": "2026-01-01"}),
        ("laws/new", "laws/new", {"number": "4/2026/NĐ-CP", "replaced_by": f"văn bản{NUL}", "valid_to": "2026-01-01"}),
        ("laws/table", "laws/table", {"text": f"5/2026/NĐ-CP{NUL};{NUL}"}),
        ("plan/assign", "plan/assign", {"code": f"{CODE}{NUL}", "owner": f"staff:1{NUL}", "due": NUL}),
        ("plan/spread", "plan/spread", {"which": "field", "field": NUL, "owners": NUL, "first": NUL, "last": NUL}),
    ]
    for path, page, fields in forms:
        assert keeper.post(f"/keeping/{path}", f"/keeping/{page}", **fields).status_code < 500, (path, fields)
    for step in ("right", "done", "drop"):
        assert keeper.post(f"/keeping/plan/%00/{step}", "/keeping/plan").status_code < 500, step
