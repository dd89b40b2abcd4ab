"""The records that people's versions stand above: imported ones and the seed, followed as their files change.

Read into memory once a change of the files (about a second for 5,000 records); a record itself is read from its line.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.procedure import Procedure
from knowledge.editorial.entries import Entry, entry
from knowledge.release import without_collecting
from knowledge.repository import parsed

_Place = tuple[Path, int, int]  # a file, where in it the record begins, and how long it is


@dataclass(frozen=True)
class Snapshot:
    """The entries by code, in their order; `stamp` tells the files' state it was made of."""

    stamp: tuple[object, ...]
    entries: dict[str, Entry]
    places: dict[str, _Place]


class Catalogue:
    """`knowledge.editorial.ports.Records` over the files. Thread-safe."""

    def __init__(self, seed: Path, imported: Path) -> None:
        """Read seed files from `seed`/procedures and imported records from `imported` (JSON lines), as `ProcedureRepository`."""
        self._seed, self._imported = seed / "procedures", imported
        self._lock = threading.Lock()
        self._known = Snapshot((None,), {}, {})

    def snapshot(self) -> Snapshot:
        """Return what the files hold now. Raises `ValueError` naming the file and the field that is no record."""
        stamp = self._stamp()
        with self._lock:
            if self._known.stamp != stamp:
                with without_collecting():
                    self._known = self._read(stamp)
            return self._known

    def record(self, code: str) -> Procedure | None:
        """Return the record of `code`, the seed's before an imported one, or None. Raises `ValueError` for a damaged file."""
        for _ in range(2):  # the file may be replaced between the two looks
            place = self.snapshot().places.get(code)
            if place is None:
                return None
            path, start, length = place
            with path.open("rb") as file:
                file.seek(start)
                line = file.read(length)
            try:
                record = parsed(line, path.name)
            except ValueError:
                record = None
            if record is not None and record.code == code:
                return record
        raise ValueError(f"{path.name}: the record of {code} cannot be read")

    def _stamp(self) -> tuple[object, ...]:
        files = [self._imported, *sorted(self._seed.glob("*.json"))]
        return tuple(mark for path in files if (mark := _mark(path)))

    def _read(self, stamp: tuple[object, ...]) -> Snapshot:
        entries: dict[str, Entry] = {}
        places: dict[str, _Place] = {}
        for record, place in self._lines():
            entries[record.code], places[record.code] = entry(record, "imported"), place
        for path in sorted(self._seed.glob("*.json")):
            record = parsed(path.read_bytes(), path.name)
            entries[record.code], places[record.code] = entry(record, "seed"), (path, 0, -1)
        return Snapshot(stamp, {code: entries[code] for code in sorted(entries)}, places)

    def _lines(self) -> Iterator[tuple[Procedure, _Place]]:
        if not self._imported.exists():
            return
        start = 0
        with self._imported.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                yield parsed(line, f"{self._imported.name}, line {number}"), (self._imported, start, len(line))
                start += len(line)


def _mark(path: Path) -> tuple[object, ...] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return path.name, found.st_mtime_ns, found.st_size, found.st_ino
