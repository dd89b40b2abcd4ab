"""A table of legal documents that is pasted from a spreadsheet: columns apart by tabs, or by semicolons or commas as in CSV."""

import csv
import io

from console.keeping.days import read_day
from core.text import fold
from knowledge.editorial.law_numbers import LONGEST, bare, key
from knowledge.editorial.laws import Law

COLUMNS = ("number", "name", "issued", "valid_from", "valid_to", "replaced_by", "source_url")
_MOST = 5_000  # rows
_HEADS = {"so hieu", "so", "number", "so ky hieu"}
Wrong = tuple[str, str]  # the line, and the words' key of what is wrong


def read(text: str) -> tuple[list[Law], list[Wrong]]:
    """Return the documents of a table, and the lines that are none. A first line with the names of the columns is passed over."""
    good: list[Law] = []
    wrong: list[Wrong] = []
    lines = [line for line in text.replace("\x00", "").splitlines() if line.strip(" \t;,")]
    for place, line in enumerate(lines[:_MOST]):
        cells = _cells(line)
        if place == 0 and fold(cells[0]) in _HEADS:
            continue
        law, fault = _law(cells)
        if law is None:
            wrong.append((line, fault))
        else:
            good.append(law)
    return good, [*wrong, *((line, "keeping.fault_too_many") for line in lines[_MOST:])]


def _cells(line: str) -> list[str]:
    separator = next((one for one in ("\t", ";") if one in line), ",")
    try:
        cells = next(csv.reader(io.StringIO(line), delimiter=separator), [""])
    except csv.Error:
        cells = line.split(separator)
    return [cell.strip() for cell in cells] + [""] * (len(COLUMNS) - len(cells))


def _law(cells: list[str]) -> tuple[Law | None, str]:
    told = dict(zip(COLUMNS, cells, strict=False))
    if not 1 <= len(bare(told["number"])) <= LONGEST or not any(one.isdigit() for one in told["number"]):
        return None, "keeping.fault_law_number"
    try:
        issued, begins, ends = (read_day(told[name]) for name in ("issued", "valid_from", "valid_to"))
    except ValueError:
        return None, "keeping.fault_day"
    if begins and ends and begins > ends:
        return None, "keeping.fault_ends_early"
    successor, url = told["replaced_by"] or None, told["source_url"] or None
    if successor and (key(successor) == key(told["number"]) or len(bare(successor)) > LONGEST):
        return None, "keeping.fault_replaces_itself"
    if url and not url.startswith(("http://", "https://")):
        return None, "keeping.fault_address"
    return Law(told["number"], told["name"], issued, begins, ends, successor, url), ""
