"""The audit desk: search, pages, export."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from console.audit.service import PAGE
from console.roles import Role
from core.audit import AuditRow, record
from core.clock import VIETNAM, now
from tests.console.desk import Browser, read

People = Callable[..., Browser]


def write(browser: Browser, count: int, subject: str = "procedure:1.00{}") -> None:
    with browser.parts.database.begin() as session:
        for number in range(count):
            record(session, "job:publish", "procedure.approve", subject.format(number), {"before": "draft", "fee": "=1+1"})


def test_who_did_what(admin: Browser) -> None:
    said = read(admin.get("/audit"))
    assert "Cài bảo mật bước hai" in said
    assert "quan-tri" in said
    assert "staff:1" not in said  # the login, where the row has the number
    assert "cách: liên kết dùng một lần" in said


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("who=QUAN-TRI", 3),
        ("who=staff:1", 3),
        ("who=nobody", 0),
        ("action=staff.create", 1),
        ("subject=PROCEDURE", 2),
        ("subject=%25", 0),
        ("action=procedure.approve&subject=1.001", 1),
        ("since=2000-01-01&until=2100-01-01", 6),
        ("until=2000-01-01", 0),
        ("since=1900-01-01&until=9000-12-31", 6),
        ("before=2", 1),
    ],
)
def test_searching(admin: Browser, query: str, count: int) -> None:
    write(admin, 2)
    assert admin.get(f"/audit?{query}").text.count("<tr><td") == count


def test_a_day_is_the_citys(admin: Browser) -> None:
    today = now().astimezone(VIETNAM).date()
    assert admin.get(f"/audit?since={today}&until={today}").text.count("<tr><td") >= 3
    assert admin.get(f"/audit?since={today + timedelta(days=2)}").text.count("<tr><td") == 0


@pytest.mark.parametrize("query", ["since=yesterday", "until=2026-13-01", "since=%00", "since=" + "9" * 150])
def test_what_is_no_day_is_told_beside_the_field(admin: Browser, query: str) -> None:
    answer = admin.get(f"/audit?{query}")
    assert answer.status_code == 422
    assert "Xin nhập ngày theo dạng" in read(answer)
    assert admin.get(f"/audit/export?{query}").status_code == 303


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=0001-01-01", "since=1899-12-31", "until=9001-01-01"])
def test_a_year_out_of_reach_is_told_beside_the_field(admin: Browser, query: str) -> None:
    answer = admin.get(f"/audit?{query}")
    assert answer.status_code == 422
    assert "Xin nhập năm từ 1900 đến 9000" in read(answer)
    assert admin.get(f"/audit/export?{query}").status_code == 303


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=99999999999999999999", "who=" + "x" * 200, "form=exe"])
def test_what_no_page_of_ours_asks(admin: Browser, query: str) -> None:
    assert admin.get(f"/audit/export?{query}" if "form" in query else f"/audit?{query}").status_code == 422


def test_page_after_page(admin: Browser) -> None:
    write(admin, 2 * PAGE)
    seen, place = 0, "/audit"
    while place:
        page = admin.get(place).text
        seen += page.count("<tr><td")
        more = re.search(r'href="(/audit\?[^"]*before=[^"]*)"', page)
        place = more[1].replace("&amp;", "&") if more else ""
    with admin.parts.database.read() as session:
        assert seen == session.scalar(sa.select(sa.func.count()).select_from(AuditRow))


def test_htmx_gets_the_table_alone(admin: Browser) -> None:
    part = admin.get("/audit", **{"hx-request": "true"}).text
    assert "<html" not in part
    assert "<table>" in part


def test_export(admin: Browser) -> None:
    write(admin, 1)
    lines = admin.get("/audit/export?form=jsonl&subject=procedure")
    assert lines.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
    (row,) = [json.loads(line) for line in lines.text.splitlines()]
    assert (row["actor"], row["subject"], row["detail"]["fee"]) == ("job:publish", "procedure:1.000", "=1+1")
    sheet = list(csv.DictReader(io.StringIO(admin.get("/audit/export?form=csv").content.decode("utf-8-sig"))))
    assert sheet[0]["action"] == "staff.create"
    assert sheet[-1]["action"] == "audit.export"  # this export, and the one before it
    assert [row["action"] for row in sheet].count("audit.export") == 2


def test_no_cell_is_a_formula(admin: Browser) -> None:
    write(admin, 1, "=cmd|calc")
    assert "'=cmd|calc" in admin.get("/audit/export?form=csv").text


def test_an_operator_may_read_it(somebody: People) -> None:
    assert somebody("lan", Role.OPERATOR).get("/audit").status_code == 200
