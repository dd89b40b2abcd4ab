"""What an import changes, field by field, in the words of the spreadsheet's columns."""

from collections.abc import Iterator
from difflib import ndiff

from knowledge.importers.columns import COLUMNS
from knowledge.importers.report import Change


def told(changes: list[Change]) -> Iterator[str]:
    """Yield the lines of a field-by-field difference: `-` what stands, `+` what would stand."""
    for before, after in changes:
        yield f"{after.code} {after.name}{'' if before else ' (mới)'}"
        for column in COLUMNS:
            old, new = column.plain(before) if before else "", column.plain(after)
            if old != new and column.name not in ("code", "checked"):
                yield f"  {column.title}:"
                yield from (f"    {line}" for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in "-+")
