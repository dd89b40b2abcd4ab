"""The weekly figures as open data: made of the stored ones, some thousand lines a year, whenever a week is added."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from channels.web import dcat
from conversations.figures.published import COLUMNS, FIGURES, LEAST, Line, Published, changed
from conversations.figures.schemas import ALL, NONE, UNKNOWN
from core.settings import Settings
from core.spreadsheet import MARK, row
from knowledge.open_data import File, Files

NAMES = ("figures.json", "figures.csv")
_KEYS = {ALL: "", NONE: "none", UNKNOWN: "unknown"}


@dataclass(frozen=True)
class Made:
    """The files and what is told of them; `changed` is None before the first week is published."""

    bodies: Mapping[str, bytes]
    packed: Mapping[str, bytes]
    files: dict[str, File]
    changed: datetime | None

    def body(self, name: str, packed: bool) -> bytes:
        """Return a file, or its packed form."""
        return self.packed[name] if packed else self.bodies[name]

    def described(self) -> Files | None:
        """Return what a catalogue tells of them; nothing before the first week."""
        return Files(f"{self.changed:%Y-%m-%d}", self.changed, None, Path(), self.files) if self.changed else None


_made: WeakKeyDictionary[Published, tuple[list[Line], Made]] = WeakKeyDictionary()


def made(published: Published, settings: Settings) -> Made:
    """Return the files. Raises `Unavailable` when the database fails."""
    lines = published.lines()
    known = _made.get(published)
    if known is None or known[0] is not lines:
        known = _made[published] = (lines, _files(lines, settings))
    return known[1]


def _files(lines: list[Line], settings: Settings) -> Made:
    last, told = changed(lines), [_told(line) for line in lines]
    head = {
        "modified": last.isoformat() if last else None,
        "licence": settings.open_data_licence,
        "licence_url": settings.open_data_licence_url,
        "publisher": dcat.publisher(settings),
        "least_people": LEAST,
    }
    listed = json.dumps({**head, "figures": told}, ensure_ascii=False, indent=1) + "\n"
    table = MARK + row(COLUMNS) + "".join(row("" if (value := one[name]) is None else value for name in COLUMNS) for one in told)
    bodies = {"figures.json": listed.encode(), "figures.csv": table.encode()}
    files = {name: File(name, len(body), sha256(body).hexdigest(), len(told)) for name, body in bodies.items()}
    return Made(bodies, {name: gzip.compress(body, mtime=0) for name, body in bodies.items()}, files, last)


def _told(line: Line) -> dict[str, str | int | None]:
    names = {"week": line.week.isoformat(), "channel": _KEYS.get(line.channel, line.channel), "topic": _KEYS.get(line.topic, line.topic)}
    return {**names, **{figure: line.values[figure] for figure in FIGURES}}
