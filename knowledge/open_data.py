"""What is published as files to download (dữ liệu mở): the records of a release as JSON and as a table, life events, units.

The files of a release lie in a folder of their own, each beside its packed copy (`.gz`), with `files.json` that tells sizes and
checksums. They are written once, when first asked for, and replace those of the release before.
"""

import gzip
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from core.errors import ReleaseUnavailable
from core.procedure import Procedure
from core.spreadsheet import MARK, row
from knowledge import life_events
from knowledge.importers import cells, ways
from knowledge.life_events import LifeEvents

FORM = 1  # what the files are; others are written anew
NAMES = ("procedures.json", "procedures.csv", "life-events.json", "units.csv")
_LEVEL = 6  # of packing
_STAYS = 3_600.0  # seconds
_INDEX = "files.json"
Column = tuple[str, Callable[[Procedure], str]]


@dataclass(frozen=True)
class File:
    """One file: its size in bytes, its checksum (SHA-256, hexadecimal), how many entries it holds."""

    name: str
    size: int
    sha256: str
    entries: int


@dataclass(frozen=True)
class Files:
    """The files of the release `release`, in `folder`; `made` is when the release was, `checked` the latest day of a record."""

    release: str
    made: datetime
    checked: str | None
    folder: Path
    all: dict[str, File]


def prepared(releases: Path, release_id: str, seed: Path, under: Path, terms: dict[str, str]) -> Files:
    """Return the files of a release, writing them below `under` where they are not there.

    Args:
        releases: the folder of releases.
        release_id: the one that is live.
        seed: where the units and life events are that a release of an older form has not.
        under: the folder of such files; those of other releases are removed from it.
        terms: what stands at the head of each JSON file: licence, publisher.

    Raises:
        ReleaseUnavailable: the release cannot be read.
    """
    try:
        manifest = json.loads((releases / release_id / "manifest.json").read_text("utf-8"))
        told = {"form": FORM, "release": release_id, "made": manifest["created"], "terms": terms}
        folder = under / f"{release_id}-{sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]}"
        kept = _read(folder) or _write(releases / release_id, seed, folder, told)
    except (OSError, ValueError, KeyError) as error:
        raise ReleaseUnavailable(f"release {release_id}: its open data cannot be made ({type(error).__name__})") from error
    files = {one["name"]: File(**one) for one in kept["files"]}
    return Files(release_id, datetime.fromisoformat(kept["made"]), kept["checked"], folder, files)


def _read(folder: Path) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads((folder / _INDEX).read_text("utf-8"))
        return kept
    except (OSError, ValueError):
        return None


