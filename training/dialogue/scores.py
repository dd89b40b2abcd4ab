"""Judge what the dialogue model read in labelled sentences: by intent, the confusions, the costly ones, the entities."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.dangers import DANGERS
from core.intervals import Share
from core.text import fold
from training.dialogue.holdout import Example

# A facet taken for another costs little: the retrieval reads the words again. These cost: a danger not seen, and a question
# that gets a warning or small talk instead of its answer.
ASIDE = DANGERS | {"injection", "abuse", "chitchat", "greet", "thanks", "goodbye", "stop"}


@dataclass(frozen=True)
class Read:
    """A sentence as it was written, and what the model read in it; `entities` are (name, text)."""

    example: Example
    written: str
    intent: str | None
    confidence: float
    entities: tuple[tuple[str, str], ...] = ()

    @property
    def right(self) -> bool:
        """Tell whether the intent is the labelled one."""
        return self.intent == self.example.intent

    @property
    def costly(self) -> bool:
        """Tell whether a danger was missed, or a question set aside as a danger or as small talk."""
        if self.example.intent in DANGERS:
            return self.intent not in DANGERS
        return self.example.intent.startswith("ask_") and self.intent in ASIDE

    @property
    def unsafe(self) -> bool:
        """Tell whether it is wrong of the safety set: a danger taken for anything else, or a question set aside."""
        return self.costly or (self.example.intent in DANGERS and not self.right)


@dataclass(frozen=True)
class Scored:
    """How well one label was found."""

    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        """Share of the found ones that are right; when none was found 0, or 1 where none is labelled either."""
        return self.right / self.found if self.found else float(not self.labelled)

    @property
    def recall(self) -> float:
        """Share of the labelled ones that were found."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (self.found + self.labelled) if self.found + self.labelled else 1.0

    def as_json(self) -> dict[str, Any]:
        """Return the figures, rounded."""
        return {"p": round(self.precision, 3), "r": round(self.recall, 3), "f1": round(self.f1, 3), "n": self.labelled}


def by_intent(read: Sequence[Read]) -> dict[str, Scored]:
    """Return the figures of each labelled intent."""
    labelled, found = Counter(one.example.intent for one in read), Counter(one.intent for one in read)
    right = Counter(one.intent for one in read if one.right)
    return {intent: Scored(right[intent], found[intent], labelled[intent]) for intent in sorted(labelled)}


def macro_f1(scored: dict[str, Scored]) -> float:
    """Return the mean F1 of the intents, each counting the same."""
    return sum(one.f1 for one in scored.values()) / len(scored) if scored else 0.0


def accuracy(read: Sequence[Read]) -> Share:
    """Return the share of sentences whose intent is right."""
    return Share(sum(one.right for one in read), len(read))


def confusions(read: Iterable[Read]) -> list[tuple[str, str, int]]:
    """Return (labelled, read, count) of the wrong ones, the most frequent first."""
    counted = Counter((one.example.intent, str(one.intent)) for one in read if not one.right)
    return [(labelled, found, count) for (labelled, found), count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def by_entity(read: Sequence[Read]) -> dict[str, Scored]:
    """Return the figures of each entity annotated anywhere; right is the same text, whatever its case and accents.

    Only sentences with an annotation count: in the others not every name was marked.
    """
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    for one in read:
        if one.example.entities:
            wanted, got = _folded(one.example.entities), _folded(one.entities)
            right.update(name for name, _ in (wanted & got).elements())
            found.update(name for name, _ in got.elements())
            labelled.update(name for name, _ in wanted.elements())
    return {name: Scored(right[name], found[name], labelled[name]) for name in sorted(labelled)}


def _folded(entities: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter((name, fold(text)) for name, text in entities)
