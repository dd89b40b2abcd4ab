"""Many records as drafts: judged first with nothing written, bad rows named by their cell and mended, then a draft a row."""

import json
from datetime import date
from pathlib import Path

import pytest

from core.errors import Conflict, NotFound
from knowledge.editorial.imports import Imports
from knowledge.importers.columns import COLUMNS, row_of
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.table import write_table
from tests.editorial.conftest import AN, BINH, CHI, CODE, Room, approved, fee
from tests.knowledge.records import BEES, BOATS, KITES, LIBRARY, SMALL, procedure, raw

NEW = procedure("1.900070", "Cấp phép chợ nổi", place="Bến số 2")
TITLES = [column.title for column in COLUMNS]
FEES = "Phí, lệ phí"


@pytest.fixture
def imports(room: Room) -> Imports:
    return Imports(room.database, room.shelf, room.clock)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Five rows: a changed fee, one as it stands, a new one, and two that cannot be."""
    rows = [row_of(record) for record in (LIBRARY, BOATS, NEW, KITES, BEES)]
    rows[0][FEES] = "Trực tiếp: Phí 50.000 đồng"
    rows[3]["Hiệu lực đến"] = "31/02/2026"
    rows[4] |= {"Mã thủ tục": "ong", "Căn cứ pháp lý": ""}
    path = tmp_path / "bảng.xlsx"
    write_table(path, [TITLES, *([row[title] for title in TITLES] for row in rows)])
    return path


def test_a_sheet_is_judged_and_nothing_is_written(imports: Imports, room: Room, sheet: Path) -> None:
    run = imports.read_spreadsheet(sheet, "/tmp/x/bảng.xlsx", AN)
    assert imports.counts(run) == {"good": 2, "same": 1, "bad": 2}
    assert [row.name for row in imports.runs()] == ["bảng.xlsx"]
    late, nameless = imports.rows(run, "bad")
    (problem,) = late.problems
    assert (late.code, problem["column"], problem["cell"]) == (KITES.code, "Hiệu lực đến", "U5")
    assert "31/02/2026" in problem["why"]
    assert [(one["column"], one["cell"]) for one in nameless.problems] == [("Mã thủ tục", "A6")]
    assert room.history.of_code(CODE) == []


def test_bad_rows_are_mended_and_all_become_drafts(imports: Imports, room: Room, sheet: Path) -> None:
    run = imports.read_spreadsheet(sheet, sheet.name, AN)
    late, nameless = imports.rows(run, "bad")
    still = imports.fix(late.id, AN, {"Hiệu lực đến": "ngày mai", "không có cột này": "x"})
    assert (still.state, still.problems[0]["cell"]) == ("bad", "U5")
    assert imports.fix(late.id, AN, {"Hiệu lực đến": "28/02/2027"}).state == "good"
    assert imports.fix(nameless.id, AN, {"Mã thủ tục": BEES.code}).state == "same"
    assert imports.draft(run, AN) == {"drafted": 3}
    assert imports.counts(run) == {"drafted": 3, "same": 2}
    (version,) = room.history.of_code(CODE)
    assert (version.state, version.origin, version.author) == ("draft", "spreadsheet", AN)
    assert [change.field for change in room.history.changes(version.id)] == ["methods"]
    assert room.history.of_code(NEW.code)[0].content["place"] == "Bến số 2"
    assert imports.draft(run, AN) == {}
    with pytest.raises(Conflict):
        imports.fix(late.id, AN, {"Hiệu lực đến": ""})
    assert room.audited() == [f"{AN} procedure.open"]


def test_a_row_waits_for_the_draft_somebody_else_writes(imports: Imports, room: Room, sheet: Path) -> None:
    version = room.drafts.open(CODE, BINH)
    room.drafts.save(version.id, BINH, 0, {"place": "Quầy số 8"})
    run = imports.read_spreadsheet(sheet, sheet.name, AN)
    assert imports.draft(run, AN) == {"waiting": 1, "drafted": 1}
    (waiting,) = imports.rows(run, "good")
    assert "bản nháp" in waiting.problems[0]["why"]
    assert room.history.version(version.id).content["place"] == "Quầy số 8"
    room.review.withdraw(version.id, BINH, "nhường")
    assert imports.draft(run, AN) == {"drafted": 1}


def test_a_row_that_waited_takes_back_nothing_that_was_written_meanwhile(imports: Imports, room: Room, sheet: Path) -> None:
    run = imports.read_spreadsheet(sheet, sheet.name, AN)
    approved(room, {"place": "Quầy số 12"})
    assert imports.draft(run, AN) == {"drafted": 2}
    version = room.history.of_code(CODE)[0]
    assert (version.content["place"], version.content["methods"][0]["fees"][0]["amount_vnd"]) == ("Quầy số 12", 50_000)
    assert [change.field for change in room.history.changes(version.id)] == ["methods"]


def test_a_row_that_others_changed_too_is_looked_at_again(imports: Imports, room: Room, sheet: Path) -> None:
    run = imports.read_spreadsheet(sheet, sheet.name, AN)
    approved(room, {"methods": fee(60_000)})
    assert imports.draft(run, AN) == {"bad": 1, "drafted": 1}
    row = next(row for row in imports.rows(run, "bad") if row.code == CODE)
    (problem,) = row.problems
    assert (problem["column"], problem["cell"]) == ("Cách nộp, thời hạn", "I2")
    assert imports.fix(row.id, AN, {}).state == "good"
    assert imports.draft(run, AN) == {"drafted": 1}
    assert room.history.of_code(CODE)[0].content["methods"][0]["fees"][0]["amount_vnd"] == 50_000


def test_a_row_that_others_wrote_meanwhile_is_nothing_new(imports: Imports, room: Room, tmp_path: Path) -> None:
    path = tmp_path / "hẹp.csv"
    write_table(path, [["Mã thủ tục", "Kết quả"], [CODE, "Thẻ nhựa"]])
    run = imports.read_spreadsheet(path, path.name, AN)
    approved(room, {"result": "Thẻ nhựa"})
    assert imports.draft(run, AN) == {"same": 1}
    assert len(room.history.of_code(CODE)) == 1


def test_nobody_approves_what_they_brought_or_mended(imports: Imports, room: Room, sheet: Path) -> None:
    run = imports.read_spreadsheet(sheet, sheet.name, BINH)
    late = next(row for row in imports.rows(run, "bad") if row.code == KITES.code)
    imports.fix(late.id, CHI, {"Hiệu lực đến": "28/02/2027"})
    imports.draft(run, AN)
    version = room.history.of_code(KITES.code)[0]
    assert (version.author, version.editors) == (AN, [AN, BINH, CHI])
    assert room.history.of_code(CODE)[0].editors == [AN, BINH]


def test_a_portal_record_that_others_changed_too(imports: Imports, room: Room, tmp_path: Path) -> None:
    path = tmp_path / "portal.jsonl"
    path.write_text(json.dumps(raw()), "utf-8")
    run = imports.read_records(path, path.name, AN, date(2026, 7, 18), Scope())
    (row,) = imports.rows(run)
    approved(room, {"name": "Cấp phép múa lân"}, str(row.code))
    assert imports.draft(run, AN) == {"bad": 1}
    (row,) = imports.rows(run)
    assert {problem["column"] for problem in row.problems} >= {"name"}
    assert {problem["cell"] for problem in row.problems} == {""}


def test_a_row_is_compared_with_what_people_approved(imports: Imports, room: Room, sheet: Path) -> None:
    approved(room, {"methods": fee(50_000), "place": "Quầy số 12"})
    run = imports.read_spreadsheet(sheet, sheet.name, AN)
    row = next(row for row in imports.rows(run) if row.code == CODE)
    assert row.content is not None
    assert row.content["place"] == LIBRARY.place  # the sheet says so
    narrow = sheet.with_name("hẹp.csv")
    write_table(narrow, [["Mã thủ tục", "Kết quả"], [CODE, "Thẻ nhựa"]])
    (only,) = imports.rows(imports.read_spreadsheet(narrow, narrow.name, AN))
    assert only.content is not None
    assert (only.content["place"], only.content["result"]) == ("Quầy số 12", "Thẻ nhựa")


def test_a_code_twice_is_bad_the_second_time(imports: Imports, tmp_path: Path) -> None:
    path = tmp_path / "hai.csv"
    write_table(path, [["Mã thủ tục", "Kết quả"], [CODE, "A"], [BOATS.code, "B"], [CODE, "C"]])
    run = imports.read_spreadsheet(path, path.name, AN)
    (twice,) = imports.rows(run, "bad")
    assert (twice.place, twice.problems[0]["cell"], twice.problems[0]["why"]) == ("4", "A4", "mã đã có ở dòng 2")
    assert imports.fix(twice.id, AN, {"Kết quả": "D"}).state == "bad"
    assert imports.fix(twice.id, AN, {"Mã thủ tục": KITES.code}).state == "good"


def test_portal_records_become_drafts_and_keep_what_people_added(imports: Imports, room: Room, tmp_path: Path) -> None:
    path = tmp_path / "portal.jsonl"
    lines = [json.dumps(record) for record in (raw(), raw("1.900011", name=""), raw("1.900012", isInternal=True))]
    path.write_text("\n".join(lines), "utf-8")
    approved(room, {"name": "Cấp phép múa lân", "aliases": ["xin múa lân"]}, "1.900010")
    run = imports.read_records(path, path.name, AN, date(2026, 7, 18), Scope())
    assert imports.counts(run) == {"good": 1, "bad": 1, "kept_out": 1}
    assert imports.draft(run, AN) == {"drafted": 1}
    version = room.history.of_code("1.900010")[0]
    assert (version.origin, version.content["aliases"]) == ("portal", ["xin múa lân"])
    assert version.content["name"] != "Cấp phép múa lân"


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x00", b"PK\x03\x04kaputt", "Cột lạ\n1\n".encode(), "Tên thủ tục\nA\n".encode()])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_no_sheet_is_refused_whole(imports: Imports, tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="x"):
        imports.read_spreadsheet(path, path.name, AN)
    assert imports.runs() == []


def test_a_run_is_let_go(imports: Imports, room: Room, sheet: Path) -> None:
    first, second = (imports.read_spreadsheet(sheet, sheet.name, AN) for _ in range(2))
    imports.draft(first, AN)
    assert imports.counts_of([first, second, 99]) == {first: {"drafted": 2, "same": 1, "bad": 2}, second: imports.counts(second), 99: {}}
    imports.let_go(first, BINH)
    assert [run.id for run in imports.runs()] == [second]
    assert imports.rows(first) == []
    assert room.history.of_code(CODE)[0].origin == "spreadsheet"  # the draft stays
    for asked in (imports.run, lambda number: imports.let_go(number, AN)):
        with pytest.raises(NotFound):
            asked(first)


def test_a_row_that_is_not_there(imports: Imports) -> None:
    with pytest.raises(NotFound):
        imports.fix(7, AN, {})
    with pytest.raises(NotFound):
        imports.row(7)
    assert imports.draft(7, AN) == {}
    assert len(SMALL) == 5


def test_a_broken_record_does_not_hold_back_the_others(imports: Imports, tmp_path: Path) -> None:
    path = tmp_path / "cong.json"
    path.write_text(json.dumps([raw(), raw("1.90\0", name="a\0b"), {"code": "1.900012\0", "name": "x\0y"}]), "utf-8")
    run = imports.read_records(path, path.name, AN, None, Scope())
    assert imports.counts(run) == {"good": 1, "bad": 2}
