"""What comes into the inbox and what is shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a text is here."""

    BAD = "thumbs_down"  # the person said that the answer did not help
    CORRECTION = "correction"  # they took it back or said no in the next turn
    FALLBACK = "fallback"  # the model heard nothing it knows, or nothing was found
    HANDOVER = "handover"  # they asked for an officer next
    LOW = "low_confidence"  # the model was not sure
    SAMPLE = "sample"  # by chance, so that what nobody complains of is seen too


@dataclass(frozen=True)
class Guess:
    """What the dialogue model hears in a text: intents and their confidences, the likeliest first."""

    ranking: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Weight:
    """Why a text is as useful as it is: three factors and the reason that decided the first."""

    uncertainty: float
    frequency: float
    harm: float
    reason: Reason

    @property
    def usefulness(self) -> float:
        """The product."""
        return self.uncertainty * self.frequency * self.harm


@dataclass(frozen=True)
class Item:
    """An utterance of the inbox. `reasons` are counted by occurrence."""

    id: int
    text: str
    state: str
    times: int
    first: datetime
    last: datetime
    intent: str | None
    confidence: float | None
    status: str
    weight: Weight
    reasons: Mapping[Reason, int]


@dataclass(frozen=True)
class Collected:
    """What a round brought: turns read, those kept, and those refused because they hold personal data that is not masked."""

    read: int = 0
    kept: int = 0
    refused: int = 0
