"""One turn of a conversation, as the desks see it: what was said, what is remembered, what is answered."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Protocol

from core.answer import Answer, Facet
from core.words import Language
from knowledge.schemas import Asked

_TRAIL = 5  # procedures spoken of before that are remembered


@dataclass(frozen=True)
class Memory:
    """What the conversation remembers between two turns: the slot `memory`, as JSON.

    `pending` names the question the assistant asked last, as "desk:rest" ("life:birth:married"); the desk of that name hears the
    next turn first. `options` are the buttons shown last, as (title, payload), so that a choice may be typed.
    """

    procedure_code: str | None = None
    offered_codes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()  # asked for before the assistant had to ask which procedure is meant
    said: tuple[str, ...] = ()  # the last questions a matter was found for, masked, as they were searched
    trail: tuple[str, ...] = ()  # codes of the procedures spoken of before this one, the latest last
    options: tuple[tuple[str, str], ...] = ()
    asking: bool = False  # the last answer asked which of them is meant
    pending: str | None = None
    waited: int = 0  # turns about something else since `pending` was asked
    failures: int = 0  # turns in a row that nothing was found for
    ward: str | None = None  # code of the unit the person lives in
    told: dict[str, Any] = field(default_factory=dict)  # what they told about themselves: answers to life-event questions
    dossier: str | None = None  # the dossier spoken of, and its proof once it fitted: sealed (`core.seal`), so that nobody else reads it
    language: Language = "vi"

    @classmethod
    def load(cls, stored: Any) -> "Memory":
        """Read what `dump` gave; what an older version stored and this one does not know is left out."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in (stored or {}).items() if name in known and value is not None}
        for name in ("offered_codes", "facets", "said", "trail"):
            values[name] = tuple(values.get(name, ()))
        values["options"] = tuple((title, payload) for title, payload in values.get("options", ()))
        return cls(**values)

    def dump(self) -> dict[str, Any]:
        """Return the memory as JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}

    def after(self, answer: Answer) -> "Memory":
        """Return what is remembered once `answer` is said: what it speaks of, what it offers, whether it helped."""
        spoken = answer.procedure.code if answer.procedure else self.procedure_code
        former = [self.procedure_code] if self.procedure_code and self.procedure_code != spoken else []
        looked_up = answer.status in ("answered", "clarify", "not_found")
        return replace(
            self,
            procedure_code=spoken,
            trail=tuple(code for code in (*self.trail, *former) if code != spoken)[-_TRAIL:],
            offered_codes=tuple(other.code for other in answer.alternatives) if looked_up else self.offered_codes,
            facets=tuple(answer.facets) if answer.status == "clarify" else () if looked_up else self.facets,
            options=tuple((button.title, button.payload) for button in answer.buttons) or self.options,
            asking=answer.status in ("clarify", "form"),
            failures=self.failures + 1 if answer.status == "not_found" else 0 if looked_up else self.failures,
            language=answer.language,
        )


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
    identity: str | None = None  # who is signed in at the host page: their identity number, sealed by the gateway

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
    """An answer, and what is remembered beside what it tells by itself (usually `replace(turn.memory, ...)`).

    `forget` has the dialogue engine forget the whole conversation too, once the turn is over.
    """

    answer: Answer
    memory: Memory
    forget: bool = False


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
