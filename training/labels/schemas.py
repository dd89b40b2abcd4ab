"""What is said of texts, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from training.corpus.schemas import Entity, Target


class State(StrEnum):
    """Where a text stands."""

    PROPOSED = "proposed"  # by an import; no person has read it
    SECOND = "second"  # labelled, and waits for a second reader
    AGREED = "agreed"  # goes into the files with the next export
    DISPUTED = "disputed"  # its readers differ; a third one, or one who thinks again, settles it
    DISCARDED = "discarded"
    FLAGGED = "flagged"  # somebody asks for help


class Kind(StrEnum):
    """What an opinion says."""

    LABEL = "label"
    DISCARD = "discard"
    FLAG = "flag"


@dataclass(frozen=True)
class Reading:
    """A label: the intent and the entities, whose spans count code points of the stored text."""

    intent: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class View:
    """An opinion as it is shown."""

    by: str
    at: datetime
    kind: Kind
    reading: Reading | None
    note: str


@dataclass(frozen=True)
class Labelled:
    """A text and what was said of it; opinions that were undone or replaced are left out."""

    key: str
    text: str
    target: Target
    state: State
    reading: Reading | None
    revision: int
    exported: datetime | None
    opinions: tuple[View, ...] = ()


class Refused(StrEnum):
    """Why a text was not labelled with others."""

    OTHER_SET = "other_set"  # it, or nearly it, stands in the other set, or is in a file of it
    PERSONAL = "personal"  # personal data that is not masked
    UNFIT = "unfit"  # no example can hold it: without letters, of several lines, with brackets that would be read as marks
    MEANWHILE = "meanwhile"  # somebody said something of it at the same moment


@dataclass(frozen=True)
class Given:
    """What became of texts that were labelled at once: those that were, and the others with the reason."""

    labelled: list[Labelled]
    refused: list[tuple[str, str]]


class Warned(StrEnum):
    """What a person should know before a label is saved."""

    SAME = "same"  # it stands there already, with this intent
    CONFLICT = "conflict"  # it stands there with another intent
    OTHER_SET = "other_set"  # it, or nearly it, stands in the other set: refused
    NEAR = "near"  # nearly the same text, with this intent
    NEAR_CONFLICT = "near_conflict"  # nearly the same text, with another intent


@dataclass(frozen=True)
class Warn:
    """A warning and what it is about: `file` is `None` for a label that is not exported yet; `share` is of common syllables."""

    kind: Warned
    text: str
    intent: str
    file: str | None
    share: float = 1.0

    @property
    def refuses(self) -> bool:
        """Whether the label cannot be saved."""
        return self.kind is Warned.OTHER_SET


def told(entities: Sequence[Entity]) -> list[dict[str, Any]]:
    """Return entities as JSON."""
    fields = [{"start": e.start, "end": e.end, "entity": e.name, "value": e.value, "role": e.role, "group": e.group} for e in entities]
    return [{key: value for key, value in one.items() if value is not None} for one in fields]


def read(entities: Sequence[dict[str, Any]]) -> tuple[Entity, ...]:
    """Return entities that `told` wrote."""
    return tuple(Entity(one["start"], one["end"], one["entity"], one.get("value"), one.get("role"), one.get("group")) for one in entities)
