"""One turn of a conversation, as the desks see it: what was said, what is remembered, what is answered."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from core.answer import Answer
from core.words import Language
from knowledge.schemas import Asked


@dataclass(frozen=True)
class Memory:
    """What the conversation remembers between two turns; each field is a slot of the domain with the same name.

    `pending` names the question the assistant asked last, as "desk:rest" ("life:birth:married"); the desk of that name hears the
    next turn first. `options` are the buttons shown last, as [title, payload], so that a choice may be typed.
    """

    procedure_code: str | None = None
    offered_codes: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()  # codes of the procedures spoken of before this one, the latest last
    options: tuple[tuple[str, str], ...] = ()
    pending: str | None = None
    failures: int = 0  # turns in a row that nothing was found for
    ward: str | None = None  # code of the unit the person lives in
    told: dict[str, Any] = field(default_factory=dict)  # what they told about themselves: answers to life-event questions
    language: Language = "vi"


@dataclass(frozen=True)
class Turn:
    """What a desk is handed. `asked.text` is what was typed, empty when a button was pressed (`picked` then names it)."""

    asked: Asked
    intent: str
    confidence: float
    memory: Memory
    person: str  # stable, nameless id of who writes (`core.person`)
    channel: str
    picked: str | None = None  # of the button `/pick{"option":"ward:26740"}`: "ward:26740"

    @property
    def text(self) -> str:
        """What was typed."""
        return self.asked.text

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.asked.language


@dataclass(frozen=True)
class Said:
    """An answer, and what is remembered after it (usually `replace(turn.memory, ...)`)."""

    answer: Answer
    memory: Memory


class Desk(Protocol):
    """One matter the assistant deals with beside questions on procedures (`actions/desks/`).

    Each method returns what to say, or `None` when the turn is not for this desk after all: it is then answered as a question.
    None of them raises for what a person typed.
    """

    name: str  # the first part of its buttons' options and of `Memory.pending`

    def reply(self, turn: Turn) -> Said | None:
        """Answer a turn whose intent is this desk's."""

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """Answer the button whose payload is `pick("name:option")`; `option` comes without the desk's name."""

    def resume(self, turn: Turn, question: str) -> Said | None:
        """Hear what was typed after the desk asked `question` (`pending` without the desk's name)."""


def pick(option: str) -> str:
    """Return the payload of a button that sends `option` ("ward:26740"; letters, digits and ._:#- only, at most 80)."""
    return f'/pick{{"option":"{option}"}}'
