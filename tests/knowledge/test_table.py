"""Tables in files that tell a wrong size, or are larger than any catalogue."""

import re
import zipfile
from pathlib import Path

import pytest

from knowledge.importers.table import read_table, write_table

ROWS = [["Mã thủ tục", "Tên"], ["1.000001", "a"], ["1.000002", "b"]]
READ = list(enumerate(ROWS, start=1))


def changed(path: Path, size: str, more: str = "") -> Path:
    """A sheet of `ROWS` that tells to be of `size`, with `more` rows as XML."""
    write_table(path, ROWS)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            if name.endswith("sheet1.xml"):
                told = re.sub(r"<dimension[^>]*/>", "", content.decode())
                told = told.replace("<sheetViews>", f'<dimension ref="{size}"/><sheetViews>').replace("</sheetData>", f"{more}</sheetData>")
                content = told.encode()
            packed.writestr(name, content)
    return path


def row(number: int) -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>x</t></is></c></row>'


def test_rows_beyond_the_told_size_are_read(tmp_path: Path) -> None:
    assert read_table(changed(tmp_path / "t.xlsx", "A1")) == READ


def test_a_sheet_that_tells_of_every_cell_there_is_costs_what_it_holds(tmp_path: Path) -> None:
    path = changed(tmp_path / "t.xlsx", "A1:XFD1048576", '<row r="4"/>' + row(900_000))
    assert read_table(path) == [*READ, (900_000, ["x"])]


def test_a_row_beyond_the_last_is_of_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tệp bị hỏng"):
        read_table(changed(tmp_path / "t.xlsx", "A1", row(10**15)))


def test_more_rows_than_any_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Mã thủ tục\n" + "\n" * 60_000 + "1\n", "utf-8")
    assert read_table(path) == [(1, ["Mã thủ tục"]), (60_002, ["1"])]
    path.write_text("1\n" * 50_001, "utf-8")
    with pytest.raises(ValueError, match="hơn 50"):
        read_table(path)


def test_a_csv_with_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Mã thủ tục,Tên\n" + "1.000001,a\n" * 900 + "1.000002,b\0\n", "utf-8")
    with pytest.raises(ValueError, match="không phải văn bản"):
        read_table(path)
