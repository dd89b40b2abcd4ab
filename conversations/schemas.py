"""What the conversations room hands out and takes."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class HandoverState(StrEnum):
    """Where a request for an officer (yêu cầu gặp cán bộ) stands."""

    WAITING = "waiting"
    TAKEN = "taken"  # an officer deals with it
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # by the person
    EXPIRED = "expired"  # nobody took it in time


class Reason(StrEnum):
    """Why an answer did not help."""

    WRONG = "wrong"
    MISSING = "missing"
    UNCLEAR = "unclear"
    OTHER = "other"


class Purpose(StrEnum):
    """What somebody agreed to; each purpose has a consent of its own."""

    REMEMBER = "remember"  # keep what they told about themselves, to spare them the same question
    CONTACT = "contact"  # be reached about a hand-off
    REPORT = "report"  # be reached about a report
    LOOKUP = "lookup"  # have a dossier looked up with a proof
    NOTICE = "notice"  # be told when a dossier changes


@dataclass(frozen=True)
class Heard:
    """One turn that is over. `question` may hold personal data, which is masked before it is stored.

    `intent` is as the dialogue model heard it, with its `confidence`; `danger` is the highest confidence of an intent of danger; each from
    0 to 1, and `None` where nothing was heard (a pressed button). `seconds` is how long the person waited.
    """

    person: str
    channel: str
    question: str
    status: str
    answer: str
    started: datetime
    procedure_code: str | None = None
    release: str | None = None
    model: str | None = None
    intent: str | None = None
    confidence: float | None = None
    danger: float | None = None
    seconds: float | None = None
    private: bool = False  # about somebody's dossier: of the question no number is kept, of the answer nothing


@dataclass(frozen=True)
class Handed:
    """A request for an officer, as the person may see it."""

    number: str
    state: HandoverState
    opened: datetime
    contact: str | None
    new: bool = False  # it was made just now


@dataclass(frozen=True)
class Fact:
    """Something remembered about a person, and when they agreed to that."""

    key: str
    value: Any
    since: datetime


@dataclass(frozen=True)
class Agreement:
    """A consent: to what, since when, and until when (`None`: it holds)."""

    purpose: Purpose
    given: datetime
    withdrawn: datetime | None


@dataclass(frozen=True)
class Said:
    """One stored turn: what was asked (masked), when, and how it was answered."""

    at: datetime
    question: str
    status: str
    procedure_code: str | None


@dataclass(frozen=True)
class PersonData:
    """Everything that is stored of one person; `turns` are the latest, newest first, of `turns_count`."""

    turns_count: int = 0
    first: datetime | None = None
    turns: tuple[Said, ...] = ()
    ratings: int = 0
    handovers: tuple[Handed, ...] = ()
    facts: tuple[Fact, ...] = ()
    drafts: int = 0
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Erased:
    """How many rows of each kind are gone."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())
