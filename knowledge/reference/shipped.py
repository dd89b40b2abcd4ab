"""The entries as they ship, by kind and key, read from the product's own files."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from core import words
from knowledge import aliases, tables
from knowledge.golden import QUESTIONS
from knowledge.importers.texts import line
from knowledge.life_event import Event
from knowledge.life_events import FOLDER
from knowledge.offices.models import COLUMNS
from knowledge.reference.kinds import ALIAS, GOLDEN, LIFE, TEXT, WARD, WORD
from knowledge.reference.schemas import Value

STAFF_TOPIC = "editorial"  # of `core/words`: what the desk says to staff, no text of citizens


class Shipped:
    """The files of one product. Each is read again only when it changed."""

    def __init__(self, seed: Path, questions: Path = QUESTIONS) -> None:
        """Read from `seed`, and the golden questions from `questions`."""
        self._files = {WORD: seed / "words.tsv", ALIAS: seed / aliases.TABLE, WARD: seed / "units.tsv", GOLDEN: questions}
        self._folder = seed / FOLDER

    def of(self, kind: str) -> dict[str, Value]:
        """Return the entries of `kind` in the order of their file. Nobody may change what is returned.

        Raises:
            ValueError, OSError: the file is broken, or not there.
        """
        if kind == TEXT:
            return _texts()
        if kind == LIFE:
            return _events(self._folder, tuple((path.name, path.stat().st_mtime_ns) for path in event_files(self._folder)))
        path = self._files[kind]
        return _read(kind, path, path.stat().st_mtime_ns) if path.exists() else {}


def word_key(kind: str, written: str) -> str:
    """Return the key of an entry of the words table."""
    return f"{kind}:{line(written).lower()}"


def event_files(folder: Path) -> list[Path]:
    """Return the files of life events in their order; one that begins with a line is no event."""
    return sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))


def event_of(path: Path) -> tuple[str, Value]:
    """Return the id and the value of the life event in a file. Raises `ValueError` for what is none."""
    event = Event.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
    return event.id, plain(event)


def plain(event: Event) -> Value:
    """Return an event as JSON, without what it leaves as it is anyway."""
    made: Value = event.model_dump(mode="json", exclude_defaults=True)
    return made


@lru_cache(32)
def _read(kind: str, path: Path, _changed: int) -> dict[str, Value]:
    readers = {WORD: _words, ALIAS: _aliases, WARD: _wards, GOLDEN: _questions}
    return readers[kind](path)


@lru_cache(4)
def _events(folder: Path, _changed: tuple[tuple[str, int], ...]) -> dict[str, Value]:
    return dict(event_of(path) for path in event_files(folder))


def _words(path: Path) -> dict[str, Value]:
    rows = [dict(zip(("kind", "written", "means"), cells, strict=True)) for _, cells in tables.rows(path)]
    return {word_key(row["kind"], row["written"]): row for row in rows}


def _aliases(path: Path) -> dict[str, Value]:
    return {name.lower(): {"name": name, "code": code} for code, names in aliases.read(path).items() for name in names}


def _wards(path: Path) -> dict[str, Value]:
    units: dict[str, Value] = {}
    for row in path.read_text("utf-8").splitlines()[1:]:
        cells = dict(zip(COLUMNS, row.split("\t"), strict=True))
        unit = units.setdefault(cells["code"], {**{name: cells[name] for name in COLUMNS[:3]}, "parts": []})
        unit["parts"].append({name: cells[name] for name in COLUMNS[3:]})
    return units


def _questions(path: Path) -> dict[str, Value]:
    rows: list[Any] = [json.loads(row) for row in path.read_text("utf-8").split("\n") if row.strip()]
    return {str(row["id"]): row for row in rows}


def _texts() -> dict[str, Value]:
    found = words.shipped().items()
    return {key: {"vi": entry["vi"].strip(), "en": entry["en"].strip()} for key, entry in found if not key.startswith(f"{STAFF_TOPIC}.")}
