"""A release (bản phát hành): an immutable snapshot of the knowledge with everything search needs.

`var/releases/<id>/` holds `procedures.jsonl`, the passages (`knowledge/passage_index.py`), the faiss indexes of the
names, the tables of words, markers and units, the life events, and `manifest.json` (counts, model, checksum of each file).
`var/releases/current` names the live one; readers watch it.
"""

import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ReleaseUnavailable
from core.procedure import Procedure
from knowledge import markers, passage_index, pointer, twins
from knowledge.accents import Restorer
from knowledge.beside import Beside, in_thread
from knowledge.embedder import CachedEmbedder
from knowledge.importers.watch import Watch, unwatched
from knowledge.index import VectorIndex
from knowledge.lexical import LabelIndex
from knowledge.life_events import FOLDER as LIFE_EVENTS
from knowledge.life_events import LifeEvents
from knowledge.offices.models import read_units
from knowledge.passages import Passage, labels, passages
from knowledge.record_file import RecordFile
from knowledge.spoken import spoken
from knowledge.text_index import TextIndex
from knowledge.words import Words

POINTER, current_id = pointer.POINTER, pointer.current_id
FORM = 5  # what the files are and hold; a release of another form is refused
TABLES = ("words.tsv", "markers.tsv", "units.tsv")
Laid = Mapping[
    str, str | None
]  # what people approved: the text of a file that stands in the place of the one of that name; None: it is out
Progress = Callable[[str], None]


def build(
    procedures: list[Procedure],
    tables: Path,
    embedder: CachedEmbedder,
    releases: Path,
    progress: Progress,
    watch: Watch = unwatched,
    beside: Beside = in_thread,
    laid: Laid | None = None,
) -> str:
    """Write a release of `procedures` under `releases` and return its id; nothing is live before `point_to`.

    Args:
        procedures: the records, in the order that becomes their row.
        tables: the folder that holds `TABLES`, and the life events if there are any.
        embedder: makes the vectors, each text once.
        releases: the folder of releases.
        progress: told each step, one line.
        watch: sees each text that must be embedded go by.
        beside: how half of the work is done beside the other.
        laid: what lies over the files of `tables`.

    Raises:
        ValueError: there is nothing to publish, or a table cannot be read.
    """
    if not procedures:
        raise ValueError("there is no record to publish")
    partial = releases / f".partial-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        _copy(tables, laid or {}, partial)
        numbers = _write(procedures, tables, embedder, partial, progress, watch, beside)
        manifest = _manifest(partial, numbers, embedder.encoder.version)
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        target = releases / manifest["id"]
        if target.exists():
            progress("nothing changed: the release exists")
        else:
            partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return str(manifest["id"])


