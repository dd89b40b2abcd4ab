"""Procedures in a spreadsheet: one row a procedure, for clerks who keep their records in Excel (docs/import.md).

A column that is not in the file, and a cell that says `(giữ nguyên)`, leave the record's own; an empty cell is "not
stated". A row with a cell that cannot be read is refused whole, and every such cell is named by row and column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.procedure import Procedure
from core.text import fold
from knowledge.importers.columns import BY_TITLE, CODE, COLUMNS, FEES, KEEP, NAME, WAYS, row_of
from knowledge.importers.intake import Intake
from knowledge.importers.job import settle
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.report import Report
from knowledge.importers.samples import SAMPLES
from knowledge.importers.table import Cells, fits_xlsx, read_table, unreadable, write_table
from knowledge.importers.watch import Watch, unwatched
from knowledge.importers.ways import read_methods
from knowledge.repository import ProcedureRepository

SUFFIXES = (".xlsx", ".csv")
SAMPLE = "MẪU"  # before the code of a row that only shows how rows are written
_WORDS = {"code": "mã phải có dạng 1.001193", "name": "thiếu tên thủ tục"}


def import_spreadsheet(path: Path, target: Path, watch: Watch = unwatched, *, dry_run: bool = False) -> Report:
    """Import the rows of `path` (.xlsx or .csv) into `target`; see `knowledge.importers.job.import_portal`.

    Raises:
        ValueError: the file or its titles cannot be read; nothing is imported then.
    """
    table = read_rows(path)
    stored = {record.code: record for record in ProcedureRepository(target, target / "imported.jsonl").imported()}
    intake = Intake(Scope(), None)
    seen: dict[str, int] = {}
    for number, row in watch(table.rows, "rows", len(table.rows)):
        _take(intake, number, row, stored, seen)
    return settle(intake, target, dry_run=dry_run)


@dataclass(frozen=True)
class Sheet:
    """A spreadsheet as it was read: the columns' own titles in the file's order, and each row by its number, its cells by title."""

    titles: list[str]
    rows: list[tuple[int, dict[str, str]]]


def cell_name(titles: Sequence[str], title: str, row: str) -> str:
    """Return how Excel calls the cell of `row` under a title, such as `D5`."""
    place, letters = titles.index(title) + 1, ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def read_rows(path: Path) -> Sheet:
    """Read the rows of `path` but for the samples of the template; raises `ValueError` as `import_spreadsheet`."""
    (_, titles), *rows = read_table(path) or [(1, [])]
    columns = _titles(path, titles)
    by_title = [(number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))) for number, cells in rows]
    return Sheet(columns, [(number, row) for number, row in by_title if not fold(row[CODE.title]).startswith(fold(SAMPLE))])


def record_of(row: dict[str, str], old: Procedure | None) -> tuple[Procedure | None, dict[str, str]]:
    """Return the record a row makes of `old`, or None and what is wrong with its cells by title."""
    values, problems = _values(row, old)
    if not problems:
        try:
            return Procedure.model_validate({**(old.model_dump() if old else {}), "code": row[CODE.title].strip(), **values}), {}
        except ValidationError as error:
            problems = {_title(e["loc"][0]): _WORDS.get(str(e["loc"][0]), str(e["msg"])) for e in error.errors()}
    return None, problems


def export_spreadsheet(path: Path, records: Iterable[Procedure]) -> dict[str, list[str]]:
    """Write `records` to `path`; return by code the columns a cell could not hold, which say `(giữ nguyên)`."""
    xlsx, kept, rows = path.suffix.lower() == ".xlsx", {}, [[column.title for column in COLUMNS]]
    for record in records:
        row = row_of(record)
        if xlsx:
            row = {title: text if fits_xlsx(text) else KEEP for title, text in row.items()}
        if missing := [title for title, text in row.items() if text == KEEP]:
            kept[record.code] = missing
        rows.append(list(row.values()))
    write_table(path, rows, _help())
    return kept


def write_template(path: Path) -> None:
    """Write an empty table with two sample rows, which an import passes over."""
    samples = [{**row_of(sample), CODE.title: f"{SAMPLE} {sample.code}"} for sample in SAMPLES]
    write_table(path, [[column.title for column in COLUMNS], *(list(row.values()) for row in samples)], _help())


def _help() -> list[Cells]:
    return [["Cột", "Cách ghi"], *([column.title, column.help] for column in COLUMNS), [KEEP, "Ô ghi như vậy thì giữ nội dung đang có"]]


def _titles(path: Path, titles: Cells) -> list[str]:
    """Return the columns' own titles in the file's order, however they were typed."""
    by_folded = {fold(title): title for title in BY_TITLE}
    while titles and not titles[-1].strip():
        titles = titles[:-1]
    if unknown := [title for title in titles if fold(title).strip() not in by_folded]:
        raise ValueError(f"{path.name}: cột “{unknown[0].strip()}” không có trong mẫu. Các cột: {', '.join(BY_TITLE)}.")
    found = [by_folded[fold(title).strip()] for title in titles]
    if twice := [title for title in found if found.count(title) > 1]:
        raise ValueError(f"{path.name}: cột “{twice[0]}” có hai lần.")
    if CODE.title not in found:
        raise ValueError(f"{path.name}: thiếu cột “{CODE.title}”; dòng đầu tiên phải là tên các cột.")
    return found


def _take(intake: Intake, number: int, row: dict[str, str], stored: dict[str, Procedure], seen: dict[str, int]) -> None:
    intake.read += 1
    code = row[CODE.title].strip()
    record, problems = record_of(row, stored.get(code))
    if code in seen:
        problems[CODE.title] = f"mã đã có ở dòng {seen[code]}"
    seen.setdefault(code, number)
    if record is not None and not problems:
        intake.stand({"row": number}, record)
        return
    reason = "; ".join(f"dòng {number}, cột “{title}”: {why}" for title, why in problems.items())
    intake.refused.append({"row": number, "code": code or None, "fields": problems, "reason": reason})


def _values(row: dict[str, str], old: Procedure | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the record's fields the row states, and what is wrong with its cells by title."""
    values, problems = {}, {}
    for title in [title for title in row if title not in (CODE.title, WAYS, FEES)]:
        try:
            if _stated(row[title], old):
                values[BY_TITLE[title].name] = BY_TITLE[title].read(row[title])
        except ValueError as error:
            problems[title] = _why(error)
    if NAME.title in row and not values.get("name", KEEP):
        problems[NAME.title] = _WORDS["name"]
    if given := [title for title in (WAYS, FEES) if title in row]:
        _methods(row, given, old, values, problems)
    return values, problems


