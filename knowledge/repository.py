"""Where the records are: the seed that ships, and those imported into the state folder."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from core.procedure import Procedure
from knowledge import aliases


class ProcedureRepository:
    """Records by code. A seed record, written in plain words, stands before an imported one of the same code."""

    def __init__(self, seed: Path, imported: Path) -> None:
        """Read seed files from `seed`/procedures, names from `seed`/aliases.tsv, imported records from `imported` (JSON lines)."""
        self._seed, self._imported, self._names = seed / "procedures", imported, seed / aliases.TABLE

    def published(self, today: date) -> list[Procedure]:
        """Return every record valid on `today`, ordered by code, with the everyday names of `seed/aliases.tsv`.

        Raises:
            ValueError: a file is not a record, or the table is not one; the message names the file and the field or line.
        """
        records = {procedure.code: procedure for procedure in (*self.imported(), *self._seeds())}
        valid = [records[code] for code in sorted(records) if records[code].valid_on(today)]
        return aliases.added(valid, aliases.read(self._names))

    def imported(self) -> list[Procedure]:
        """Return the imported records, in the order they came."""
        if not self._imported.exists():
            return []
        with self._imported.open("rb") as lines:
            return [_parse(line, f"{self._imported.name}, line {number}") for number, line in enumerate(lines, start=1)]

    def replace_imported(self, records: Iterable[Procedure]) -> None:
        """Store `records` in place of the imported ones; a crash in between leaves the former file."""
        self._imported.parent.mkdir(parents=True, exist_ok=True)
        partial = self._imported.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as lines:
            for record in records:
                lines.write(json.dumps(record.model_dump(mode="json"), ensure_ascii=False) + "\n")
        partial.replace(self._imported)

    def _seeds(self) -> list[Procedure]:
        return [_parse(path.read_bytes(), path.name) for path in sorted(self._seed.glob("*.json"))]


def _parse(text: bytes, where: str) -> Procedure:
    try:
        return Procedure.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
