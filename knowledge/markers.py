"""What tells near twins apart (`seed/markers.tsv`): first time or again, foreign element, mobile, renewal, ..."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.procedure import Procedure
from core.text import fold
from knowledge import tables

_SPOKEN_OF = 0.06
_NOT_SPOKEN_OF = -0.18
_NEVER = "-"  # in place of what people say: the marker tells a difference, and is not weighed in a search


@dataclass(frozen=True)
class Marker:
    """One difference: how records show it in their names, how people speak of it, and how it is said.

    `in_question` is `None` where it only tells twins apart. `difference` says what a record with the marker is,
    `otherwise` what a twin without it is; either may be missing.
    """

    name: str
    in_record: re.Pattern[str]
    in_question: re.Pattern[str] | None
    difference: str | None = None
    otherwise: str | None = None


def read(path: Path) -> list[Marker]:
    """Read the table at `path`. Raises `ValueError` naming the line that is not three or four columns of good patterns."""
    markers = []
    for number, (name, in_record, in_question, *said) in tables.raw_rows(path, (3, 4)):
        try:
            heard = None if in_question.strip() == _NEVER else re.compile(in_question)
            difference, _, otherwise = (part.strip() for part in "".join(said).partition("/"))
            markers.append(Marker(name, re.compile(in_record), heard, difference or None, otherwise or None))
        except re.error as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return markers


def of_record(name: str, markers: list[Marker]) -> frozenset[str]:
    """Return the markers the record's name carries that are weighed in a search."""
    folded = fold(name)
    return frozenset(marker.name for marker in markers if marker.in_question and marker.in_record.search(folded))


def of_name(bare: str, markers: list[Marker]) -> list[Marker]:
    """Return every marker that the `bare` name (folded, "thủ tục" dropped) carries, in the table's order."""
    return [marker for marker in markers if marker.in_record.search(bare)]


def of_question(text: str, markers: list[Marker]) -> frozenset[str]:
    """Return the markers `text` speaks of."""
    folded = fold(text)
    return frozenset(marker.name for marker in markers if marker.in_question and marker.in_question.search(folded))


def carried(procedures: list[Procedure], table: list[Marker]) -> npt.NDArray[np.float32]:
    """Return 1 where a record carries a marker, shape (records, markers that are weighed)."""
    found = [of_record(procedure.name, table) for procedure in procedures]
    return np.array([[name in names for name in _weighed(table)] for names in found], np.float32).reshape(len(found), -1)


def _weighed(table: list[Marker]) -> list[str]:
    return [marker.name for marker in table if marker.in_question]


class Weighed:
    """The markers of a release's records, ready to be compared with a question."""

    def __init__(self, carries: npt.NDArray[np.float32], table: list[Marker]) -> None:
        """Compare by `carries`, which `carried` makes; `table` is kept."""
        self.table = table
        self._names = _weighed(table)
        self._carries = carries

    def agreement(self, text: str) -> npt.NDArray[np.float32]:
        """Score how each record's markers agree with what `text` speaks of, shape (records,); one nobody spoke of weighs most."""
        spoken_of = of_question(text, self.table)
        worth = np.array([_SPOKEN_OF if name in spoken_of else _NOT_SPOKEN_OF for name in self._names], np.float32)
        return np.asarray(self._carries @ worth, np.float32)