def _methods(row: dict[str, str], given: list[str], old: Procedure | None, values: dict[str, Any], problems: dict[str, str]) -> None:
    """Ways and fees make the methods together; the one that is not given is the record's."""
    try:
        told = [title for title in given if _stated(row[title], old)]
        own = row_of(old) if old and len(told) == 1 else {}
        texts = {title: row[title] if title in told else own.get(title, "") for title in (WAYS, FEES)}
        if KEEP in texts.values():
            raise ValueError("bản ghi đang có phức tạp hơn ô ghi được; ghi đủ cả hai cột cách nộp và phí")
        if told:
            values["methods"] = read_methods(texts[WAYS], texts[FEES])
    except ValueError as error:
        problems[given[-1]] = _why(error)


def _stated(cell: str, old: Procedure | None) -> bool:
    if unreadable(cell):
        raise ValueError(f"ô báo lỗi {cell.strip()} của Excel")
    if cell.strip() == KEEP and old is None:
        raise ValueError("ghi “(giữ nguyên)” nhưng thủ tục này chưa có trong dữ liệu")
    return cell.strip() != KEEP


def _why(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"giá trị không hợp lệ: {str(e['input'])[:60]}" for e in error.errors())
    return str(error)


def _title(name: Any) -> str:
    return next((column.title for column in COLUMNS if column.name == name), str(name))
