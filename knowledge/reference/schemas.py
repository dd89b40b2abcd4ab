"""What the services of this room take and give."""

from dataclasses import dataclass, field
from typing import Any

from core.errors import BadRequest
from knowledge.reference.models import Entry

Value = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of an entry (`place`), or what should be looked at: a key of the desk's words, and its values."""

    place: str
    key: str
    values: dict[str, object] = field(default_factory=dict)


class Refused(BadRequest):
    """An entry that cannot be taken."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep what is wrong, field by field."""
        super().__init__(", ".join(f"{one.place}: {one.key}" for one in problems))
        self.problems = problems


@dataclass(frozen=True)
class Row:
    """One entry: what ships, what people approved over it, and a change that is open.

    `stands` is what holds now: with the next publish, or, of a text, at once. `None` means that there is none, or none any more.
    """

    kind: str
    key: str
    shipped: Value | None
    approved: Entry | None
    open: Entry | None

    @property
    def stands(self) -> Value | None:
        """The value that holds."""
        return self.approved.value if self.approved else self.shipped

    @property
    def shown(self) -> Value | None:
        """The value to edit: that of the open change, else the one that holds."""
        return self.open.value if self.open else self.stands

    @property
    def any_value(self) -> Value:
        """A value to tell the entry by, also one that is to go or has gone."""
        return self.shown or self.stands or (self.approved.base if self.approved else None) or self.shipped or {}

    @property
    def stamp(self) -> str:
        """What a page looked at: another one means that somebody has written since."""
        return f"{self.approved.id if self.approved else 0}.{self.open.id if self.open else 0}.{self.open.revision if self.open else 0}"

    @property
    def drifted(self) -> bool:
        """Whether the shipped file says something else than when the approved change was written."""
        return self.approved is not None and self.approved.shipped != self.shipped

    @property
    def changed(self) -> bool:
        """Whether people changed it, or want to."""
        return self.approved is not None or self.open is not None
