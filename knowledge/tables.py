"""Read the tables that staff edit: a row a line, a tab between the columns, `#` before a remark."""

from collections.abc import Iterator
from pathlib import Path

_WORDS = {2: "two", 3: "three", 4: "four"}


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line number, cells)` as `raw_rows` does, blanks around each cell removed."""
    for number, cells in raw_rows(path):
        yield number, [cell.strip() for cell in cells]


def raw_rows(path: Path, columns: tuple[int, ...] = (3,)) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line number, cells)` of the table at `path`, cells as written: in a pattern a blank is meant.

    Args:
        path: the table.
        columns: how many columns a row may have.

    Raises:
        ValueError: a row has another number of columns; the message names its line.
    """
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) not in columns:
                wanted = " or ".join(_WORDS[count] for count in columns)
                raise ValueError(f"{path.name}, line {number}: {wanted} columns with a tab between are needed, here are {len(cells)}")
            yield number, cells
