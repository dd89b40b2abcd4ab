"""Any record: out and in again unchanged, as JSON lines whole, as a spreadsheet where it says it holds it."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.procedure import Case, Document, Fee, LegalBasis, Method, Procedure, TimeLimit, Variant
from knowledge.importers.columns import BY_TITLE
from knowledge.importers.export import export
from knowledge.importers.job import import_portal
from knowledge.importers.spreadsheet import import_spreadsheet
from knowledge.repository import ProcedureRepository
from tests.catalogue import CATALOGUE, needs_catalogue

DAY = date(2026, 7, 18)
# Whatever JSON can hold: line breaks of every kind, quotes, what spreadsheets take for formulas, other scripts, unseen marks.
ODD = st.sampled_from(
    ["\n", "\r\n", "\u2028", '"', "=1+1", "'", "a\u0301", "\u200b", "\x00", "\t", ";", ": ", "| ", "(giữ nguyên)", "😀", "  "]
)
TEXT = st.lists(st.text(max_size=8) | ODD | st.sampled_from(["Nộp hồ sơ", "giấy tờ", "3 ngày", "Trực tiếp: "]), min_size=1, max_size=4).map(
    "".join
)
SOME = st.none() | TEXT
COUNT = st.none() | st.integers(-(2**40), 2**40)
DAYS = st.none() | st.dates()
DOCUMENT = st.builds(Document, name=TEXT.filter(bool), originals=COUNT, copies=COUNT, form_url=SOME, note=SOME)
LIMIT = st.builds(
    TimeLimit, value=st.none() | st.floats(allow_nan=False, allow_infinity=False), unit=st.sampled_from(["hour", "day", "other"]), text=SOME
)
FEE = st.builds(Fee, kind=st.sampled_from(["fee", "service_fee", "price"]), amount_vnd=COUNT, text=SOME)
METHOD = st.builds(
    Method, channel=st.sampled_from(["direct", "post", "online"]), time_limit=st.none() | LIMIT, fees=st.lists(FEE, max_size=2)
)
RECORD = st.builds(
    Procedure,
    code=st.from_regex(r"[0-9]\.[0-9]{6,8}", fullmatch=True),
    name=TEXT.filter(lambda text: len(text) >= 3),
    aliases=st.lists(TEXT, max_size=2),
    field=SOME,
    level=st.lists(st.sampled_from(["ward", "province", "ministry", "other"]), max_size=3),
    agency=SOME,
    place=SOME,
    cases=st.lists(st.builds(Case, name=SOME, documents=st.lists(DOCUMENT, max_size=2)), max_size=2),
    methods=st.lists(METHOD, max_size=2),
    steps=st.lists(TEXT, max_size=3),
    requirements=st.lists(TEXT, max_size=2),
    result=SOME,
    subjects=st.lists(TEXT, max_size=2),
    legal_basis=st.lists(st.builds(LegalBasis, number=TEXT, name=SOME, date=SOME), max_size=2),
    decision_number=SOME,
    source_url=SOME,
    updated=DAYS,
    checked=DAYS,
    valid_from=DAYS,
    valid_to=DAYS,
    life_event_group=SOME,
    variants=st.lists(st.builds(Variant, code=TEXT, difference=TEXT), max_size=2),
)
RECORDS = st.lists(RECORD, min_size=1, max_size=3, unique_by=lambda record: record.code).map(
    lambda found: sorted(found, key=lambda r: r.code)
)
OFTEN = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def imported(folder: Path) -> list[Procedure]:
    return ProcedureRepository(folder, folder / "imported.jsonl").imported()


@OFTEN
@given(RECORDS)
def test_records_survive_the_way_out_and_in_whole(records: list[Procedure]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        export(folder / "out.jsonl", records)
        report = import_portal(folder / "out.jsonl", folder / "one", None)
        assert (report.refused, imported(folder / "one")) == (0, records)
        export(folder / "again.jsonl", imported(folder / "one"))
        assert (folder / "again.jsonl").read_bytes() == (folder / "out.jsonl").read_bytes()
        assert import_portal(folder / "again.jsonl", folder / "one", None).changed == 0


@pytest.mark.parametrize("form", ["out.xlsx", "out.csv"])
@OFTEN
@given(records=RECORDS)
def test_a_spreadsheet_changes_no_record_it_was_made_of(form: str, records: list[Procedure]) -> None:
    """What a cell cannot hold it says, and leaves as it is; every other column comes back the same."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        ProcedureRepository(folder, folder / "imported.jsonl").replace_imported(records)
        export(folder / form, records)
        report = import_spreadsheet(folder / form, folder)
        assert (report.refused, report.changed, imported(folder)) == (0, 0, records)


@pytest.mark.parametrize("form", ["out.xlsx", "out.csv"])
@OFTEN
@given(records=RECORDS)
def test_a_spreadsheet_alone_gives_every_column_it_holds(form: str, records: list[Procedure]) -> None:
    """Imported where nothing is: a row whose cells hold all of the record is the record; another is refused, never half."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        kept = export(folder / form, records)
        import_spreadsheet(folder / form, folder / "empty")
        assert imported(folder / "empty") == [record for record in records if record.code not in kept]
        assert all(set(titles) <= {*BY_TITLE, "Cách nộp, thời hạn", "Phí, lệ phí"} for titles in kept.values())


@pytest.mark.slow
@needs_catalogue
def test_the_catalogue_survives_the_way_out_and_in(tmp_path: Path) -> None:
    import_portal(CATALOGUE, tmp_path / "one", DAY)
    export(tmp_path / "out.jsonl", imported(tmp_path / "one"))
    import_portal(tmp_path / "out.jsonl", tmp_path / "two", None)
    assert (tmp_path / "two" / "imported.jsonl").read_bytes() == (tmp_path / "one" / "imported.jsonl").read_bytes()
