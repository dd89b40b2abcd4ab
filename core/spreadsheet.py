"""Cells of a CSV file that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"  # at the begin of a file: spreadsheets know by it that the letters are UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(text: str) -> str:
    """Return `text` as a cell that no spreadsheet takes for a formula: with an apostrophe before what begins like one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def row(cells: Iterable[str | float]) -> str:
    """Return a line of a CSV file (RFC 4180); each text is guarded as by `cell`, a number is none to fear."""
    line = io.StringIO()
    csv.writer(line).writerow(cell(one) if isinstance(one, str) else one for one in cells)
    return line.getvalue()
