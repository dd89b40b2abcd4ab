"""What two models hear in one question, and what is answered under both hearings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.dangers import DANGERS
from training.dialogue.scores import ASIDE

NOTHING = "nlu_fallback"


@dataclass(frozen=True)
class Hearing:
    """What a model hears in a text: intents with their probabilities, the likeliest first, and what is named, as (entity, words)."""

    ranking: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> "Hearing":
        """Return what `training.dialogue.engine.predicted` tells of one text."""
        first = (str(result["intent"] or NOTHING), float(result["confidence"]))
        others = ((str(name), float(confidence)) for name, confidence in result.get("ranking", ()))
        return cls((first, *(one for one in others if one[0] != first[0])), tuple((name, text) for name, text in result["entities"]))

    @property
    def intent(self) -> str:
        """The likeliest."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """Of that one, 0 to 1."""
        return self.ranking[0][1]


@dataclass(frozen=True)
class Outcome:
    """An answer in short: status (`core.answer`, or "aside" where another part of the assistant answers), procedure, first lines."""

    status: str
    code: str | None = None
    name: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Expected:
    """A golden question: any of `codes` is right for it; without one no procedure is."""

    text: str
    codes: frozenset[str]
    history: tuple[str, ...] = ()  # the person's earlier turns, oldest first


@dataclass(frozen=True)
class Side:
    """What one model heard in a question, and what is answered so."""

    intent: str
    confidence: float
    status: str
    code: str | None
    name: str | None
    text: str

    @classmethod
    def of(cls, heard: Hearing, answer: Outcome) -> "Side":
        """Return both together."""
        return cls(heard.intent, round(heard.confidence, 3), answer.status, answer.code, answer.name, answer.text)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Difference:
    """A real question, masked, that is answered otherwise as the candidate hears it."""

    turn: int
    question: str
    live: Side
    new: Side

    @property
    def harm(self) -> int:
        """What is at stake: 3 a danger that one of both does not hear, 2 a question set aside, 1 another procedure or none, 0 else."""
        one, other = self.live.intent, self.new.intent
        if (one in DANGERS) != (other in DANGERS):
            return 3
        if (one in ASIDE) != (other in ASIDE):
            return 2
        return int((self.live.code, self.live.status) != (self.new.code, self.new.status))

    @property
    def doubt(self) -> float:
        """How unsure the less sure one is, 0 to 1."""
        return round(1 - min(self.live.confidence, self.new.confidence), 3)


@dataclass(frozen=True)
class Run:
    """A candidate beside the live model: questions both read, those they hear otherwise, and those that time was too short for."""

    asked: int
    heard: int
    left: int
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, int]:
        """Return the counts, for the report."""
        return {"asked": self.asked, "heard": self.heard, "left": self.left, "answered": len(self.differences)}