def _write(release: Path, seed: Path, folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    partial = folder.with_name(f".partial-{os.getpid()}-{threading.get_ident()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    head = {"release": told["release"], "modified": told["made"], **told["terms"]}
    count, checked = _procedures(release / "procedures.jsonl", partial, head)
    counts = {"procedures.json": count, "procedures.csv": count}
    counts["life-events.json"] = _events(_either(release, seed, life_events.FOLDER), partial / "life-events.json", head)
    counts["units.csv"] = _units(_either(release, seed, "units.tsv"), partial / "units.csv")
    files = [asdict(_packed(partial / name, counts[name])) for name in NAMES]
    kept = {**told, "checked": checked, "files": files}
    (partial / _INDEX).write_text(json.dumps(kept), "utf-8")
    _take_the_place(partial, folder)
    return kept


def _take_the_place(partial: Path, folder: Path) -> None:
    """Put what was written in its place, where another program did not a moment ago, and remove what is old.

    The one before stays until the next: somebody may be about to open a file of it. So does whatever was written within the last hour.
    """
    if _read(folder) is None:
        shutil.rmtree(folder, ignore_errors=True)  # damaged: it would be in the way for ever
    with suppress(OSError):
        partial.rename(folder)
    shutil.rmtree(partial, ignore_errors=True)
    others = sorted((_written(other), other) for other in folder.parent.iterdir() if other != folder)
    before = next((other for _, other in reversed(others) if not other.name.startswith(".")), None)
    for written, other in others:
        if other != before and time.time() - written > _STAYS:
            shutil.rmtree(other, ignore_errors=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another program removed it
        return 0.0


def _either(release: Path, seed: Path, name: str) -> Path:
    return release / name if (release / name).exists() else seed / name


def _procedures(source: Path, folder: Path, head: dict[str, Any]) -> tuple[int, str | None]:
    """Write the records both ways, line by line; return how many there are, and the latest day one was checked."""
    count, checked = 0, ""
    with (
        source.open(encoding="utf-8") as lines,
        (folder / "procedures.json").open("w", encoding="utf-8", newline="\n") as listed,
        (folder / "procedures.csv").open("w", encoding="utf-8", newline="") as table,
    ):
        listed.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "procedures": [')
        table.write(MARK + row(name for name, _ in COLUMNS))
        for line in lines:
            record = Procedure.model_validate_json(line)
            listed.write(("," if count else "") + "\n" + line.rstrip("\n"))
            table.write(row(write(record) for _, write in COLUMNS))
            count, checked = count + 1, max(checked, record.checked.isoformat() if record.checked else "")
        listed.write("\n]}\n")
    return count, checked or None


def _events(folder: Path, target: Path, head: dict[str, Any]) -> int:
    """Write the events without the patterns that hear them: they are ours, and no fact."""
    events = [_plain(event.model_dump(mode="json")) for event in LifeEvents.read(folder).all.values()]
    target.write_text(json.dumps({**head, "life_events": events}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return len(events)


def _plain(event: dict[str, Any]) -> dict[str, Any]:
    questions = [
        {"id": q["id"], "text": q["text"], "options": [{"id": o["id"], "label": o["label"]} for o in q["options"]]}
        for q in event["questions"]
    ]
    steps = [{name: step[name] for name in ("id", "code", "title", "when", "after", "why", "optional")} for step in event["steps"]]
    return {name: event[name] for name in ("id", "title", "audience")} | {"questions": questions, "steps": steps}


def _units(source: Path, target: Path) -> int:
    """Write the city's units as they are kept: a line a former ward, none for a unit that was made of none."""
    units = set()
    with target.open("w", encoding="utf-8", newline="") as table:
        table.write(MARK + row(UNIT_COLUMNS))
        for line in source.read_text("utf-8").splitlines()[1:]:
            parts = line.split("\t")
            table.write(row([*parts, *[""] * len(UNIT_COLUMNS)][: len(UNIT_COLUMNS)]))
            units.add(parts[0])
    return len(units)


def _packed(path: Path, entries: int) -> File:
    with path.open("rb") as plain, gzip.GzipFile(f"{path}.gz", "wb", _LEVEL, mtime=0) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)
        plain.seek(0)
        digest = file_digest(plain, "sha256").hexdigest()
    return File(path.name, path.stat().st_size, digest, entries)


def _lines(values: Callable[[Procedure], list[str]]) -> Callable[[Procedure], str]:
    return lambda record: cells.write_lines(values(record))


def _text(name: str) -> Column:
    return name, lambda record: "" if (value := getattr(record, name)) is None else str(value)


def _laws(record: Procedure) -> Iterator[str]:
    for law in record.legal_basis:
        told = f"{law.number}: {law.name}" if law.name else law.number
        yield f"{told} ({law.date})" if law.date else told


COLUMNS: tuple[Column, ...] = (
    _text("code"),
    _text("name"),
    ("aliases", _lines(lambda record: record.aliases)),
    _text("field"),
    ("level", _lines(lambda record: list(record.level))),
    _text("agency"),
    _text("place"),
    ("documents", lambda record: cells.write_cases(record.cases)),
    ("time_limits", lambda record: ways.write_ways(record.methods)),
    ("fees", lambda record: ways.write_fees(record.methods)),
    ("steps", _lines(lambda record: record.steps)),
    ("requirements", _lines(lambda record: record.requirements)),
    _text("result"),
    ("subjects", _lines(lambda record: record.subjects)),
    ("legal_basis", _lines(lambda record: list(_laws(record)))),
    *map(_text, ("decision_number", "source_url", "updated", "checked", "valid_from", "valid_to", "life_event_group")),
    ("variants", lambda record: cells.write_variants(record.variants)),
)
UNIT_COLUMNS = ("code", "kind", "name", "former", "district", "province", "share")
