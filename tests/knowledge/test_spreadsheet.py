"""The spreadsheet: what is exported is imported as it was, and a bad cell is named in a clerk's words."""

import csv
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.procedure import Case, Document, Fee, LegalBasis, Method, Procedure, TimeLimit
from core.text import normalize
from knowledge.importers import cells, ways
from knowledge.importers.changes import told
from knowledge.importers.columns import COLUMNS, KEEP, row_of
from knowledge.importers.report import Report
from knowledge.importers.samples import SAMPLES
from knowledge.importers.spreadsheet import export_spreadsheet, import_spreadsheet, write_template
from knowledge.repository import ProcedureRepository
from tests.catalogue import needs_catalogue, raw_records
from tests.conftest import HOME
from tests.knowledge.records import LIBRARY, SMALL, procedure

TITLES = [column.title for column in COLUMNS]
CODE, NAME, PAPERS, WAYS, FEES = "Mã thủ tục", "Tên thủ tục", "Giấy tờ", "Cách nộp, thời hạn", "Phí, lệ phí"


def stored(folder: Path) -> list[Procedure]:
    return ProcedureRepository(folder, folder / "imported.jsonl").imported()


def put(folder: Path, *records: Procedure) -> None:
    ProcedureRepository(folder, folder / "imported.jsonl").replace_imported(records)


def sheet(folder: Path, *rows: dict[str, Any], name: str = "table.csv") -> Path:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    path = folder / name
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([titles, *([row.get(title, "") for title in titles] for row in rows)])
        return path
    book = Workbook()
    for row in [titles, *([row.get(title) for title in titles] for row in rows)]:
        book.active.append(row)
    book.save(path)
    return path


def reasons(report: Report) -> list[str]:
    return [row["reason"] for row in report.problems]


