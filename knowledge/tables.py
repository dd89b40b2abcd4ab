"""Read the tables that staff edit: a row a line, three columns with a tab between, `#` before a remark."""

from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line number, cells)` as `raw_rows` does, blanks around each cell removed."""
    for number, cells in raw_rows(path):
        yield number, [cell.strip() for cell in cells]


def raw_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line number, cells)` of the table at `path`, cells as written: in a pattern a blank is meant.

    Raises:
        ValueError: a row has not three columns; the message names its line.
    """
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != 3:
                raise ValueError(f"{path.name}, line {number}: three columns with a tab between are needed, here are {len(cells)}")
            yield number, cells
