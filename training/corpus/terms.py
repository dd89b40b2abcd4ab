"""The names that the dialogue model knows from the knowledge base (danh mục): `lookups/terms.tsv` of the state folder, read only here."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

_SAMPLES = 8


@dataclass(frozen=True)
class Names:
    """The names of one entity: how many, of how many things, some of them, and when they were written."""

    entity: str
    terms: int
    things: int
    samples: tuple[str, ...]
    at: datetime


def counted(state: Path) -> list[Names]:
    """Return the names below the state folder by entity, the most first; none before the first training."""
    path = state / "lookups" / "terms.tsv"
    if not path.is_file():
        return []
    at = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc)
    found: dict[str, list[tuple[str, str]]] = {}
    for entity, thing, term in _rows(path):
        found.setdefault(entity, []).append((thing, term))
    made = [
        Names(name, len(rows), len({thing for thing, _ in rows}), _spread([term for _, term in rows]), at) for name, rows in found.items()
    ]
    return sorted(made, key=lambda one: -one.terms)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) == 3:
                yield row[0], row[1], row[2]


def _spread(terms: list[str]) -> tuple[str, ...]:
    """Some of them, from all over the list."""
    return tuple(terms[:: max(1, len(terms) // _SAMPLES)][:_SAMPLES])