@pytest.fixture(params=["table.csv", "table.xlsx"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestThereAndBack:
    """Export, then import."""

    def test_records_come_back_as_they_were(self, tmp_path: Path, form: str) -> None:
        records = sorted(SMALL, key=lambda record: record.code)
        assert export_spreadsheet(tmp_path / form, records) == {}
        report = import_spreadsheet(tmp_path / form, tmp_path)
        assert (report.read, report.imported, report.changed, report.refused) == (5, 5, 5, 0)
        assert stored(tmp_path) == records
        assert import_spreadsheet(tmp_path / form, tmp_path).changed == 0

    def test_what_a_cell_cannot_hold_stays_the_record_s_own(self, tmp_path: Path) -> None:
        odd = procedure(steps=["x" * 40_000], place="Quầy 1", legal_basis=[{"number": "1/2020", "date": "mùa xuân"}])
        put(tmp_path, odd)
        assert export_spreadsheet(tmp_path / "t.xlsx", [odd]) == {odd.code: ["Các bước", "Căn cứ pháp lý"]}
        assert import_spreadsheet(tmp_path / "t.xlsx", tmp_path).changed == 0
        assert stored(tmp_path) == [odd]

    @pytest.mark.parametrize("start", ["=1+1", "+84", "-1", "@x", "'=x", "'x"])
    def test_a_text_like_a_formula_stays_text(self, tmp_path: Path, form: str, start: str) -> None:
        record = procedure(place=f"{start} tại quầy")
        export_spreadsheet(tmp_path / form, [record])
        import_spreadsheet(tmp_path / form, tmp_path)
        assert stored(tmp_path) == [record]

    def test_excel_never_runs_it(self, tmp_path: Path) -> None:
        export_spreadsheet(tmp_path / "t.xlsx", [procedure(place="=1+1")])
        export_spreadsheet(tmp_path / "t.csv", [procedure(place="=1+1")])
        book = load_workbook(tmp_path / "t.xlsx")
        assert [cell.data_type for cell in book.worksheets[0][2] if cell.value == "=1+1"] == ["s"]
        assert "'=1+1" in (tmp_path / "t.csv").read_text("utf-8-sig")

    @needs_catalogue
    def test_the_catalogue_s_records_fit(self) -> None:
        from knowledge.importers.portal import to_procedure

        some = [to_procedure(raw) for code, raw in list(raw_records().items())[:400] if "-" not in code]
        kept = {title: sum(row_of(record)[title] == KEEP for record in some) for title in TITLES}
        assert sum(kept.values()) <= 1, kept


ODDS = ["giấy", "tờ:", "Trực tiếp:", "3 ngày", ";", "50.000 đồng", "(1 bản sao)", "|", "Lệ phí", "a"]
WORDS = st.lists(st.sampled_from(ODDS), min_size=1)
TEXT = WORDS.map(" ".join).map(normalize)
COUNT = st.none() | st.integers(0, 3)
DOCUMENT = st.builds(Document, name=TEXT, originals=COUNT, copies=COUNT, note=st.none() | TEXT)
CASES = st.lists(st.builds(Case, name=st.none() | TEXT, documents=st.lists(DOCUMENT, max_size=3)), max_size=3)
LIMIT = st.builds(
    TimeLimit,
    value=st.none() | st.integers(1, 90).map(float) | st.just(1.5),
    unit=st.sampled_from(["hour", "day", "working_day", "month", "year", "other"]),
    text=st.none() | TEXT,
)
FEE = st.builds(
    Fee, kind=st.sampled_from(["fee", "service_fee", "price"]), amount_vnd=st.none() | st.integers(0, 10**8), text=st.none() | TEXT
)
METHOD = st.builds(
    Method, channel=st.sampled_from(["direct", "post", "online"]), time_limit=st.none() | LIMIT, fees=st.lists(FEE, max_size=2)
)


class TestEveryRecordIsSafe:
    """Whatever a record holds: its row gives the same record again, or leaves it alone."""

    @given(st.lists(METHOD, max_size=4), CASES, st.lists(TEXT, max_size=3))
    def test_a_row_gives_back_its_record(self, methods: list[Method], cases: list[Case], steps: list[str]) -> None:
        record = procedure().model_copy(update={"methods": methods, "cases": cases, "steps": steps})
        row = row_of(record)
        if row[WAYS] != KEEP:
            assert ways.read_methods(row[WAYS], row[FEES]) == methods
        if row[PAPERS] != KEEP:
            assert cells.read_cases(row[PAPERS]) == cases
        assert cells.read_lines(row["Các bước"]) == steps or row["Các bước"] == KEEP

    @given(st.text(max_size=60))
    def test_no_cell_is_too_strange(self, text: str) -> None:
        for column in COLUMNS:
            with suppress(ValueError):  # the one way to refuse
                column.read(text)


class TestWhatAClerkWrites:
    """The cells as they are typed by hand."""

    def test_papers_by_case(self) -> None:
        typed = "Đơn xin cấp thẻ (1 bản chính, 0 bản sao) | Có mẫu tại quầy\nTrẻ em: Giấy cam kết (2 bản sao)\n\nTrẻ em: Ảnh"
        assert cells.read_cases(typed) == [
            Case(documents=[Document(name="Đơn xin cấp thẻ", originals=1, copies=0, note="Có mẫu tại quầy")]),
            Case(name="Trẻ em", documents=[Document(name="Giấy cam kết", copies=2), Document(name="Ảnh")]),
        ]
        assert cells.read_cases("Đơn | mẫu: https://x.vn/don.docx | ký tên")[0].documents[0] == Document(
            name="Đơn", form_url="https://x.vn/don.docx", note="ký tên"
        )

    def test_a_step_may_have_lines_of_its_own(self) -> None:
        assert cells.read_lines("Bước 1:\n  Nộp hồ sơ\n  Chờ\nBước 2: Nhận") == ["Bước 1:\nNộp hồ sơ\nChờ", "Bước 2: Nhận"]

    def test_both_tone_styles_are_one(self) -> None:
        assert cells.read_text("hoà giải ở uỷ ban") == "hòa giải ở ủy ban"

    @pytest.mark.parametrize(
        ("typed", "limit"),
        [
            ("Trực tiếp: 3 ngày làm việc", TimeLimit(value=3, unit="working_day")),
            ("truc tiep: 1,5 giờ; trong giờ hành chính", TimeLimit(value=1.5, unit="hour", text="trong giờ hành chính")),
            ("Trực tiếp: Trong ngày", TimeLimit(text="Trong ngày")),
            ("Trực tiếp:", TimeLimit()),
            ("Trực tiếp", None),
        ],
    )
    def test_a_way_and_its_limit(self, typed: str, limit: TimeLimit | None) -> None:
        assert ways.read_methods(typed, "") == [Method(channel="direct", time_limit=limit)]

    @pytest.mark.parametrize(
        ("typed", "fee"),
        [
            ("Trực tiếp: 50.000 đồng; mỗi lần", Fee(amount_vnd=50_000, text="mỗi lần")),
            ("Trực tiếp: Lệ phí 50000đ", Fee(kind="service_fee", amount_vnd=50_000)),
            ("Trực tiếp: 50000", Fee(amount_vnd=50_000)),
            ("Trực tiếp: Mức giá 1.250.000 VNĐ", Fee(kind="price", amount_vnd=1_250_000)),
            ("Trực tiếp: 0 đồng", Fee(amount_vnd=0)),
            ("Trực tiếp: Theo Nghị quyết 124", Fee(text="Theo Nghị quyết 124")),
            ("Trực tiếp: 50.000 đồng/lần; 20.000 đồng/bản", Fee(text="50.000 đồng/lần; 20.000 đồng/bản")),
            ("Miễn phí cho hộ nghèo: có", Fee(text="Miễn phí cho hộ nghèo: có")),
        ],
    )
    def test_a_fee(self, typed: str, fee: Fee) -> None:
        assert ways.read_methods("Trực tiếp: 1 ngày", typed)[0].fees == [fee]

    def test_a_fee_without_a_way_holds_for_all_and_two_ways_of_one_channel_are_numbered(self) -> None:
        methods = ways.read_methods("Trực tiếp: 3 ngày\nTrực tiếp 2: 5 ngày\nTrực tuyến", "10.000 đồng\nTrực tiếp 2: 20.000 đồng")
        assert [[fee.amount_vnd for fee in method.fees] for method in methods] == [[10_000], [10_000, 20_000], [10_000]]
        assert [method.channel for method in methods] == ["direct", "direct", "online"]

    def test_laws_with_their_days(self) -> None:
        assert cells.read_legal("123/2015/NĐ-CP: Nghị định về hộ tịch (ngày 15/11/2015)\n60/2014/QH13") == [
            LegalBasis(number="123/2015/NĐ-CP", name="Nghị định về hộ tịch", date="2015-11-15"),
            LegalBasis(number="60/2014/QH13"),
        ]


class TestImport:
    """Rows against the stored records."""

    def test_columns_that_are_not_there_and_cells_that_say_so_leave_the_record_s_own(self, tmp_path: Path, form: str) -> None:
        put(tmp_path, LIBRARY)
        path = sheet(tmp_path, {CODE: LIBRARY.code, "Nơi nộp": "Quầy số 5", "Kết quả": KEEP, "Lĩnh vực": ""}, name=form)
        import_spreadsheet(path, tmp_path)
        assert stored(tmp_path) == [LIBRARY.model_copy(update={"place": "Quầy số 5", "field": None})]

    def test_fees_alone_keep_the_ways(self, tmp_path: Path) -> None:
        put(tmp_path, LIBRARY)
        import_spreadsheet(sheet(tmp_path, {CODE: LIBRARY.code, FEES: "Trực tuyến: Lệ phí 9.000 đồng"}), tmp_path)
        direct, online = stored(tmp_path)[0].methods
        assert (direct.fees, online.fees) == ([], [Fee(kind="service_fee", amount_vnd=9_000)])
        assert direct.time_limit == LIBRARY.methods[0].time_limit

    def test_titles_are_known_however_they_are_typed(self, tmp_path: Path) -> None:
        import_spreadsheet(sheet(tmp_path, {" MA THU TUC ": "1.900009", "tên thủ tục": "Cấp phép"}), tmp_path)
        assert stored(tmp_path)[0].name == "Cấp phép"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_a_csv_as_any_office_program_writes_it(self, tmp_path: Path, delimiter: str, encoding: str) -> None:
        with (tmp_path / "t.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([[CODE, NAME, "Các bước"], ["1.900009", "Cấp phép", "Một\nHai"], ["", "", ""]])
        report = import_spreadsheet(tmp_path / "t.csv", tmp_path)
        assert report.read == 1
        assert stored(tmp_path)[0].steps == ["Một", "Hai"]

    def test_what_excel_made_of_codes_and_days_is_understood(self, tmp_path: Path) -> None:
        from datetime import datetime

        path = sheet(
            tmp_path, {CODE: 1.9001, NAME: "Cấp phép", "Hiệu lực từ": datetime(2026, 1, 5), "Hiệu lực đến": "31/12/2026"}, name="t.xlsx"
        )
        import_spreadsheet(path, tmp_path)
        (record,) = stored(tmp_path)
        assert record.code == "1.900100"
        assert (str(record.valid_from), str(record.valid_to)) == ("2026-01-05", "2026-12-31")

    @pytest.mark.parametrize(
        ("cells_", "words"),
        [
            ({CODE: "1.9"}, "dòng 3, cột “Mã thủ tục”: mã phải có dạng 1.001193"),
            ({CODE: ""}, "cột “Mã thủ tục”: mã phải có dạng"),
            ({NAME: ""}, "dòng 3, cột “Tên thủ tục”: thiếu tên thủ tục"),
            ({FEES: "Trực tiếp: 50.00 đồng"}, "cột “Phí, lệ phí”: không đọc được số tiền “50.00”; ghi ví dụ 50.000 đồng"),
            ({FEES: "Bưu chính: 5.000 đồng"}, "“Bưu chính” chưa có ở cột “Cách nộp, thời hạn”"),
            ({WAYS: "Bồ câu: 3 ngày"}, "“Bồ câu: 3 ngày” không nêu cách nộp; mỗi dòng bắt đầu bằng Trực tiếp, Bưu chính"),
            ({WAYS: "", FEES: "5.000 đồng"}, "có phí nhưng cột “Cách nộp, thời hạn” để trống"),
            ({"Cấp thực hiện": "Cấp quận"}, "cột “Cấp thực hiện”: không có cấp “Cấp quận”; chỉ ghi: Cấp xã"),
            ({"Hiệu lực từ": "30/02/2026"}, "“30/02/2026” không phải là ngày"),
            ({"Thủ tục gần giống": "1.900001"}, "“1.900001” thiếu điểm khác"),
            ({"Thủ tục gần giống": ": x", "Kết quả": "#REF!"}, "ô báo lỗi #REF! của Excel"),
            ({"Kết quả": KEEP}, "ghi “(giữ nguyên)” nhưng thủ tục này chưa có"),
        ],
    )
    def test_a_bad_cell_is_named_by_row_and_column_and_the_other_rows_imported(
        self, tmp_path: Path, cells_: dict[str, str], words: str
    ) -> None:
        good = {CODE: "1.900009", NAME: "Cấp phép", WAYS: "Trực tiếp: 3 ngày"}
        report = import_spreadsheet(sheet(tmp_path, good, {**good, CODE: "1.900008", **cells_}), tmp_path)
        assert (report.read, report.imported, report.refused) == (2, 1, 1)
        assert words in reasons(report)[0]
        assert words in report.quarantine.read_text("utf-8")
        assert [record.code for record in stored(tmp_path)] == ["1.900009"]

    def test_every_bad_cell_of_a_row_is_named(self, tmp_path: Path) -> None:
        bad = {CODE: "1.900009", NAME: "Cấp phép", "Cấp thực hiện": "x", "Hiệu lực từ": "y", FEES: "Trực tiếp: 5"}
        report = import_spreadsheet(sheet(tmp_path, bad), tmp_path)
        assert list(report.problems[0]["fields"]) == ["Cấp thực hiện", "Hiệu lực từ", FEES]

    def test_a_code_that_stands_twice_is_refused_the_second_time(self, tmp_path: Path) -> None:
        row = {CODE: "1.900009", NAME: "Cấp phép"}
        report = import_spreadsheet(sheet(tmp_path, row, row), tmp_path)
        assert reasons(report) == ["dòng 3, cột “Mã thủ tục”: mã đã có ở dòng 2"]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ({CODE: "1.900009", "Cột lạ": "x"}, "cột “Cột lạ” không có trong mẫu. Các cột: Mã thủ tục"),
            ({NAME: "Cấp phép"}, "thiếu cột “Mã thủ tục”"),
            ({CODE: "1.900009", "ma thu tuc": "x"}, "cột “Mã thủ tục” có hai lần"),
        ],
    )
    def test_wrong_titles_stop_everything(self, tmp_path: Path, row: dict[str, str], words: str) -> None:
        with pytest.raises(ValueError, match=words):
            import_spreadsheet(sheet(tmp_path, row), tmp_path)

    @pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
    def test_another_encoding_is_said_to_be_one(self, tmp_path: Path, encoding: str) -> None:
        (tmp_path / "t.csv").write_bytes(f"{CODE},tên\n".encode(encoding, errors="replace"))
        with pytest.raises(ValueError, match=r"t\.csv: tệp CSV phải ở bảng mã UTF-8\. Trong Excel: Lưu thành"):
            import_spreadsheet(tmp_path / "t.csv", tmp_path)

    @pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut"])
    def test_a_file_that_is_no_workbook_is_said_to_be_none(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "t.xlsx").write_bytes(content)
        with pytest.raises(ValueError, match=r"t\.xlsx: không phải tệp Excel"):
            import_spreadsheet(tmp_path / "t.xlsx", tmp_path)

    def test_an_open_quote_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "t.csv").write_text(f'{CODE},{NAME}\n1.900009,"Cấp', "utf-8")
        with pytest.raises(ValueError, match="dòng 2 của tệp CSV không đọc được"):
            import_spreadsheet(tmp_path / "t.csv", tmp_path)

    def test_an_empty_file_lacks_its_titles(self, tmp_path: Path) -> None:
        (tmp_path / "t.csv").write_text("", "utf-8")
        with pytest.raises(ValueError, match="thiếu cột"):
            import_spreadsheet(tmp_path / "t.csv", tmp_path)


