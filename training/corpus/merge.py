"""A change of a file that another changed meanwhile: merged line by line; where both changed it otherwise, a person chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256

_SHOWN = 16  # characters of a mark: enough to tell the conflicts of one page apart


class Side(StrEnum):
    """Whose lines a person chose."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """Lines that both changed: `line`, from 1, is where they stood in the file both began with."""

    path: str
    line: int
    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def mark(self) -> str:
        """What names it in a form: another once any of its lines is another, so that no choice is taken for what was not shown."""
        told = repr((self.path, self.line, self.base, self.ours, self.theirs))
        return sha256(told.encode("utf-8", "replace")).hexdigest()[:_SHOWN]


@dataclass(frozen=True)
class Merged:
    """What came of it; with conflicts `text` holds theirs in those places, and is not to be written."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


_Edit = tuple[int, int, list[str]]  # of the base's lines from, to: replaced by


def merge(path: str, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], choices: Mapping[str, Side] | None = None) -> Merged:
    """Merge two changes of the lines `base`. What both add at one place is kept once each, theirs first.

    Args:
        path: of the file; it names the conflicts.
        base: what both began with.
        ours: one change.
        theirs: the other.
        choices: whose lines stand where both changed the same ones, by `Conflict.mark`; a conflict without one stays a conflict.
    """
    out: list[str] = []
    conflicts: list[Conflict] = []
    at = 0
    for start, end, mine, other in _regions(_edits(base, ours), _edits(base, theirs)):
        out += base[at:start]
        our, their = _applied(base, start, end, mine), _applied(base, start, end, other)
        chosen = _chosen(list(base[start:end]), our, their)
        if chosen is None:
            conflict = Conflict(path, start + 1, tuple(base[start:end]), tuple(our), tuple(their))
            side = (choices or {}).get(conflict.mark)
            conflicts += [] if side else [conflict]
            chosen = our if side is Side.OURS else their
        out += chosen
        at = end
    return Merged("".join([*out, *base[at:]]), tuple(conflicts))


def _edits(base: Sequence[str], changed: Sequence[str]) -> list[_Edit]:
    codes = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [(start, end, list(changed[low:high])) for tag, start, end, low, high in codes if tag != "equal"]


def _regions(ours: list[_Edit], theirs: list[_Edit]) -> list[tuple[int, int, list[_Edit], list[_Edit]]]:
    """The stretches of the base that either changed; edits that touch are one stretch."""
    regions: list[tuple[int, int, list[_Edit], list[_Edit]]] = []
    marked = sorted([(edit, True) for edit in ours] + [(edit, False) for edit in theirs], key=lambda one: one[0][:2])
    for edit, mine in marked:
        start, end, _ = edit
        if not regions or start > regions[-1][1] or (start == regions[-1][1] and regions[-1][0] < regions[-1][1] and start < end):
            regions.append((start, end, [], []))
        low, high, one, other = regions[-1]
        (one if mine else other).append(edit)
        regions[-1] = (low, max(high, end), one, other)
    return regions


def _applied(base: Sequence[str], start: int, end: int, edits: list[_Edit]) -> list[str]:
    out, at = [], start
    for low, high, lines in edits:
        out += [*base[at:low], *lines]
        at = high
    return [*out, *base[at:end]]


def _chosen(base: list[str], ours: list[str], theirs: list[str]) -> list[str] | None:
    """What stands where both may have changed, or `None` where a person must choose."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if (more := _added(base, ours)) is not None and _added(base, theirs) is not None:
        return _with(base, theirs, [line for line in more if line not in theirs])
    return None


def _added(base: list[str], changed: list[str]) -> list[str] | None:
    """The lines that `changed` adds behind `base`, or `None` where it does anything else."""
    return changed[len(base) :] if changed[: len(base)] == base else None


def _with(base: list[str], theirs: list[str], more: list[str]) -> list[str]:
    if theirs and more and not theirs[-1].endswith("\n"):
        theirs, more = [*theirs[:-1], theirs[-1] + "\n"], [*more[:-1], more[-1].removesuffix("\n")]
    return [*theirs, *more]
