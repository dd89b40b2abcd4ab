"""What is said of an answer, and what comes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.errors import BadRequest
from core.intervals import Share
from training.judging.ports import Answer
from training.labels.kappa import Kappa


class Grade(StrEnum):
    """How good an answer is (đúng, đúng một phần, sai, không rõ)."""

    RIGHT = "right"
    PARTLY = "partly"  # true, and something is missing or beside the question
    WRONG = "wrong"  # who follows it goes a wrong way
    UNSURE = "unsure"  # cannot be told from what was kept; or its judges differ


class Cause(StrEnum):
    """What is to be mended where an answer is wrong, or only partly right."""

    PROCEDURE = "wrong_procedure"
    FACT = "wrong_fact"
    MISSING = "missing_fact"
    MISHEARD = "misheard"
    ABSTAIN = "should_abstain"  # it should have said that it does not know
    ANSWER = "should_answer"  # it should have answered
    WORDS = "unclear_words"


NEEDS_CAUSE = frozenset({Grade.PARTLY, Grade.WRONG})


class CauseMissing(BadRequest):
    """A wrong answer, or one that is partly right, needs a cause."""


class NoteTooLong(BadRequest):
    """A note of a judge is longer than it may be."""


class NotePersonal(BadRequest):
    """A note of a judge holds personal data."""


@dataclass(frozen=True)
class Verdict:
    """The one settled verdict of a turn (`training.judging.deciding`). Only `sampled` ones may be counted in a rate."""

    turn: int
    at: datetime  # of the turn
    verdict: str  # right, partly, wrong or unsure
    sampled: bool


@dataclass(frozen=True)
class Opinion:
    """What one judge says. `sampled`: the turn was drawn by chance, and not for a complaint."""

    turn: int
    turn_at: datetime
    by: str
    at: datetime
    grade: Grade
    cause: Cause | None
    note: str
    sampled: bool
    independent: bool  # said before the judge had seen another's


@dataclass(frozen=True)
class Mending:
    """That a wrong answer was put right: by whom, when, and what was done."""

    turn: int
    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Said:
    """What a judge is about to say."""

    grade: Grade
    cause: Cause | None = None
    note: str = ""


@dataclass(frozen=True)
class Task:
    """An answer as one judge sees it.

    `others` is empty until they have said what they think, unless nobody is asked any more. `former` is what they took back last.
    """

    answer: Answer
    sampled: bool
    mine: Opinion | None
    others: tuple[Opinion, ...]
    hidden: bool  # others have judged it, and what they say is not shown yet
    waits: bool  # another judge is wanted
    grade: Grade | None  # the settled one, where it may be seen
    mending: Mending | None
    former: Opinion | None

    @property
    def wants_mending(self) -> bool:
        """Whether the answer is known to be wrong, or only partly right, and was not put right yet."""
        return self.grade in NEEDS_CAUSE and self.mending is None


@dataclass(frozen=True)
class Progress:
    """How far a week is. `wrong` and `partly` are of the drawn answers that were judged; complaints are counted apart."""

    week: date  # its Monday
    sampled: int
    judged: int
    wrong: Share
    partly: Share
    complaints: int  # that were not drawn
    complaints_judged: int
    seconds: int  # turns that two people judged
    same: int  # of them, on which they said the same
    mine: int  # that wait for the one who asks


@dataclass(frozen=True)
class Board:
    """The latest weeks, the newest first, and how far judges agree over all of them."""

    weeks: tuple[Progress, ...]
    agreement: Kappa


@dataclass(frozen=True)
class Wrong:
    """An answer that is to be mended, or was: its causes, the most frequent first, and what its judges noted."""

    turn: int
    at: datetime
    grade: Grade
    causes: tuple[Cause, ...]
    notes: tuple[str, ...]
    sampled: bool
    question: str
    procedure: str | None
    mending: Mending | None


@dataclass(frozen=True)
class ToMend:
    """The wrong answers of some weeks, the latest first; `hidden` wait for a second judge, who may be the one who asks."""

    open: tuple[Wrong, ...]
    mended: tuple[Wrong, ...]
    hidden: int
