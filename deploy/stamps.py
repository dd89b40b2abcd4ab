"""Stamps: what a step was made from, so that it is done again only when that changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_SKIPPED = {"__pycache__", ".mypy_cache", ".ruff_cache", ".rasa"}


def digest(parts: Iterable[str | Path], home: Path) -> str:
    """Return the hash of words and of the contents of files and folders; a path that is missing counts as such."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            total.update(b"word\0" + part.encode() + b"\0")
            continue
        for file in _files(part):
            name = str(file.relative_to(home)) if home in file.parents else str(file)
            total.update(b"file\0" + name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if child.name not in _SKIPPED:
                yield from _files(child)
    elif path.is_file():
        yield path


class Stamps:
    """A folder with one small file a step."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made when the first stamp is written."""
        self._folder = folder

    def fresh(self, step: str, key: str, makes: Iterable[Path]) -> bool:
        """Tell whether the step was finished with these inputs, and what it made is still there."""
        stamp = self._folder / step
        return stamp.is_file() and stamp.read_text("ascii") == key and all(path.exists() for path in makes)

    def clear(self, step: str) -> None:
        """Forget the step: it begins now, and may be interrupted."""
        (self._folder / step).unlink(missing_ok=True)

    def write(self, step: str, key: str) -> None:
        """Remember that the step is done."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / step).write_text(key, "ascii")
