"""What a file of others holds beside what stands here: read by a job, and kept for a day without the texts of bad rows."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import NotFound
from training.corpus.importing.schemas import Bad, Beside, DryRun, Row
from training.corpus.schemas import Target, Utterance
from training.labels.schemas import read, told

SHOWN = 1_000  # rows of each kind but the new ones that are kept, to be looked at
KINDS = ("new", "near", "conflicting", "same", "bad")
_ENDING = ".rows"


@dataclass(frozen=True)
class Report:
    """A dry run as it is shown: `counts` is of all rows of a kind, `rows` are those that are kept of it, as JSON (`rows_of`)."""

    name: str
    target: Target
    counts: Mapping[str, int]
    faults: Mapping[str, int]
    rows: Mapping[str, list[dict[str, Any]]] = field(repr=False)

    @property
    def new(self) -> list[Row]:
        """The rows that are new, all of them."""
        return [Row(one["number"], one["intent"], Utterance(one["text"], read(one["entities"]))) for one in self.rows["new"]]


def report_of(name: str, target: Target, run: DryRun) -> Report:
    """Return what is kept of a dry run; texts that hold personal data are not in it."""
    rows = {
        "new": [_row(one) for one in run.new],
        **{kind: [_beside(one) for one in getattr(run, kind)[:SHOWN]] for kind in ("near", "conflicting", "same")},
        "bad": [_bad(one) for one in run.bad[:SHOWN]],
    }
    counts = {kind: len(getattr(run, kind)) for kind in KINDS}
    return Report(name, target, counts, Counter(one.fault.value for one in run.bad), rows)


def _row(row: Row) -> dict[str, Any]:
    return {"number": row.number, "intent": row.intent, "text": row.utterance.text, "entities": told(row.utterance.entities)}


def _beside(one: Beside) -> dict[str, Any]:
    there = {"text": one.example.text, "intent": one.example.intent, "file": one.example.file, "line": one.example.line}
    return {**_row(one.row), "share": one.share, "there": there}


def _bad(one: Bad) -> dict[str, Any]:
    return {"number": one.number, "fault": one.fault.value}


def keep(upload: Path, report: Report) -> None:
    """Keep a report in the place of the file it was read from."""
    text = json.dumps({**vars(report), "target": report.target.value}, ensure_ascii=False)
    fresh = upload.with_name(f".{upload.name}{_ENDING}")
    fresh.write_text(text, "utf-8", errors="replace")
    os.replace(fresh, _place(upload))
    upload.unlink(missing_ok=True)


def kept(upload: Path) -> Report:
    """Return what was kept of the file `upload`. Raises `NotFound` once it is gone."""
    try:
        told = json.loads(_place(upload).read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound("the file that was uploaded is not there any more") from error
    return Report(told["name"], Target(told["target"]), told["counts"], told["faults"], told["rows"])


def forget(upload: Path) -> None:
    """Remove what was kept."""
    _place(upload).unlink(missing_ok=True)


def _place(upload: Path) -> Path:
    return upload.with_name(upload.name + _ENDING)
