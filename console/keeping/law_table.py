"""A table of legal documents that is pasted from a spreadsheet: columns apart by tabs, or by semicolons or commas as in CSV."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from console.keeping.days import read_day
from core.text import fold
from knowledge.editorial.law_numbers import LONGEST, bare, key
from knowledge.editorial.laws import Law

COLUMNS = ("number", "name", "issued", "valid_from", "valid_to", "replaced_by", "source_url")
_MOST = 5_000  # rows
_HEADS = {"so hieu", "so", "number", "so ky hieu"}
Wrong = tuple[str, str]  # the line, and the words' key of what is wrong


Known = Callable[[str], Law | None]  # what is known of a number


def read(text: str, known: Known = lambda number: None) -> tuple[list[Law], list[Wrong]]:
    """Return the documents of a table, and the lines that are none. A first line with the names of the columns is passed over.

    An empty cell leaves what is known of the document. One that was replaced ends on the day before the other begins, which another
    line tells in whatever order, or what is known; where neither does and no end is told, the line is wrong: it would hold for ever.
    """
    lines: list[tuple[str, Law]] = []
    wrong: list[Wrong] = []
    good: list[Law] = []
    rows = [line for line in text.replace("\x00", "").splitlines() if line.strip(" \t;,")]
    for place, line in enumerate(rows[:_MOST]):
        cells = _cells(line)
        if place == 0 and fold(cells[0]) in _HEADS:
            continue
        law, fault = _law(cells)
        if law is None:
            wrong.append((line, fault))
        else:
            lines.append((line, _filled(law, known(law.number))))
    here = {key(law.number): law for _, law in lines}
    for line, law in lines:
        ended, fault = _ended(law, lambda number: here.get(key(number)) or known(number))
        if ended is None:
            wrong.append((line, fault))
        else:
            good.append(ended)
    return good, [*wrong, *((line, "keeping.fault_too_many") for line in rows[_MOST:])]


def _filled(law: Law, known: Law | None) -> Law:
    return replace(law, **{name: getattr(law, name) or getattr(known, name) for name in COLUMNS[1:]}) if known else law


def _ended(law: Law, known: Known) -> tuple[Law | None, str]:
    """Return `law`, with its last day where it was replaced; or None and what is wrong."""
    if law.valid_from and law.valid_to and law.valid_from > law.valid_to:
        return None, "keeping.fault_ends_early"
    if not law.replaced_by or law.valid_to:
        return law, ""
    other = known(law.replaced_by)
    if other is None or other.valid_from is None or (law.valid_from and other.valid_from <= law.valid_from):
        return None, "keeping.fault_replaced_when"
    return replace(law, valid_to=other.valid_from - timedelta(days=1)), ""


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
    successor, url = told["replaced_by"] or None, told["source_url"] or None
    if successor and (key(successor) == key(told["number"]) or len(bare(successor)) > LONGEST):
        return None, "keeping.fault_replaces_itself"
    if url and not url.startswith(("http://", "https://")):
        return None, "keeping.fault_address"
    return Law(told["number"], told["name"], issued, begins, ends, successor, url), ""