def test_the_template_shows_two_samples_and_imports_none_of_them(tmp_path: Path, form: str) -> None:
    write_template(tmp_path / form)
    report = import_spreadsheet(tmp_path / form, tmp_path)
    assert (report.read, report.refused, stored(tmp_path)) == (0, 0, [])
    if form.endswith("xlsx"):
        book = load_workbook(tmp_path / form)
        assert [worksheet.title for worksheet in book] == ["Thủ tục", "Hướng dẫn"]
        assert [cell.value for cell in book["Thủ tục"][1]] == TITLES
        assert book["Thủ tục"].max_row == 3
        assert book["Hướng dẫn"].max_row == len(TITLES) + 2


def test_the_samples_fill_the_cells_and_come_back(tmp_path: Path) -> None:
    empty = {title for title, cell in row_of(SAMPLES[0]).items() if not cell}
    assert empty == {"Nguồn", "Ngày đối chiếu", "Hiệu lực từ", "Hiệu lực đến", "Nhóm sự kiện"}
    export_spreadsheet(tmp_path / "t.csv", SAMPLES)
    import_spreadsheet(tmp_path / "t.csv", tmp_path)
    assert stored(tmp_path) == SAMPLES


def test_a_dry_run_says_field_by_field_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    put(tmp_path, LIBRARY)
    before = (tmp_path / "imported.jsonl").read_bytes()
    new = {CODE: "1.900009", NAME: "Cấp phép"}
    path = sheet(tmp_path, {CODE: LIBRARY.code, NAME: LIBRARY.name, "Các bước": "Điền đơn tại quầy.\nNhận thẻ ngay."}, new)
    report = import_spreadsheet(path, tmp_path, dry_run=True)
    assert list(told(report.changes)) == [
        "1.900001 Cấp thẻ thư viện",
        "  Các bước:",
        "    - Nhận thẻ sau khi đóng phí.",
        "    + Nhận thẻ ngay.",
        "1.900009 Cấp phép (mới)",
        "  Tên thủ tục:",
        "    + Cấp phép",
    ]
    assert (tmp_path / "imported.jsonl").read_bytes() == before
    assert not report.quarantine.exists()


def test_every_column_is_documented() -> None:
    text = (HOME / "docs" / "import.md").read_text("utf-8")
    assert not [column.title for column in COLUMNS if f"| {column.title} |" not in text]
    assert KEEP in text
