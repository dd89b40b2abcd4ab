"""What an import does beyond one record: folders, doubles, case days, what people added, the originals."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.procedure import LegalBasis, Procedure
from knowledge.importers.export import export
from knowledge.importers.job import import_portal
from knowledge.importers.originals import Originals
from knowledge.importers.portal import to_procedure
from knowledge.repository import ProcedureRepository
from tests.knowledge.records import LIBRARY, SMALL, method, raw

DAY = date(2026, 7, 18)
NEWER, OLDER = 1776274200000, 1776000000000


def jsonl(folder: Path, *records: Any) -> Path:
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return file


def stored(folder: Path) -> list[Procedure]:
    return ProcedureRepository(folder, folder / "imported.jsonl").imported()


def put(folder: Path, *records: Procedure) -> None:
    ProcedureRepository(folder, folder / "imported.jsonl").replace_imported(records)


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


class TestFolder:
    """Single files, one record each."""

    def test_every_file_is_a_record(self, tmp_path: Path) -> None:
        folder = tmp_path / "records"
        folder.mkdir()
        (folder / "b.json").write_text(json.dumps(raw("1.900012"), indent=2), "utf-8")
        (folder / "a.json.gz").write_bytes(gzip.compress(json.dumps(raw("1.900011") | {"id": "x"}).encode()))
        (folder / "readme.txt").write_text("no record", "utf-8")
        report = import_portal(folder, tmp_path, DAY)
        assert (report.read, report.imported) == (2, 2)
        assert [record.code for record in stored(tmp_path)] == ["1.900011", "1.900012"]

    @pytest.mark.parametrize("content", [b"{broken", b"\xff\xfe{}", b"", b"[1"])
    def test_a_broken_file_is_set_aside_by_name_and_the_others_imported(self, tmp_path: Path, content: bytes) -> None:
        folder = tmp_path / "records"
        folder.mkdir()
        (folder / "a.json").write_bytes(content)
        (folder / "b.json").write_text(json.dumps(raw()), "utf-8")
        (folder / "c.json.gz").write_bytes(gzip.compress(json.dumps(raw()).encode())[:-8])
        report = import_portal(folder, tmp_path, DAY)
        assert (report.read, report.imported, report.refused) == (3, 1, 2)
        assert [row["file"] for row in rows(report.quarantine)] == ["a.json", "c.json.gz"]
        assert all("not JSON" in row["reason"] for row in rows(report.quarantine))

    def test_a_folder_without_records_is_said_to_be_one(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match=r"no \.json file"):
            import_portal(tmp_path, tmp_path / "state", DAY)

    def test_the_seed_s_own_form_is_read_too(self, tmp_path: Path) -> None:
        folder = tmp_path / "seed"
        folder.mkdir()
        for record in SMALL:
            (folder / f"{record.code}.json").write_text(record.model_dump_json(), "utf-8")
        import_portal(folder, tmp_path, None)
        assert stored(tmp_path) == sorted(SMALL, key=lambda record: record.code)


class TestCodes:
    """A code is what the national numbering gives, whatever stands around it."""

    @pytest.mark.parametrize("written", [" 1.900010", "1.900010\u00a0", "\u200b1.900010", "1. 900010", "1.900010\n"])
    def test_blanks_and_unseen_marks_go(self, written: str) -> None:
        assert to_procedure(raw(written)).code == "1.900010"

    @pytest.mark.parametrize("written", ["1.900010-Xoa", "190001", "TTHC1", "", "1.9000", "1,900010"])
    def test_what_is_no_code_is_quarantined_with_the_field_and_the_reason(self, tmp_path: Path, written: str) -> None:
        report = import_portal(jsonl(tmp_path, raw(written)), tmp_path, DAY)
        (row,) = rows(report.quarantine)
        assert (row["line"], row["code"]) == (1, written)
        assert list(row["fields"]) == ["code"]
        assert row["reason"].startswith("code: ")

    @pytest.mark.parametrize(
        ("record", "field"),
        [
            (raw(executionMethods=method(submissionMethod="PIGEON")), "methods"),
            (raw(executionMethods=[{}]), "methods"),
            (raw(executionCases=[{"name": "x"}]), "cases"),
            (raw(legalBasisesDetails=[None]), "legal_basis"),
            (raw(updatedAt=10**20), "updated"),
            (raw(name=None), "name"),
            (raw(name="\ud83d"), "name"),
            ({**raw(), "code": 1.900010}, "code"),
            ({**raw(), "code": None}, "code"),
            ({"id": "x"}, "record"),
            (7, "record"),
        ],
    )
    def test_the_field_that_is_wrong_is_named(self, tmp_path: Path, record: Any, field: str) -> None:
        report = import_portal(jsonl(tmp_path, record), tmp_path, DAY)
        (row,) = rows(report.quarantine)
        assert list(row["fields"]) == [field]


class TestDoubles:
    """One code, two records."""

    def test_the_later_stands_whatever_the_order(self, tmp_path: Path) -> None:
        later, earlier = raw(name="Mới hơn", updatedAt=NEWER), raw(name="Cũ hơn", updatedAt=OLDER) | {"id": "019d-old"}
        for order in ([later, earlier], [earlier, later]):
            report = import_portal(jsonl(tmp_path, *order), tmp_path, DAY)
            assert [record.name for record in stored(tmp_path)] == ["Mới hơn"]
            assert (report.imported, report.replaced) == (1, 1)
            (row,) = rows(report.aside)
            assert (row["name"], row["kept_out"]) == ("Cũ hơn", "replaced")
            assert "Mới hơn" in row["reason"]

    def test_an_older_file_does_not_bring_back_an_older_state(self, tmp_path: Path) -> None:
        import_portal(jsonl(tmp_path, raw(name="Mới hơn", updatedAt=NEWER)), tmp_path, DAY)
        report = import_portal(jsonl(tmp_path, raw(name="Cũ hơn", updatedAt=OLDER)), tmp_path, DAY)
        assert [record.name for record in stored(tmp_path)] == ["Mới hơn"]
        assert (report.imported, report.replaced) == (0, 1)
        assert "earlier state" in rows(report.aside)[0]["reason"]


class TestDaysByCase:
    """`cases[].processingDay` speaks where a way of submitting states no limit."""

    @staticmethod
    def text(cases: list[dict[str, Any]], **way: Any) -> str | None:
        silent: dict[str, Any] = {"processingTime": None, "description": ""} | way
        limit = to_procedure(raw(cases=cases, executionMethods=method(**silent))).methods[0].time_limit
        assert limit
        return limit.text

    @staticmethod
    def case(name: str, quantity: float | None, unit: str = "WORKING_DAY") -> dict[str, Any]:
        return {"name": name, "processingDay": {"qty": quantity, "type": unit}}

    def test_each_case_says_its_own(self) -> None:
        cases = [self.case("Cấp mới", 3), self.case("- Cấp lại:", 1.5, "DAY"), self.case("Đổi", 4, "HOUR")]
        assert self.text(cases) == "Cấp mới: 3 ngày làm việc; Cấp lại: 1,5 ngày; Đổi: 4 giờ"

    def test_a_limit_all_cases_share_is_said_once(self) -> None:
        assert self.text([self.case("Cấp mới", 3), self.case("Cấp lại", 3)]) == "3 ngày làm việc"

    def test_the_procedure_s_own_name_is_no_case(self) -> None:
        own = "Thủ tục cấp phép biểu diễn múa lân"
        assert self.text([self.case(own, 3)]) == "3 ngày làm việc"
        assert self.text([self.case(own, 3), self.case("Đoàn nước ngoài", 10)]) == "3 ngày làm việc; Đoàn nước ngoài: 10 ngày làm việc"

    def test_a_unit_without_a_name_is_filled_too(self) -> None:
        assert self.text([self.case("A", 3)], processingTime=1, processingTimeUnit="OTHER") == "3 ngày làm việc"

    def test_what_the_way_itself_says_stands(self) -> None:
        cases = [self.case("A", 3)]
        assert self.text(cases, processingTime=6) is None
        assert self.text(cases, description="Trong ngày") == "Trong ngày"
        assert self.text(cases, processingTime=1, processingTimeUnit="OTHER", description="Trong ngày") == "Trong ngày"

    @pytest.mark.parametrize("silence", [[], None, [{"name": "A"}], [{"name": "A", "processingDay": None}]])
    def test_nothing_comes_of_nothing(self, silence: Any) -> None:
        assert self.text(silence) is None

    @pytest.mark.parametrize(("quantity", "unit"), [(0, "DAY"), (None, "DAY"), (1, "OTHER"), (2, "FORTNIGHT")])
    def test_a_number_without_a_unit_says_nothing(self, quantity: float | None, unit: str) -> None:
        assert self.text([self.case("A", quantity, unit)]) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Thông tư 92/2015/TT-BTC ngày 15/6/2015 của Bộ Tài chính", "2015-06-15"),
        ("Thông tư số 92/2015/TT-BTC ngày 5 tháng 06 năm 2015", "2015-06-05"),
        ("Luật ngày 15/6/2015 thay 92/2015/TT-BTC", None),
        ("Thông tư 92/2015/TT-BTC sửa đổi Thông tư 1/2014/TT-BTC ngày 1/2/2014", None),
        ("Thông tư 92/2015/TT-BTC ngày 31/6/2015", None),
    ],
)
def test_a_legal_document_s_own_date_is_read_from_its_name(name: str, day: str | None) -> None:
    record = to_procedure(raw(legalBasisesDetails=[{"code": "92/2015/TT-BTC", "name": name}]))
    assert record.legal_basis == [LegalBasis(number="92/2015/TT-BTC", name=name, date=day)]


def test_what_people_added_survives_the_portal(tmp_path: Path) -> None:
    added = {"aliases": ["múa lân"], "variants": [{"code": "1.900001", "difference": "khác"}], "valid_to": "2027-01-01"}
    put(tmp_path, Procedure.model_validate({**to_procedure(raw()).model_dump(), **added}))
    report = import_portal(jsonl(tmp_path, raw(name="Tên mới")), tmp_path, DAY)
    (record,) = stored(tmp_path)
    assert (record.name, record.aliases, record.valid_to) == ("Tên mới", ["múa lân"], date(2027, 1, 1))
    assert record.variants[0].difference == "khác"
    assert report.changed == 1
    assert import_portal(jsonl(tmp_path, raw(name="Tên mới")), tmp_path, DAY).changed == 0


def test_a_later_look_is_noted_and_is_no_change(tmp_path: Path) -> None:
    import_portal(jsonl(tmp_path, raw()), tmp_path, DAY)
    assert import_portal(jsonl(tmp_path, raw()), tmp_path, date(2026, 8, 1)).changed == 0
    assert stored(tmp_path)[0].checked == date(2026, 8, 1)
    import_portal(jsonl(tmp_path, raw()), tmp_path, None)
    assert stored(tmp_path)[0].checked == date(2026, 8, 1), "nobody said when: the day known stays"


def test_what_is_exported_is_imported_as_it_was(tmp_path: Path) -> None:
    records = sorted([*SMALL, to_procedure(raw(), DAY)], key=lambda record: record.code)
    export(tmp_path / "out.jsonl", records)
    import_portal(tmp_path / "out.jsonl", tmp_path, None)
    assert stored(tmp_path) == records
    assert import_portal(tmp_path / "out.jsonl", tmp_path, DAY).changed == 0
    assert stored(tmp_path) == records, "a record of ours is taken as it is"


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    state = tmp_path / "state"
    report = import_portal(jsonl(tmp_path, raw(), raw("x")), state, DAY, dry_run=True)
    assert (report.imported, report.changed, report.refused) == (1, 1, 1)
    assert not state.exists()


class TestOriginals:
    """What was received is kept as it was received."""

    def test_the_source_s_own_spelling_is_there_to_be_shown(self, tmp_path: Path) -> None:
        sent = raw(name="Hoà  giải\u200b ở cơ sở")
        import_portal(jsonl(tmp_path, sent), tmp_path, DAY)
        assert stored(tmp_path)[0].name == "Hòa giải ở cơ sở"
        with Originals.open(tmp_path) as originals:
            assert originals.of_code("1.900010") == [sent]
            assert originals.of_code("1.999999") == []

    def test_what_is_kept_out_is_there_too(self, tmp_path: Path) -> None:
        import_portal(jsonl(tmp_path, raw(isInternal=True)), tmp_path, DAY)
        with Originals.open(tmp_path) as originals:
            assert originals.updated() == {raw()["id"]: NEWER}

    def test_half_a_letter_breaks_nothing(self, tmp_path: Path) -> None:
        sent = raw(note="\ud83d")
        import_portal(jsonl(tmp_path, sent), tmp_path, DAY)
        with Originals.open(tmp_path) as originals:
            assert originals.of_code("1.900010") == [sent]


def test_the_records_go_by_one_by_one(tmp_path: Path) -> None:
    seen: list[Any] = []

    def watch(rows: Any, what: str, total: int | None = None) -> Any:
        seen.append((what, total))
        return rows

    import_portal(jsonl(tmp_path, raw(), raw("1.900011")), tmp_path, DAY, watch=watch)
    assert seen == [("records", 2)]
    assert LIBRARY not in stored(tmp_path)
