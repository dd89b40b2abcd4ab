"""What comes into the inbox and what is shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from training.corpus.schemas import Entity
from training.inbox.voting import vote


class Reason(StrEnum):
    """Why a text is here."""

    BAD = "thumbs_down"  # the person said that the answer did not help
    CORRECTION = "correction"  # they took it back or said no in the next turn
    FALLBACK = "fallback"  # the model heard nothing it knows, or nothing was found
    HANDOVER = "handover"  # they asked for an officer next
    LOW = "low_confidence"  # the model was not sure
    JUDGED = "judged"  # somebody who judged the answer found the question misread
    SAMPLE = "sample"  # by chance, so that what nobody complains of is seen too


@dataclass(frozen=True)
class Guess:
    """What the dialogue model `model` hears in a text: intents and their confidences (0 to 1), the likeliest first."""

    ranking: tuple[tuple[str, float], ...]
    model: str = ""


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
class Neighbour:
    """A labelled example that is like a text. `similarity` is from 0 to 1; the spans of `entities` are of the example's text."""

    text: str
    intent: str
    similarity: float
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Item:
    """An utterance of the inbox.

    `reasons` are counted by occurrence. `heard` are the likeliest intents and their confidences, at most five; `neighbours` the nearest
    labelled examples, at most five; each the likeliest first, and empty until the text was looked at. `cluster` is the number of the
    group of like texts it is in; a danger is in none. `danger` is the highest confidence of an intent of danger.
    """

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
    heard: tuple[tuple[str, float], ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    cluster: int | None = None
    danger: float | None = None

    @property
    def suggested(self) -> str | None:
        """The intent it is taken for; `None`: nothing is known yet."""
        return vote(self.heard, [(one.intent, one.similarity) for one in self.neighbours])


@dataclass(frozen=True)
class Cluster:
    """Open texts that say nearly the same, to be labelled at once.

    `items` are the most useful twenty of the `size` texts, which were written `times` times; `usefulness` is the sum of theirs.
    `suggested` is the intent that most of the items are taken for; `None` where no intent has more than half of them.
    """

    id: int
    items: list[Item]
    size: int
    times: int
    usefulness: float
    suggested: str | None


@dataclass(frozen=True)
class Collected:
    """What a round brought.

    Turns read, those kept, and those refused because they hold personal data that is not masked; `looked` counts the texts that were
    given suggestions, new ones and older ones.
    """

    read: int = 0
    kept: int = 0
    refused: int = 0
    looked: int = 0
