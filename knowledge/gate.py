"""How sure the assistant may be: answer, ask back with choices, or say that it does not know.

A logistic regression on a few signals of retrieval and of the dialogue model, fitted by `bench/fit_gate.py` on the
`generated` and `portal-faq` questions and on our own training examples; its numbers are in `gate.json`.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge.question import Question
from knowledge.retrieval import Candidate

Zone = Literal["answer", "clarify", "decline"]
_TELLABLE = 0.05  # of the fitted questions whose two best are nearer than this, one in ten has the right one first
FEATURES = ("bias", "agreement", "covered", "nearness", "margin", "elsewhere", "accented", "length")


@dataclass(frozen=True)
class Gate:
    """The fitted weights and the two thresholds of the probability that the first candidate is right."""

    weights: dict[str, float]
    answer_from: float
    clarify_from: float

    @classmethod
    def read(cls, path: Path | None = None) -> "Gate":
        """Read the fitted gate (beside this module unless `path` names another)."""
        return cls(**json.loads((path or Path(__file__).with_suffix(".json")).read_text("utf-8")))

    def confidence(self, question: Question, candidates: list[Candidate], elsewhere: float) -> float:
        """Return the probability (0-1) that the first candidate is what is asked; see `signals`."""
        if not candidates:
            return 0.0
        values = signals(question, candidates, elsewhere)
        return 1 / (1 + math.exp(-sum(self.weights[name] * values[name] for name in FEATURES)))

    def zone(self, confidence: float, candidates: list[Candidate]) -> Zone:
        """Return what to do at this confidence; two candidates that cannot be told apart are always asked about."""
        if confidence >= self.answer_from and not _too_close(candidates):
            return "answer"
        return "clarify" if confidence >= self.clarify_from else "decline"


def _too_close(candidates: list[Candidate]) -> bool:
    return len(candidates) > 1 and candidates[0].score - candidates[1].score < _TELLABLE


def signals(question: Question, candidates: list[Candidate], elsewhere: float) -> dict[str, float]:
    """Return the gate's features; `elsewhere` is the dialogue model's probability that this is no procedure question."""
    first = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return {
        "bias": 1.0,
        "agreement": first.agreement,
        "covered": first.covered,
        "nearness": first.nearness / 4,
        "margin": min(first.score - second, 1.0),
        "elsewhere": elsewhere,
        "accented": float(question.accented),
        "length": min(len(question.text.split()), 30) / 30,
    }
