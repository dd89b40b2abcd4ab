"""An example (câu mẫu) and its entities. Spans count code points of the plain text, from 0, the end exclusive."""

from dataclasses import dataclass, field
from enum import StrEnum


class Target(StrEnum):
    """What a text is for: to learn from, or to be measured by; never both."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, order=True)
class Entity:
    """A marked span. `value` is what it stands for where that is not its own text; `role` and `group` are Rasa's."""

    start: int
    end: int
    name: str
    value: str | None = None
    role: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Utterance:
    """A plain text and its entities in the order they stand."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Example:
    """One line of a file: `file` is relative to the checkout, `line` counts from 1, `markup` is the line as it stands."""

    file: str
    intent: str
    text: str
    entities: tuple[Entity, ...] = ()
    line: int = field(default=0, compare=False)
    markup: str = field(default="", compare=False)

    @property
    def utterance(self) -> Utterance:
        """The text and its entities."""
        return Utterance(self.text, self.entities)
