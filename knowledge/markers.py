"""What tells near twins apart (`seed/markers.tsv`): first time or again, foreign element, mobile, renewal, ..."""

import re
from dataclasses import dataclass
from pathlib import Path

from core.text import fold
from knowledge import tables

_SPOKEN_OF = 0.06
_NOT_SPOKEN_OF = -0.18


@dataclass(frozen=True)
class Marker:
    """One difference: how records show it in their names, and how people speak of it."""

    name: str
    in_record: re.Pattern[str]
    in_question: re.Pattern[str]


def read(path: Path) -> list[Marker]:
    """Read the table at `path`. Raises `ValueError` naming the line that is not three columns of good patterns."""
    markers = []
    for number, line in tables.raw_rows(path):
        try:
            name, in_record, in_question = line
            markers.append(Marker(name, re.compile(in_record), re.compile(in_question)))
        except re.error as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return markers


def of_record(name: str, markers: list[Marker]) -> frozenset[str]:
    """Return the markers the record's name carries."""
    folded = fold(name)
    return frozenset(marker.name for marker in markers if marker.in_record.search(folded))


def of_question(text: str, markers: list[Marker]) -> frozenset[str]:
    """Return the markers `text` speaks of."""
    folded = fold(text)
    return frozenset(marker.name for marker in markers if marker.in_question.search(folded))


def agreement(record: frozenset[str], question: frozenset[str]) -> float:
    """Score how the record's markers agree with the question's: a marker nobody spoke of weighs most."""
    return _SPOKEN_OF * len(record & question) + _NOT_SPOKEN_OF * len(record - question)
