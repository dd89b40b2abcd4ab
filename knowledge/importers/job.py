"""Import a file of portal records into the state folder: idempotent, and nothing is lost in silence."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.importers.portal import read_records, to_procedure
from knowledge.repository import ProcedureRepository


@dataclass(frozen=True)
class Report:
    """What an import did, in records."""

    read: int
    imported: int
    changed: int
    refused: int
    quarantine: Path


def import_portal(file: Path, target: Path, checked: date | None) -> Report:
    """Import the portal records of `file` into `target`; refused ones go to `target`/quarantine.jsonl with the reason.

    Of a code that stands twice the later record is kept. Records imported before and absent here stay.

    Raises:
        ValueError: a line is not JSON; nothing is imported then.
    """
    repository = ProcedureRepository(target, target / "imported.jsonl")
    before = {record.code: record for record in repository.imported()}
    after = dict(before)
    refused: list[dict[str, Any]] = []
    read = 0
    for number, raw in read_records(file):
        read += 1
        try:
            record = to_procedure(raw, checked)
            after[record.code] = record
        except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
            refused.append({"line": number, "code": raw.get("code") if isinstance(raw, dict) else None, "reason": _reason(error)})
    repository.replace_imported(after[code] for code in sorted(after))
    quarantine = target / "quarantine.jsonl"
    quarantine.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in refused), "utf-8")
    changed = sum(before.get(code) != record for code, record in after.items())
    return Report(read, read - len(refused), changed, len(refused), quarantine)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return f"missing field {error}" if isinstance(error, KeyError) else str(error)
