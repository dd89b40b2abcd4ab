"""What the procedures of the live release are called, and to which field of administration (lĩnh vực) each belongs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.pointer import current_id


@dataclass(frozen=True)
class Named:
    """The name of a procedure, and its field, which a record need not tell."""

    name: str
    field: str | None


def named(releases: Path) -> Mapping[str, Named]:
    """Return every procedure of the live release by its code; none where there is no release, or one that cannot be read."""
    release = current_id(releases)
    try:
        return _read(releases / release) if release else {}
    except (OSError, ValueError, KeyError, TypeError):
        # Who counts by field goes on without; that the release is damaged is told by those that answer from it.
        return {}


@lru_cache(2)
def _read(folder: Path) -> Mapping[str, Named]:
    """Read the records of a release, which never change: once a program, half a second for five thousand."""
    with (folder / "procedures.jsonl").open(encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return {record["code"]: Named(record.get("name") or record["code"], record.get("field") or None) for record in records}
