"""Proposals and their plans as people read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console import pages
from console.intents.listing import label
from console.intents.shelf import Shelf
from training.changes.schemas import Change, Refusal
from training.corpus.change import FileChange
from training.corpus.intents import Plan
from training.corpus.markup import parse
from training.corpus.mentions import Mention
from training.corpus.schemas import Example

_MOST = 400  # lines of a file's diff that are shown; the patch has all
_CLASSES = {"+": "added", "-": "removed", "@": "place"}


@dataclass(frozen=True)
class Line:
    """A line of a diff: `kind` is added, removed, place or "" for one that stays."""

    kind: str
    text: str


@dataclass(frozen=True)
class File:
    """What becomes of one file; `more` lines are not shown."""

    path: str
    added: int
    removed: int
    lines: Sequence[Line]
    more: int


def files(plan: Plan) -> list[File]:
    """Return the files of a plan, line by line."""
    return [_file(one) for one in plan.diff.files]


def _file(change: FileChange) -> File:
    lines = change.lines[2:]
    shown = [Line(_CLASSES.get(line[:1], ""), line[1:] if line[:1] in "+- " else line) for line in lines[:_MOST]]
    return File(change.path, change.added, change.removed, shown, max(0, len(lines) - _MOST))


def elsewhere(plan: Plan) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions in what runs, and those in tests."""
    return [one for one in plan.mentions if not one.in_tests], [one for one in plan.mentions if one.in_tests]


def summary(shelf: Shelf, change: Change) -> str:
    """Return what a proposal does, in one sentence."""
    given = change.arguments
    called = {name: label(shelf, str(given[name])) for name in ("intent", "old", "into") if name in given}
    names = {name: str(given[name]) for name in ("name", "new", "value") if name in given}
    if chosen := (given.get("about") or {}).get("name"):  # a new intent, by what it shall be called
        names.update({name: str(chosen) for name in ("name", "new") if name in names})
    counted = next((len(given[name]) for name in ("examples", "markups") if name in given), 0)
    words = ", ".join(f"“{one}”" for one in given.get("words", ()))
    return pages.text(f"intents.does_{change.kind.value}", **{**called, **names, "count": counted, "words": words})


def refusal(error: Refusal | str) -> str:
    """Return why something cannot be done, as a sentence."""
    return pages.text(f"intents.refused_{error if isinstance(error, str) else error.key}")


def marked(example: Example | str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of an example: its text, and the entity it is marked as or ""."""
    utterance = parse(example) if isinstance(example, str) else example.utterance
    end = 0
    for entity in sorted(utterance.entities, key=lambda one: (one.start, one.end)):
        if entity.start >= end:
            yield utterance.text[end : entity.start], ""
            yield utterance.text[entity.start : entity.end], entity.name
            end = entity.end
    yield utterance.text[end:], ""


def entity(name: str) -> str:
    """Return what an entity is called, or its own name."""
    return pages.words().get(f"intents.entity_{name}", name)
