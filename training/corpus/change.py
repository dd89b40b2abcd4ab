"""What would be written into the files: shown as a diff first, written only over what it was made from, or merged with it."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from core.errors import BadRequest
from core.errors import Conflict as Refused
from core.locks import locked
from training.corpus.document import INTENT, Document
from training.corpus.merge import Conflict, Merged, Side, merge

_NO_END = "\\ No newline at end of file"


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
    def patch(self) -> str:
        """The change as `git apply` takes it: with its ends of lines, and said where a file ends without one."""
        before, after = (Document(self.path, text).lines for text in (self.before, self.after))
        old = f"a/{self.path}" if self.before else "/dev/null"
        head = [f"diff --git a/{self.path} b/{self.path}\n", *([] if self.before else ["new file mode 100644\n"])]
        lines = unified_diff(before, after, old, f"b/{self.path}", n=3)
        return "".join([*head, *(line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in lines)])

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

    @property
    def patch(self) -> str:
        """The whole for `git apply`; empty when nothing would be changed."""
        return "".join(file.patch for file in self.files)

    def __bool__(self) -> bool:
        return bool(self.files)


@dataclass(frozen=True)
class Written:
    """The files that were written, those among them that had been changed meanwhile, and the conflicts: then nothing was written."""

    paths: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def write(home: Path, diff: Diff, choices: Mapping[str, Side] | None = None) -> Written:
    """Write a diff into the checkout `home`, all of its files or, where one conflicts with an outside change, none.

    `choices` are whose lines stand in conflicts that a person has seen, by their mark.

    Raises:
        Conflict: a file would not be training data any more once it is merged.
        OSError: a file cannot be written; then none is.
    """
    with alone(home):
        return _written(home, diff, choices)


def alone(home: Path) -> AbstractContextManager[bool]:
    """Keep all other writers out of the checkout `home`, of this program and of others: each writes over what it finds then.

    A share of the network that knows no lock of a folder is written all the same.
    """
    return locked(home)


def _written(home: Path, diff: Diff, choices: Mapping[str, Side] | None) -> Written:
    made = [(file, present, _merged(file, present, choices)) for file in diff.files for present in [read(home / file.path)]]
    if conflicts := tuple(one for _, _, merged in made for one in merged.conflicts):
        return Written(conflicts=conflicts)
    for file, _, merged in made:
        _check(Document(file.path, merged.text))
    _replace([(home / file.path, merged.text) for file, _, merged in made])
    return Written(tuple(file.path for file, *_ in made), tuple(file.path for file, present, _ in made if present != file.before))


def read(path: Path) -> str:
    """Return the text of a file as it is, ends of lines and all; a missing one is empty. Raises `BadRequest` for one that is no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8") if path.exists() else ""
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path.name}: not UTF-8") from error


def _merged(file: FileChange, present: str, choices: Mapping[str, Side] | None) -> Merged:
    if present in (file.before, file.after):
        return Merged(file.after)
    base, ours, theirs = (Document(file.path, text).lines for text in (file.before, file.after, present))
    return merge(file.path, base, ours, theirs, choices)


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


def _replace(files: Sequence[tuple[Path, str]]) -> None:
    """Put whole files in the place of the old ones, once all of them are on the disk: a full one changes nothing."""
    staged: list[tuple[str, Path]] = []
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            for left in path.parent.glob(f".{path.name}-*"):  # of a program that ended while it wrote
                left.unlink()
            staged.append((_staged(path, text), path))
        for name, path in staged:
            os.replace(name, path)
    finally:
        for name, _ in staged:
            Path(name).unlink(missing_ok=True)


def _staged(path: Path, text: str) -> str:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return name
