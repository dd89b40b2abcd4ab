"""What would be written into the files: shown as a diff first, written only over what it was made from, or merged with it."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from core.errors import Conflict as Refused
from training.corpus.document import INTENT, Document
from training.corpus.merge import Conflict, Merged, merge


@dataclass(frozen=True)
class FileChange:
    """A file before and after; one that is new had no text before."""

    path: str
    before: str
    after: str

    @property
    def lines(self) -> list[str]:
        """The unified diff, without ends of lines."""
        before, after = (Document(self.path, text).lines for text in (self.before, self.after))
        return [line.rstrip("\r\n") for line in unified_diff(before, after, self.path, self.path, n=2)]

    @property
    def added(self) -> int:
        """How many lines come."""
        return sum(line.startswith("+") for line in self.lines[2:])

    @property
    def removed(self) -> int:
        """How many lines go."""
        return sum(line.startswith("-") for line in self.lines[2:])


@dataclass(frozen=True)
class Diff:
    """The files that would be changed, by name."""

    files: tuple[FileChange, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[Document, Document]]) -> "Diff":
        """Return what lies between documents before and after."""
        changed = [FileChange(before.path, before.text, after.text) for before, after in pairs if before.text != after.text]
        return cls(tuple(sorted(changed, key=lambda one: one.path)))

    @property
    def text(self) -> str:
        """The whole as one unified diff; empty when nothing would be changed."""
        return "\n".join(line for file in self.files for line in file.lines)

    def __bool__(self) -> bool:
        return bool(self.files)


@dataclass(frozen=True)
class Written:
    """The files that were written, those among them that had been changed meanwhile, and the conflicts: then nothing was written."""

    paths: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def write(home: Path, diff: Diff) -> Written:
    """Write a diff into the checkout `home`, all of its files or, where one conflicts with an outside change, none.

    Raises:
        Conflict: a file would not be training data any more once it is merged.
        OSError: the folder cannot be written.
    """
    made = [(file, present, _merged(file, present)) for file in diff.files for present in [read(home / file.path)]]
    if conflicts := tuple(one for _, _, merged in made for one in merged.conflicts):
        return Written(conflicts=conflicts)
    for file, _, merged in made:
        _check(Document(file.path, merged.text))
    for file, _, merged in made:
        _replace(home / file.path, merged.text)
    return Written(tuple(file.path for file, *_ in made), tuple(file.path for file, present, _ in made if present != file.before))


def read(path: Path) -> str:
    """Return the text of a file as it is, ends of lines and all; a missing one is empty."""
    return path.read_bytes().decode("utf-8") if path.exists() else ""


def _merged(file: FileChange, present: str) -> Merged:
    if present in (file.before, file.after):
        return Merged(file.after)
    base, ours, theirs = (Document(file.path, text).lines for text in (file.before, file.after, present))
    return merge(file.path, base, ours, theirs)


def _check(document: Document) -> None:
    """A merge of lines that fit each by themselves may still hold an example twice, or a block that is no block."""
    if not document.path.startswith(("nlu_data/nlu/", "tests/nlu_holdout/")):
        return
    try:
        seen = list(_keys(document))
    except Exception as error:
        raise Refused(f"{document.path}: merged with what was changed meanwhile it cannot be read: {error}") from error
    if len(seen) != len(set(seen)):
        raise Refused(f"{document.path}: merged with what was changed meanwhile it holds an example twice")


def _keys(document: Document) -> Iterator[tuple[str, str]]:
    return ((block.name, entry.markup) for block in document.blocks if block.kind == INTENT for entry in block.entries)


def _replace(path: Path, text: str) -> None:
    """Put the whole file in the place of the old one at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode("utf-8"))
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
