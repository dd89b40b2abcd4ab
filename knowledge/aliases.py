"""The table of what people call procedures whose own records do not say it (`seed/aliases.tsv`), added to the records."""

import re
from collections.abc import Iterable
from pathlib import Path

from core.procedure import Procedure
from core.text import normalize
from knowledge import tables

TABLE = "aliases.tsv"
_CODE = re.compile(r"\d\.\d{6,}")
_LONGEST = 80  # characters: a name is said in one breath; a longer cell is a slip


def read(path: Path) -> dict[str, list[str]]:
    """Read the everyday names by code, in the order of the table at `path`; without a table there are none.

    Raises:
        ValueError: a line is no code and name, or names what an earlier line names; the message names the line.
    """
    names: dict[str, list[str]] = {}
    told: dict[str, int] = {}
    for number, (code, name) in tables.raw_rows(path, (2,)) if path.exists() else ():
        alias = _name(code.strip(), normalize(name), f"{path.name}, line {number}")
        if (first := told.setdefault(alias.lower(), number)) != number:
            raise ValueError(f"{path.name}, line {number}: “{alias}” stands in line {first} already; a name belongs to one procedure")
        names.setdefault(code.strip(), []).append(alias)
    return names


def added(procedures: Iterable[Procedure], names: dict[str, list[str]]) -> list[Procedure]:
    """Return `procedures` with the everyday `names` after their own aliases; a code that no record has says nothing."""
    return [_with(record, names[record.code]) if record.code in names else record for record in procedures]


def _name(code: str, name: str, where: str) -> str:
    if not _CODE.fullmatch(code):
        raise ValueError(f"{where}: “{code[:_LONGEST]}” is no procedure's code, such as 1.013978")
    if not any(map(str.isalnum, name)) or len(name) > _LONGEST:
        raise ValueError(f"{where}: an everyday name of 1 to {_LONGEST} characters is needed")
    return name


def _with(record: Procedure, names: list[str]) -> Procedure:
    own = {alias.lower() for alias in record.aliases}
    return record.model_copy(update={"aliases": [*record.aliases, *(name for name in names if name.lower() not in own)]})
