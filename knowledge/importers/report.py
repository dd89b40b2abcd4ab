"""What an import did, and the files that say of each record left out why."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.procedure import Procedure
from knowledge.importers.reading import Where

Row = dict[str, Any]
Change = tuple[Procedure | None, Procedure]  # before (None: new) and after
QUARANTINE = "quarantine.jsonl"
ASIDE = "kept-out.jsonl"


@dataclass(frozen=True)
class Report:
    """What an import did, in records: `read == imported + sum(kept_out) + replaced + refused`.

    `changed` of the imported ones are new or differ from what stood before; `kept_out` counts by reason;
    `removed` stood before and are kept out now.
    """

    read: int
    imported: int
    changed: int
    refused: int
    kept_out: dict[str, int]
    replaced: int
    removed: int
    quarantine: Path
    aside: Path
    changes: list[Change] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)

    def summary(self) -> str:
        """Return the counts as one line."""
        out = [f"{number:,} kept out ({reason})" for reason, number in sorted(self.kept_out.items())]
        if self.replaced:
            out.append(f"{self.replaced:,} replaced by a later record of the same code")
        told = [f"{self.imported:,} imported ({self.changed:,} new or changed)", *out, f"{self.refused:,} refused"]
        if self.removed:
            told.append(f"{self.removed:,} imported before and taken out now")
        return f"{self.read:,} read: {', '.join(told)}"


def problem(where: Where, raw: Any, error: Exception) -> Row:
    """Return the quarantine's row for a record that cannot be read: where it stands, its code, which field and why."""
    fields = dict(_fields(error))
    code = raw.get("code") if isinstance(raw, dict) else None
    return {**where, "code": code, "fields": fields, "reason": "; ".join(f"{name}: {why}" for name, why in fields.items())}


def _fields(error: Exception) -> list[tuple[str, str]]:
    if isinstance(error, ValidationError):
        return [(".".join(map(str, e["loc"])) or "record", f"{e['msg']} (it is {_shown(e['input'])})") for e in error.errors()]
    name = getattr(error, "__notes__", ["record"])[0]
    return [(name, f"{error} is missing or unknown" if isinstance(error, KeyError) else str(error))]


def _shown(value: Any) -> str:
    try:
        return repr(str(value)[:80])
    except RecursionError:
        return "nested too deep to be shown"


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write `rows` as JSON lines; half a letter in a damaged record must not break the report of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(lines, "utf-8", errors="backslashreplace")
