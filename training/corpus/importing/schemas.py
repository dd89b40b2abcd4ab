"""What an imported file holds, row by row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from training.corpus.schemas import Example, Target, Utterance

MOST_BYTES = 20_000_000
LONGEST = 1_000  # characters of an example; a longer one is no utterance


class Fault(StrEnum):
    """Why a row cannot be taken."""

    EMPTY = "empty"  # no text
    NO_INTENT = "no_intent"
    BAD_INTENT = "bad_intent"  # not in small letters, digits and underscores
    MANY_INTENTS = "many_intents"  # annotators chose several
    LONG = "long"
    SPAN = "span"  # outside the text, overlapping, or not over the words it is said to be over
    MARKUP = "markup"  # entities that cannot be read, or brackets that would be read as entities
    PERSONAL = "personal"  # personal data that is not masked
    TWICE = "twice"  # stands in the file before, with the same intent
    UNREADABLE = "unreadable"  # not of the file's form
    DISCARDED = "discarded"  # somebody said of this text that it is no example for anything


@dataclass(frozen=True)
class Row:
    """An example of a file; `number` counts its rows, lines or tasks from 1."""

    number: int
    intent: str
    utterance: Utterance


@dataclass(frozen=True)
class Bad:
    """A row that cannot be taken. Its text is not kept: it may hold personal data."""

    number: int
    fault: Fault


@dataclass(frozen=True)
class Standing:
    """What counts beside the files: labels that are in none yet (`Example.file` is empty), and keys of texts that were discarded."""

    labels: Sequence[tuple[Example, Target]] = ()
    discarded: Collection[str] = frozenset()


@dataclass(frozen=True)
class Beside:
    """A row and what of ours it conflicts with or is near to; `share` is of their syllables, 1.0 for the same text."""

    row: Row
    example: Example
    share: float = 1.0


@dataclass(frozen=True)
class DryRun:
    """What an import would do: `new` would be added, also those that are `near` to something of ours; the rest stays out."""

    new: list[Row] = field(default_factory=list)
    same: list[Beside] = field(default_factory=list)
    conflicting: list[Beside] = field(default_factory=list)
    near: list[Beside] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
