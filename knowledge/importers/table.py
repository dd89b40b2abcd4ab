"""Tables in files: XLSX and CSV, read and written as rows of texts."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

Cells = list[str]
_MOST = 500_000_000  # bytes of an XLSX once it is unpacked; 4,580 procedures of the portal take 37 million
_MOST_ROWS = 50_000  # that are not empty: ten times the catalogue
_LAST_ROW = 1_048_576  # of a sheet, in any program
CELL_CHARS = 32_767  # what a cell of XLSX can hold
_ERROR_CELLS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
_FORMULA = ("=", "+", "-", "@", "'")


def read_table(path: Path) -> list[tuple[int, Cells]]:
    """Return `(row number as the program shows it, texts)` of the rows of `path` that are not empty.

    Raises:
        ValueError: the file is no XLSX, or no CSV in UTF-8, or has more rows than any catalogue; the sentence says what to do.
    """
    rows, found = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path), []
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
        if len(found) > _MOST_ROWS:
            raise ValueError(f"{path.name}: có hơn 50.000 dòng. Xin chia thành nhiều tệp nhỏ hơn.")
    return found


def write_table(path: Path, rows: Iterable[Cells], help_rows: Iterable[Cells] = ()) -> None:
    """Write `rows`, the first of them titles; XLSX also gets `help_rows` on a second sheet."""
    if path.suffix.lower() == ".xlsx":
        _write_xlsx(path, rows, help_rows)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # with the mark by which Excel knows UTF-8
        writer = csv.writer(file)
        writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: str) -> str:
    """Excel would run a text that begins like a formula; an apostrophe before it says it is text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _csv(path: Path) -> Iterator[tuple[int, Cells]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: tệp CSV phải ở bảng mã UTF-8. Trong Excel: Lưu thành, chọn “CSV UTF-8”, rồi nạp lại.") from error
    if "\0" in text:  # no text, and nothing that every database can keep
        raise ValueError(f"{path.name}: tệp có ký tự không phải văn bản. Trong Excel: Lưu thành, chọn “CSV UTF-8”, rồi nạp lại.")
    csv.field_size_limit(10_000_000)
    titles = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=titles.count)  # Excel set to Vietnamese parts cells by semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, [_plain(cell) for cell in cells]
            number += 1
    except csv.Error as error:
        raise ValueError(f"{path.name}: dòng {number} của tệp CSV không đọc được ({error})") from error


def _xlsx(path: Path) -> Iterator[tuple[int, Cells]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:  # which reads no more of a part than is told here
            if sum(part.file_size for part in packed.infolist()) > _MOST:
                raise ValueError("larger than any catalogue")
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            # What a file tells of its size is not believed: rows would be left out in silence, or filled up by the million.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                if number > _LAST_ROW:
                    raise ValueError("a row beyond the last")
                yield number, [_text(value) for value in row]
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, SyntaxError, OSError) as error:
        raise ValueError(f"{path.name}: không phải tệp Excel .xlsx, hoặc tệp bị hỏng. Mở bằng Excel và lưu lại dạng .xlsx.") from error


def _text(value: Any) -> str:
    """Numbers and days that Excel made of what was typed become text again."""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        # A procedure's code typed as a number loses its last zeros: it has six digits after the dot.
        return f"{value:.6f}" if not value.is_integer() else str(int(value))
    return "" if value is None else str(value)


def unreadable(cell: str) -> bool:
    """Tell whether Excel shows an error in the place of a value."""
    return cell.strip() in _ERROR_CELLS


def fits_xlsx(cell: str) -> bool:
    """Tell whether a cell of XLSX can hold the text, every character of it."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return len(cell) <= CELL_CHARS and not ILLEGAL_CHARACTERS_RE.search(cell) and "\r" not in cell


def _write_xlsx(path: Path, rows: Iterable[Cells], help_rows: Iterable[Cells]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _sheet(book, "Thủ tục", rows, width=36)
    _sheet(book, "Hướng dẫn", help_rows, width=60)
    book.save(path)
    book.close()


def _sheet(book: Any, title: str, rows: Iterable[Cells], width: int) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2" if title == "Thủ tục" else "A2"
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for number in range(1, 31):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for place, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, text) for text in row]
        for cell in cells:
            cell.data_type, cell.number_format, cell.alignment = "s", "@", wrapped  # text, even where it begins with "="
            if place == 0:
                cell.font = bold
        sheet.append(cells)
