"""What may be proposed, and how a proposal stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from core.errors import Conflict
from training.corpus.intents import Plan
from training.corpus.schemas import Example

_HASH = 16  # signs that tell the examples of one file apart


class Kind(StrEnum):
    """What a change does, and the arguments it has. `about` is a mapping of `Description`, `examples` are of `named`."""

    CREATE = "create"  # name, markups, like, about
    RENAME = "rename"  # old, new
    MERGE = "merge"  # old, into
    SPLIT = "split"  # old, new, examples, about
    MOVE = "move"  # old, into, examples
    EDIT = "edit"  # intent, example, markup
    REMOVE = "remove"  # intent, examples
    DESCRIBE = "describe"  # intent, about
    SYNONYM_ADD = "synonym_add"  # value, words
    SYNONYM_REMOVE = "synonym_remove"  # value, words


class State(StrEnum):
    """Where a change stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # and not in the files: they cannot be written, or a programmer has to look first
    APPLIED = "applied"
    DROPPED = "dropped"


class Refusal(Conflict):
    """What keeps a change from being proposed, planned or approved. `key` names the sentence for people, `place` the field it is about."""

    def __init__(self, key: str, place: str = "") -> None:
        """Keep both."""
        super().__init__(key)
        self.key, self.place = key, place


@dataclass(frozen=True)
class Change:
    """A proposal as it is shown."""

    id: int
    kind: Kind
    arguments: Mapping[str, Any]
    reason: str
    by: str
    at: datetime
    state: State
    decided_by: str | None
    decided: datetime | None
    files: tuple[str, ...]
    written: datetime | None


@dataclass(frozen=True)
class Planned:
    """What a change would do to the files as they are now; with `refusal` it can do nothing, and the key says why."""

    plan: Plan | None
    refusal: str = ""

    @property
    def mark(self) -> str:
        """What stands for all of it: who approves, approves this and nothing that came later."""
        told = f"{self.refusal}\0{self.plan.diff.patch}\0{self.plan.breaks}" if self.plan else self.refusal
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]


def named(example: Example) -> dict[str, str]:
    """Return how a proposal names an example of the files, without its text."""
    return {"file": example.file, "intent": example.intent, "hash": hashed(example.markup)}


def hashed(markup: str) -> str:
    """Return what stands for a line of the files."""
    return sha256(markup.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
