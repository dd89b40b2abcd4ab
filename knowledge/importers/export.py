"""Write records out, so that what is written can be imported again."""

import json
from collections.abc import Iterable
from pathlib import Path

from core.procedure import Procedure
from knowledge.importers.spreadsheet import SUFFIXES, export_spreadsheet

FORMS = (".jsonl", *SUFFIXES)


def export(path: Path, records: Iterable[Procedure]) -> dict[str, list[str]]:
    """Write `records` to `path`, whole as JSON lines or as the columns of a spreadsheet, by its ending.

    Returns:
        By code the columns that a cell of the spreadsheet could not hold; an import leaves those as they are.

    Raises:
        ValueError: the ending is none of `FORMS`.
    """
    if path.suffix.lower() in SUFFIXES:
        return export_spreadsheet(path, records)
    if path.suffix.lower() != ".jsonl":
        raise ValueError(f"{path.name}: the ending says the form, one of {', '.join(FORMS)}")
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record.model_dump(mode="json"), ensure_ascii=False) + "\n" for record in records)
    return {}
