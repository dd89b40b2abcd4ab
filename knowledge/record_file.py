"""The records of an opened release, each read from its line when it is first asked for.

A question touches about ten of thousands: a release opens in a fraction of the time, and half a second in which no other
question of the program could be answered is saved.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

from core.procedure import Procedure

_HEAD = b'{"code":"'  # how every line begins


class RecordFile(Sequence[Procedure]):
    """The records in the order of their rows; `rows` tells the row of each code. Read-only and thread-safe."""

    def __init__(self, path: Path) -> None:
        """Open `procedures.jsonl` of a release; that it is whole is `release.verify`'s to say."""
        # Only a line feed ends a line: a text may hold the other marks that `splitlines` knows.
        self._lines = [line for line in path.read_bytes().split(b"\n") if line]
        self._read: list[Procedure | None] = [None] * len(self._lines)
        self.rows = {line[len(_HEAD) : line.index(b'"', len(_HEAD))].decode(): row for row, line in enumerate(self._lines)}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> Procedure: ...
    @overload
    def __getitem__(self, row: slice) -> list[Procedure]: ...
    def __getitem__(self, row: int | slice) -> Procedure | list[Procedure]:
        """Return the record in `row`, or those of a slice."""
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        known = self._read[row]
        if known is None:  # two threads may read one at once; either is as good
            self._read[row] = known = Procedure.model_validate_json(self._lines[row])
        return known


class ByCode(Mapping[str, Procedure]):
    """The records of a file by their codes."""

    def __init__(self, records: RecordFile) -> None:
        """Look `records` up."""
        self._records = records

    def __getitem__(self, code: str) -> Procedure:
        return self._records[self._records.rows[code]]

    def __contains__(self, code: object) -> bool:
        return code in self._records.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._records.rows)

    def __len__(self) -> int:
        return len(self._records)


def rows(records: Sequence[Procedure]) -> Mapping[str, int]:
    """Return the row of each code."""
    return records.rows if isinstance(records, RecordFile) else {record.code: row for row, record in enumerate(records)}


def one(folder: Path, code: str) -> Procedure | None:
    """Return one record of the release in `folder`, and read no other. Raises `OSError`, or `ValueError` for one that is damaged."""
    head = _HEAD + code.encode() + b'"'
    with (folder / "procedures.jsonl").open("rb") as file:
        return next((Procedure.model_validate_json(line) for line in file if line.startswith(head)), None)
