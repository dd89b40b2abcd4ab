"""Where the records are: the seed that ships, those imported into the state folder, and above them what people approved."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from core.procedure import Procedure
from knowledge import aliases


class Edited(Protocol):
    """What people wrote and approved (`knowledge.editorial.standing.Standing`)."""

    def standing(self, day: date) -> Mapping[str, Procedure | None]:
        """Return the approved record of each code on `day`; None: the procedure is taken out. Raises `Unavailable`."""


class ProcedureRepository:
    """Records by code. An approved one stands before the seed's, which is in plain words, and that before an imported one."""

    def __init__(self, seed: Path, imported: Path, edited: Edited | None = None) -> None:
        """Read seed files from `seed`/procedures, names from `seed`/aliases.tsv, imported records from `imported` (JSON lines)."""
        self._seed, self._imported, self._names, self._edited = seed / "procedures", imported, seed / aliases.TABLE, edited

    def published(self, today: date, names: dict[str, list[str]] | None = None) -> list[Procedure]:
        """Return every record valid on `today`, ordered by code, with the everyday `names`: those of `seed/aliases.tsv` unless told.

        Raises:
            ValueError: a file is not a record, or the table is not one; the message names the file and the field or line.
            Unavailable: what people approved cannot be read. Publishing without it would take their work back.
        """
        records: dict[str, Procedure | None] = {procedure.code: procedure for procedure in (*self.imported(), *self._seeds())}
        if self._edited:
            records |= self._edited.standing(today)
        valid = [record for _, record in sorted(records.items()) if record is not None and record.valid_on(today)]
        return aliases.added(valid, aliases.read(self._names) if names is None else names)

    def imported(self) -> list[Procedure]:
        """Return the imported records, in the order they came."""
        if not self._imported.exists():
            return []
        with self._imported.open("rb") as lines:
            return [parsed(line, f"{self._imported.name}, line {number}") for number, line in enumerate(lines, start=1)]

    def replace_imported(self, records: Iterable[Procedure]) -> None:
        """Store `records` in place of the imported ones; a crash in between leaves the former file."""
        self._imported.parent.mkdir(parents=True, exist_ok=True)
        partial = self._imported.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as lines:
            for record in records:
                lines.write(json.dumps(record.model_dump(mode="json"), ensure_ascii=False) + "\n")
        partial.replace(self._imported)

    def _seeds(self) -> list[Procedure]:
        return [parsed(path.read_bytes(), path.name) for path in sorted(self._seed.glob("*.json"))]


def parsed(text: bytes, where: str) -> Procedure:
    """Return the record that `text` holds; raises `ValueError` naming `where` and the first field that is wrong."""
    try:
        return Procedure.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
