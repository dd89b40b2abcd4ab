"""A change of a file as trainers read it: its lines with what becomes of each."""

from dataclasses import dataclass

from training.corpus.change import FileChange

_MOST = 400  # lines of a file that are shown; the patch has them all
_KINDS = {"+": "added", "-": "removed", " ": "same", "@": "gap"}


@dataclass(frozen=True)
class Line:
    """One line: `kind` is added, removed, same (around a change), or gap (something is left out before it)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Shown:
    """One file; `more` lines are not shown."""

    path: str
    added: int
    removed: int
    lines: list[Line]
    more: int


def shown(file: FileChange) -> Shown:
    """Return the change of a file."""
    lines = [Line(_KINDS[line[:1]], line[1:] if line[:1] != "@" else "") for line in file.lines[2:]]
    if lines and lines[0].kind == "gap":
        lines = lines[1:]
    return Shown(file.path, file.added, file.removed, lines[:_MOST], max(0, len(lines) - _MOST))
