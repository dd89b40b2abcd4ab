"""A release (bản phát hành): an immutable snapshot of the knowledge with everything search needs.

`var/releases/<id>/` holds `procedures.jsonl`, `passages.jsonl`, the faiss and lexical indexes, the tables
of words and markers, and `manifest.json` (counts, model, checksum of each file). `var/releases/current` names
the live one; readers watch it.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.errors import ReleaseUnavailable
from core.procedure import Procedure
from core.text import fold
from knowledge import markers
from knowledge.embedder import CachedEmbedder
from knowledge.index import VectorIndex
from knowledge.lexical import TextIndex
from knowledge.passages import Passage, labels, passages
from knowledge.words import Words

POINTER = "current"
TABLES = ("words.tsv", "markers.tsv")
Progress = Callable[[str], None]


def build(procedures: list[Procedure], tables: Path, embedder: CachedEmbedder, releases: Path, progress: Progress) -> str:
    """Write a release of `procedures` under `releases` and return its id; nothing is live before `point_to`.

    Args:
        procedures: the records, in the order that becomes their row.
        tables: the folder that holds `TABLES`.
        embedder: makes the vectors, each text once.
        releases: the folder of releases.
        progress: told each step, one line.

    Raises:
        ValueError: there is nothing to publish.
    """
    if not procedures:
        raise ValueError("there is no record to publish")
    partial = releases / f".partial-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        counts = _write(procedures, tables, embedder, partial, progress)
        manifest = _manifest(partial, counts, embedder.encoder.version)
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        target = releases / manifest["id"]
        if target.exists():
            progress("nothing changed: the release exists")
        else:
            partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return str(manifest["id"])


def _write(procedures: list[Procedure], tables: Path, embedder: CachedEmbedder, folder: Path, progress: Progress) -> dict[str, int]:
    pieces = [passage for procedure in procedures for passage in passages(procedure)]
    names = [label for procedure in procedures for label in labels(procedure)]
    progress(f"{len(procedures):,} procedures, {len(names):,} names, {len(pieces):,} passages")
    _lines(folder / "procedures.jsonl", [procedure.model_dump(mode="json") for procedure in procedures])
    _lines(folder / "passages.jsonl", [asdict(piece) for piece in pieces])
    Words.read(tables / "words.tsv")  # a table that cannot be read must not be published
    markers.read(tables / "markers.tsv")
    for table in TABLES:
        shutil.copyfile(tables / table, folder / table)
    for name, texts in (("labels", names), ("labels-folded", [fold(n) for n in names]), ("passages", [p.text for p in pieces])):
        progress(f"embedding {name}")
        VectorIndex.build(embedder.passages(texts)).save(folder / f"{name}.faiss")
    embedder.save()
    TextIndex.build([piece.text for piece in pieces]).save(folder / "text")
    return {"procedures": len(procedures), "labels": len(names), "passages": len(pieces)}


def _manifest(folder: Path, counts: dict[str, int], model: str) -> dict[str, Any]:
    sums = {str(path.relative_to(folder)): _checksum(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    content = _content(sums, model, counts)
    created = datetime.now(UTC)
    return {
        "id": f"{created:%Y%m%d}-{content[:8]}",
        "content": content,
        "created": created.isoformat(timespec="seconds"),
        "model": model,
        "counts": counts,
        "files": sums,
    }


def _content(files: dict[str, str], model: str, counts: dict[str, int]) -> str:
    return sha256(json.dumps([files, model, counts], sort_keys=True).encode()).hexdigest()


def point_to(releases: Path, release_id: str) -> None:
    """Make `release_id` the live release; the pointer changes in one step. The former stays for `rollback`."""
    former = current_id(releases)
    verify(releases / release_id)
    if former and former != release_id:
        _replace(releases / "former", former)
    _replace(releases / POINTER, release_id)


def rollback(releases: Path) -> str:
    """Make the former release live again and return its id; raises `ReleaseUnavailable` when there is none."""
    former = releases / "former"
    if not former.exists():
        raise ReleaseUnavailable("there is no former release to go back to")
    release_id = former.read_text("utf-8").strip()
    point_to(releases, release_id)
    return release_id


def current_id(releases: Path) -> str | None:
    """Return the id of the live release, or `None` before the first publish."""
    pointer = releases / POINTER
    return pointer.read_text("utf-8").strip() if pointer.exists() else None


def verify(folder: Path) -> dict[str, Any]:
    """Return the manifest of the release in `folder` once every file's checksum holds.

    Raises:
        ReleaseUnavailable: the release is missing or damaged; the message names the file.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        files: dict[str, str] = manifest["files"]
        intact = manifest["id"] == folder.name and manifest["content"] == _content(files, manifest["model"], manifest["counts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseUnavailable(f"release {folder.name}: manifest.json cannot be read ({error!r})") from error
    if not intact:
        raise ReleaseUnavailable(f"release {folder.name}: manifest.json is damaged; publish again or roll back")
    for name, expected in files.items():
        path = folder / name
        if not path.is_file() or _checksum(path) != expected:
            raise ReleaseUnavailable(f"release {folder.name}: {name} is missing or damaged; publish again or roll back")
    return manifest


def read_procedures(folder: Path) -> list[Procedure]:
    """Read the records of the release in `folder`."""
    return [Procedure.model_validate_json(line) for line in _read_lines(folder / "procedures.jsonl")]


def read_passages(folder: Path) -> list[Passage]:
    """Read the passages of the release in `folder`, in index order."""
    return [Passage(**json.loads(line)) for line in _read_lines(folder / "passages.jsonl")]


def _lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _read_lines(path: Path) -> list[str]:
    """Only a line feed ends a line: a text may hold the other marks that `splitlines` knows."""
    return [line for line in path.read_text("utf-8").split("\n") if line]


def _checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _replace(path: Path, content: str) -> None:
    partial = path.with_name(f".{path.name}-{os.getpid()}")
    partial.write_text(content + "\n", "utf-8")
    partial.replace(path)
