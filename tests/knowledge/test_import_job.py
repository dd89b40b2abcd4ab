"""Importing a file: nothing lost in silence, nothing changed twice."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.importers.job import Report, import_portal
from knowledge.importers.jurisdiction import Scope
from knowledge.repository import ProcedureRepository
from tests.catalogue import CATALOGUE, needs_catalogue
from tests.knowledge.records import method, raw

DAY = date(2026, 7, 18)
ALL = 5_665


def write_plain(folder: Path, text: str) -> Path:
    path = folder / "records.jsonl"
    path.write_text(text, "utf-8")
    return path


def write_gzip(folder: Path, text: str) -> Path:
    path = folder / "records.jsonl.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


@pytest.fixture(params=[write_plain, write_gzip], ids=["plain", "gzip"])
def write(request: pytest.FixtureRequest) -> Callable[[Path, str], Path]:
    chosen: Callable[[Path, str], Path] = request.param
    return chosen


def lines(*records: Any) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def codes(target: Path) -> list[str]:
    return [record.code for record in ProcedureRepository(target, target / "imported.jsonl").imported()]


def quarantined(report: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.quarantine.read_text("utf-8").splitlines()]


def test_records_are_imported_in_order_of_code(tmp_path: Path, write: Callable[[Path, str], Path]) -> None:
    file = write(tmp_path, lines(raw("1.900012"), raw(" 1.900011 ")))
    report = import_portal(file, tmp_path / "state", DAY)
    assert (report.read, report.imported, report.changed, report.refused) == (2, 2, 2, 0)
    assert codes(tmp_path / "state") == ["1.900011", "1.900012"]
    assert quarantined(report) == []


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    file = write_plain(tmp_path, lines(raw("1.900011"), raw("1.900012")))
    import_portal(file, tmp_path, DAY)
    before = (tmp_path / "imported.jsonl").read_bytes()
    report = import_portal(file, tmp_path, DAY)
    assert (report.imported, report.changed) == (2, 0)
    assert (tmp_path / "imported.jsonl").read_bytes() == before


def test_only_what_changed_is_counted_as_changed(tmp_path: Path) -> None:
    import_portal(write_plain(tmp_path, lines(raw("1.900011"), raw("1.900012"))), tmp_path, DAY)
    report = import_portal(write_plain(tmp_path, lines(raw("1.900011"), raw("1.900012", name="Tên mới"), raw("1.900013"))), tmp_path, DAY)
    assert report.changed == 2


def test_records_imported_before_and_absent_now_stay(tmp_path: Path) -> None:
    import_portal(write_plain(tmp_path, lines(raw("1.900011"))), tmp_path, DAY)
    import_portal(write_plain(tmp_path, lines({**raw("1.900012"), "id": "another"})), tmp_path, DAY)
    assert codes(tmp_path) == ["1.900011", "1.900012"]


def test_of_a_code_that_stands_twice_the_later_is_kept(tmp_path: Path) -> None:
    report = import_portal(write_plain(tmp_path, lines(raw(name="Cũ hơn"), raw("1.900010", name="Mới hơn"))), tmp_path, DAY)
    (kept,) = ProcedureRepository(tmp_path, tmp_path / "imported.jsonl").imported()
    assert kept.name == "Mới hơn"
    assert kept.checked == DAY
    assert (report.read, report.imported, report.changed, report.replaced) == (2, 1, 1, 1)


def test_refused_records_are_kept_aside_with_line_code_and_reason(tmp_path: Path) -> None:
    broken = raw("1.900014")
    del broken["detail"]
    bad_code, bad_way = raw("1.900011-Xoa"), raw("1.900013", executionMethods=method(submissionMethod="PIGEON"))
    report = import_portal(write_plain(tmp_path, lines(raw(), bad_code, bad_way, broken, [], None, 7)), tmp_path, DAY)
    assert (report.read, report.imported, report.refused) == (7, 1, 6)
    rows = quarantined(report)
    assert [(row["line"], row["code"]) for row in rows] == [
        (2, "1.900011-Xoa"),
        (3, "1.900013"),
        (4, "1.900014"),
        (5, None),
        (6, None),
        (7, None),
    ]
    assert rows[0]["reason"].startswith("code: ")
    assert "PIGEON" in rows[1]["reason"]
    assert "detail" in rows[2]["reason"]
    assert all(row["reason"] for row in rows)
    assert codes(tmp_path) == ["1.900010"]


def test_a_record_refused_now_does_not_lose_the_one_imported_before(tmp_path: Path) -> None:
    import_portal(write_plain(tmp_path, lines(raw())), tmp_path, DAY)
    import_portal(write_plain(tmp_path, lines(raw(name=""))), tmp_path, DAY)
    assert codes(tmp_path) == ["1.900010"]


def test_a_line_that_is_not_json_is_named_and_nothing_is_imported(tmp_path: Path, write: Callable[[Path, str], Path]) -> None:
    file = write(tmp_path, lines(raw()) + "\n{broken\n")
    with pytest.raises(ValueError, match=rf"{file.name}, line 3: not JSON"):
        import_portal(file, tmp_path / "state", DAY)
    assert not (tmp_path / "state" / "imported.jsonl").exists()


def test_a_download_cut_short_is_named_and_nothing_is_imported(tmp_path: Path) -> None:
    file = write_gzip(tmp_path, lines(*(raw(f"1.9{number:05}") for number in range(50))))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(ValueError, match=r"records\.jsonl\.gz"):
        import_portal(file, tmp_path / "state", DAY)
    assert not (tmp_path / "state" / "imported.jsonl").exists()


def test_blank_lines_are_no_records(tmp_path: Path) -> None:
    assert import_portal(write_plain(tmp_path, f"\n{lines(raw())}\n  \n"), tmp_path, DAY).read == 1


@pytest.mark.slow
@needs_catalogue
def test_every_record_of_the_catalogue_is_imported_or_refused(tmp_path: Path) -> None:
    report = import_portal(CATALOGUE, tmp_path, DAY)
    assert report.read == ALL == report.imported + sum(report.kept_out.values()) + report.replaced + report.refused
    assert report.kept_out == {"internal": 190, "other province": 894}
    assert [row["code"] for row in quarantined(report)] == ["1.014955-Xoa"]
    assert len(report.aside.read_text("utf-8").splitlines()) == sum(report.kept_out.values())
    kept = ProcedureRepository(tmp_path, tmp_path / "imported.jsonl").imported()
    assert len(kept) == report.imported == report.changed
    assert all(record.name and record.checked == DAY for record in kept)
    texts = [fee.text for record in kept for way in record.methods for fee in way.fees if fee.text]
    assert not [text for text in texts if text.startswith("None")]
    before = (tmp_path / "imported.jsonl").read_bytes()
    assert import_portal(CATALOGUE, tmp_path, DAY) == replace(report, changed=0, changes=[])
    assert (tmp_path / "imported.jsonl").read_bytes() == before


@pytest.mark.slow
@needs_catalogue
def test_with_every_setting_open_only_the_broken_and_the_doubled_are_left_out(tmp_path: Path) -> None:
    report = import_portal(CATALOGUE, tmp_path, DAY, Scope(keep_other_provinces=True, keep_internal=True))
    assert (report.imported, report.kept_out, report.replaced, report.refused) == (5_663, {}, 1, 1)