def _write(
    procedures: list[Procedure], tables: Path, embedder: CachedEmbedder, folder: Path, progress: Progress, watch: Watch, beside: Beside
) -> dict[str, int]:
    pieces = [list(passages(procedure)) for procedure in procedures]
    names = [labels(procedure) for procedure in procedures]
    numbers = {"procedures": len(procedures), "labels": sum(map(len, names)), "passages": sum(map(len, pieces))}
    progress(f"{numbers['procedures']:,} procedures, {numbers['labels']:,} names, {numbers['passages']:,} passages")
    words = Words.read(folder / "words.tsv")  # a table that cannot be read must not be published
    known = markers.read(folder / "markers.tsv")

    def by_themselves() -> None:
        """Write what needs no vector, about half of the work."""
        learned = [*chain.from_iterable(names), *(piece.text for of_one in pieces for piece in of_one)]
        Restorer.learn(learned, spoken(tables, folder / "words.tsv"), embedder.clauses).save(folder / "accents.npz")
        twins.save(folder / "twins.json", procedures, known)
        np.save(folder / "markers.npy", markers.carried(procedures, known))
        whole = [" ".join([record.name, *(piece.text for piece in of_one)]) for record, of_one in zip(procedures, pieces, strict=True)]
        TextIndex.build(whole, embedder.syllables).save(folder / "records")

    with beside(by_themselves) as written:
        with (folder / "procedures.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(procedure.model_dump_json() + "\n" for procedure in procedures)
        _write_names(folder, names, words, embedder, progress, watch)
        progress("embedding passages")
        passage_index.write(folder, pieces, embedder, watch)
        written()
    return numbers


def _copy(tables: Path, laid: Laid, folder: Path) -> None:
    """Copy the tables with what lies over them, and read those that nothing else of a publish reads: a broken one goes to nobody."""
    shipped = [*TABLES, *(f"{LIFE_EVENTS}/{path.name}" for path in sorted((tables / LIFE_EVENTS).glob("*.yml")))]
    (folder / LIFE_EVENTS).mkdir()
    for name in dict.fromkeys((*shipped, *laid)):
        text = laid[name] if name in laid else (tables / name).read_text("utf-8")
        if text is not None:
            (folder / name).write_text(text, "utf-8", newline="\n")
    read_units(folder / "units.tsv")
    if any((folder / LIFE_EVENTS).iterdir()):
        LifeEvents.read(folder / LIFE_EVENTS)


def _write_names(folder: Path, names: list[list[str]], words: Words, embedder: CachedEmbedder, progress: Progress, watch: Watch) -> None:
    owners = [row for row, of_one in enumerate(names) for _ in of_one]
    written_out = [words.expand(name) for of_one in names for name in of_one]
    LabelIndex.build(written_out, owners).save(folder / "labels")
    LabelIndex.build(written_out, owners, str.lower).save(folder / "labels-spelled")
    progress("embedding names")
    VectorIndex.build(embedder.halves(written_out, watch).astype(np.float32)).save(folder / "labels.faiss")


def _manifest(folder: Path, numbers: dict[str, int], model: str) -> dict[str, Any]:
    sums = {str(path.relative_to(folder)): _checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    content = _content(sums, model, numbers)
    created = datetime.now(UTC)
    return {
        "id": f"{created:%Y%m%d}-{content[:8]}",
        "content": content,
        "created": created.isoformat(timespec="seconds"),
        "form": FORM,
        "model": model,
        "counts": numbers,
        "files": sums,
    }


def _content(files: dict[str, str], model: str, counts: dict[str, int]) -> str:
    return sha256(json.dumps([FORM, files, model, counts], sort_keys=True).encode()).hexdigest()


def point_to(releases: Path, release_id: str, *, verified: bool = False) -> None:
    """Make `release_id` the live release; the pointer changes in one step. The former stays for `rollback`.

    What was `verified` a moment ago is not read again.
    """
    former = current_id(releases)
    if not verified:
        verify(releases / release_id)
    if former and former != release_id:
        _replace(releases / "former", former)
    _replace(releases / POINTER, release_id)


def remove_old(releases: Path, kept: int) -> list[str]:
    """Remove all releases but the live one, the former one and the `kept` newest others; return the ids of the removed."""
    former = releases / "former"
    needed = {current_id(releases), former.read_text("utf-8").strip() if former.exists() else None}
    manifests = sorted(releases.glob("*/manifest.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    old = [path.parent for path in manifests if path.parent.name not in needed and not path.parent.name.startswith(".")][kept:]
    return [remove(releases, folder.name) for folder in old]


def remove(releases: Path, release_id: str) -> str:
    """Remove a release, which must be neither live nor the former one, and return its id."""
    # Renamed first: whoever opens it now sees all of it or nothing. What a program has mapped stays readable to it.
    shutil.rmtree((releases / release_id).rename(releases / f".removed-{os.getpid()}-{release_id}"))
    return release_id


def rollback(releases: Path) -> str:
    """Make the former release live again and return its id; raises `ReleaseUnavailable` when there is none."""
    release_id = former_id(releases)
    point_to(releases, release_id)
    return release_id


def former_id(releases: Path) -> str:
    """Return the id of the release that was live before; raises `ReleaseUnavailable` when there is none."""
    former = releases / "former"
    if not former.exists():
        raise ReleaseUnavailable("there is no former release to go back to")
    return former.read_text("utf-8").strip()


def counts(folder: Path) -> dict[str, int]:
    """Return how many procedures, names and passages the release in `folder` holds; its files are not looked at."""
    return dict(json.loads((folder / "manifest.json").read_text("utf-8"))["counts"])


def verify(folder: Path) -> dict[str, Any]:
    """Return the manifest of the release in `folder` once every file's checksum holds.

    Raises:
        ReleaseUnavailable: the release is missing, damaged or of another form; the message names the file.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        files: dict[str, str] = manifest["files"]
        known = manifest.get("form") == FORM
        intact = manifest["id"] == folder.name and manifest["content"] == _content(files, manifest["model"], manifest["counts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseUnavailable(f"release {folder.name}: manifest.json cannot be read ({error!r})") from error
    if not known:
        raise ReleaseUnavailable(f"release {folder.name}: manifest.json tells of a form this program does not read; publish again")
    if not intact:
        raise ReleaseUnavailable(f"release {folder.name}: manifest.json is damaged; publish again or roll back")
    for name, expected in files.items():
        path = folder / name
        if not path.is_file() or _checksum(path) != expected:
            raise ReleaseUnavailable(f"release {folder.name}: {name} is missing or damaged; publish again or roll back")
    return manifest


def read_procedures(folder: Path) -> list[Procedure]:
    """Read the records of the release in `folder`."""
    with without_collecting():
        return list(RecordFile(folder / "procedures.jsonl"))


def read_passages(folder: Path) -> list[Passage]:
    """Read the passages of the release in `folder`, in index order."""
    return passage_index.read(folder)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Do not look for garbage meanwhile: thousands of records, all kept, are made twice as fast without."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _replace(path: Path, content: str) -> None:
    partial = path.with_name(f".{path.name}-{os.getpid()}")
    partial.write_text(content + "\n", "utf-8")
    partial.replace(path)
