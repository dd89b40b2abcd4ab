"""How sure the assistant may be."""

import json
import math
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.gate import FEATURES, TELLABLE, Claim, Gate, Verdict
from knowledge.question import Question
from knowledge.retrieval import Candidate
from tests.knowledge.records import LIBRARY, LOST

SHARE = st.floats(0, 1)
CLAIM = st.sampled_from(get_args(Claim))
TEXT = "làm thẻ thư viện"
QUESTION = Question(text=TEXT, restored=TEXT, accented=True, code=None, facets=[], official=[], weights={"the": 1.0}, spelled={"thẻ": 1.0})
GATE = Gate.read()


def pair(agreement: float, covered: float = 0.5, nearness: float = 1.0, score: float = 1.0, second: float = 0.5) -> list[Candidate]:
    return [Candidate(LIBRARY, score, agreement, covered, nearness, 1.0), Candidate(LOST, second, 0.1, 0.1, 0.1, 0.1)]


def test_every_signal_has_a_fitted_weight_and_the_zones_are_in_order() -> None:
    assert {claim: set(weights) for claim, weights in GATE.weights.items()} == {claim: set(FEATURES) for claim in get_args(Claim)}
    assert 0 < GATE.clarify_from < GATE.answer_from < 1


@given(claim=CLAIM, low=SHARE, high=SHARE, covered=SHARE, nearness=st.floats(0, 10), elsewhere=SHARE)
def test_more_agreement_never_makes_it_less_sure(
    claim: Claim, low: float, high: float, covered: float, nearness: float, elsewhere: float
) -> None:
    low, high = sorted((low, high))
    less, more = (GATE.probability(claim, QUESTION, pair(agreement, covered, nearness), elsewhere) for agreement in (low, high))
    assert 0 <= less <= more <= 1


@given(claim=CLAIM, low=SHARE, high=SHARE, agreement=SHARE)
def test_the_surer_the_dialogue_is_of_another_matter_the_less_sure_the_gate(
    claim: Claim, low: float, high: float, agreement: float
) -> None:
    low, high = sorted((low, high))
    assert GATE.probability(claim, QUESTION, pair(agreement), low) >= GATE.probability(claim, QUESTION, pair(agreement), high)


@given(claim=CLAIM, agreement=SHARE, near=SHARE)
def test_a_twin_close_behind_never_makes_it_surer(claim: Claim, agreement: float, near: float) -> None:
    assert GATE.probability(claim, QUESTION, pair(agreement, second=near), 0) <= GATE.probability(
        claim, QUESTION, pair(agreement, second=0), 0
    )


def test_nothing_found_is_declined() -> None:
    assert GATE.judge(QUESTION, [], 0.0) == Verdict("decline", 0.0)


def test_one_candidate_alone_is_judged() -> None:
    assert 0 < GATE.judge(QUESTION, pair(0.9)[:1], 0.0).confidence < 1


def believed(path: Path, first: float, offered: float) -> Gate:
    """A gate whose probabilities are these whatever is found."""
    weights = {name: dict.fromkeys(FEATURES, 0.0) for name in get_args(Claim)}
    weights["first"]["bias"], weights["offered"]["bias"] = (math.log(p / (1 - p)) for p in (first, offered))
    path.write_text(json.dumps({"weights": weights, "answer_from": 0.6, "clarify_from": 0.25}), "utf-8")
    return Gate.read(path)


@pytest.mark.parametrize(
    ("first", "offered", "zone"),
    [
        (0.01, 0.24, "decline"), (0.01, 0.26, "clarify"), (0.26, 0.01, "clarify"), (0.59, 0.99, "clarify"),
        (0.61, 0.01, "answer"), (0.99, 0.99, "answer"),
    ],
)  # fmt: skip
def test_each_claim_has_a_threshold_of_its_own(tmp_path: Path, first: float, offered: float, zone: str) -> None:
    assert believed(tmp_path / "gate.json", first, offered).judge(QUESTION, pair(0.9), 0.0).zone == zone


def test_twins_that_cannot_be_told_apart_are_asked_about(tmp_path: Path) -> None:
    twins = pair(0.9, score=1.0, second=1.0 - TELLABLE / 2)
    assert believed(tmp_path / "sure.json", 0.99, 0.99).judge(QUESTION, twins, 0.0).zone == "clarify"
    assert believed(tmp_path / "lost.json", 0.01, 0.01).judge(QUESTION, twins, 0.0).zone == "decline"


def test_what_stands_whole_in_a_name_is_asked_back_unless_the_dialogue_hears_another_matter(tmp_path: Path) -> None:
    lost = believed(tmp_path / "gate.json", 0.01, 0.01)
    assert lost.judge(QUESTION, pair(0.3, covered=1.0), 0.1).zone == "clarify"
    assert lost.judge(QUESTION, pair(0.3, covered=0.8), 0.1).zone == "decline"
    assert lost.judge(QUESTION, pair(0.3, covered=1.0), 0.9).zone == "decline"
