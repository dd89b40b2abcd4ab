"""How sure the assistant may be: answer, ask back with choices, or say that it does not know.

Two logistic regressions on a few signals of retrieval and of the dialogue model tell how likely the first candidate is what
is asked, and how likely it is among those that would be offered. Fitted by `bench/fit_gate.py`; the numbers are in `gate.json`.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from knowledge.question import Question
from knowledge.retrieval import Candidate

Zone = Literal["answer", "clarify", "decline"]
Claim = Literal["first", "offered"]  # the first candidate is right; it is among the first `OFFERED`
OFFERED = 4
TELLABLE = 0.1  # of the fitted questions whose two best are nearer than this, one in six has the right one first
# Of 185 questions on procedures whose every word a name has, 181 had the right one among those offered; of 2,776 examples of
# other talk 18 are such questions too, of the out-of-scope ones none.
_SAID_WHOLE, _ELSEWHERE = 0.9, 0.5
_MOSTLY, _LITTLE = 0.8, 0.56  # of what is said in a name; how well name and question cover each other
_NAMED, _SURE_UNNAMED = 0.4, 0.65
FEATURES = ("bias", "agreement", "covered", "nearness", "mentioned", "margin", "elsewhere", "length")


@dataclass(frozen=True)
class Verdict:
    """What to do, and the probability (0-1) that the first candidate is what is asked."""

    zone: Zone
    confidence: float


@dataclass(frozen=True)
class Gate:
    """The fitted weights of both claims, and from which probability on each is believed."""

    weights: dict[Claim, dict[str, float]]
    answer_from: float
    clarify_from: float

    @classmethod
    def read(cls, path: Path | None = None) -> "Gate":
        """Read the fitted gate (beside this module unless `path` names another)."""
        return cls(**json.loads((path or Path(__file__).with_suffix(".json")).read_text("utf-8")))

    def judge(self, question: Question, candidates: list[Candidate], elsewhere: float) -> Verdict:
        """Return what to do with `candidates`; two that cannot be told apart are always asked about."""
        first, offered = (self.probability(claim, question, candidates, elsewhere) for claim in get_args(Claim))
        if first >= self.enough(candidates) and not too_close(candidates) and not of_many(candidates):
            return Verdict("answer", first)
        hopeful = max(first, offered) >= self.clarify_from or (named_whole(candidates) and elsewhere < _ELSEWHERE)
        return Verdict("clarify" if hopeful else "decline", first)

    def enough(self, candidates: list[Candidate]) -> float:
        """Return the probability from which the first candidate is answered.

        What is only likelier right than not must share its name with the question: the release may lack what is meant.
        """
        return self.answer_from if candidates and candidates[0].agreement >= _NAMED else _SURE_UNNAMED

    def probability(self, claim: Claim, question: Question, candidates: list[Candidate], elsewhere: float) -> float:
        """Return the probability (0-1) of `claim`; see `signals`."""
        if not candidates:
            return 0.0
        values = signals(question, candidates, elsewhere)
        return 1 / (1 + math.exp(-sum(self.weights[claim][name] * values[name] for name in FEATURES)))


def too_close(candidates: list[Candidate]) -> bool:
    """Tell whether the two best cannot be told apart."""
    return len(candidates) > 1 and candidates[0].score - candidates[1].score < TELLABLE


def of_many(candidates: list[Candidate]) -> bool:
    """Tell whether all that is said is in several names and is little of each: "bảo hiểm", "giấy phép" name no one matter."""
    return len(candidates) > 1 and candidates[0].agreement < _LITTLE and min(c.covered for c in candidates[:2]) >= _MOSTLY


def named_whole(candidates: list[Candidate]) -> bool:
    """Tell whether all that is said stands in one name ("bảo hiểm"): a matter is named, though many may fit."""
    return bool(candidates) and candidates[0].covered >= _SAID_WHOLE


def signals(question: Question, candidates: list[Candidate], elsewhere: float) -> dict[str, float]:
    """Return the gate's features; `elsewhere` is the dialogue model's probability that this is no procedure question."""
    first = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return {
        "bias": 1.0,
        "agreement": first.agreement,
        "covered": first.covered,
        "nearness": first.nearness / 4,
        "mentioned": min(first.mentioned, 4.0) / 4,
        "margin": min(first.score - second, 2.0) / 2,
        "elsewhere": elsewhere,
        "length": min(len(question.text.split()), 30) / 30,
    }
