"""How sure the assistant may be."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.gate import FEATURES, Gate
from knowledge.question import Question
from knowledge.retrieval import Candidate
from tests.knowledge.records import LIBRARY, LOST

SHARE = st.floats(0, 1)
QUESTION = Question(text="làm thẻ thư viện", accented=True, code=None, facets=[], official=[], weights={"the": 1.0})
GATE = Gate.read()


def pair(agreement: float, covered: float = 0.5, nearness: float = 1.0, score: float = 1.0, second: float = 0.5) -> list[Candidate]:
    return [Candidate(LIBRARY, score, agreement, covered, nearness), Candidate(LOST, second, 0.1, 0.1, 0.1)]


def test_every_signal_has_a_fitted_weight_and_the_zones_are_in_order() -> None:
    assert set(GATE.weights) == set(FEATURES)
    assert 0 < GATE.clarify_from < GATE.answer_from < 1


@given(low=SHARE, high=SHARE, covered=SHARE, nearness=st.floats(0, 10), elsewhere=SHARE)
def test_more_agreement_never_makes_it_less_sure(low: float, high: float, covered: float, nearness: float, elsewhere: float) -> None:
    low, high = sorted((low, high))
    less, more = (GATE.confidence(QUESTION, pair(agreement, covered, nearness), elsewhere) for agreement in (low, high))
    assert 0 <= less <= more <= 1


@given(low=SHARE, high=SHARE, agreement=SHARE)
def test_the_surer_the_dialogue_is_of_another_matter_the_less_sure_the_gate(low: float, high: float, agreement: float) -> None:
    low, high = sorted((low, high))
    assert GATE.confidence(QUESTION, pair(agreement), low) >= GATE.confidence(QUESTION, pair(agreement), high)


@given(agreement=SHARE, near=SHARE)
def test_a_twin_close_behind_never_makes_it_surer(agreement: float, near: float) -> None:
    assert GATE.confidence(QUESTION, pair(agreement, second=near), 0) <= GATE.confidence(QUESTION, pair(agreement, second=0), 0)


def test_nothing_found_is_no_confidence() -> None:
    assert GATE.confidence(QUESTION, [], 0.0) == 0.0


def test_one_candidate_alone_is_judged() -> None:
    assert 0 < GATE.confidence(QUESTION, pair(0.9)[:1], 0.0) < 1


@pytest.mark.parametrize(
    ("confidence", "zone"), [(0.0, "decline"), (0.249, "decline"), (0.25, "clarify"), (0.599, "clarify"), (0.6, "answer"), (1.0, "answer")]
)
def test_thresholds_belong_to_the_upper_zone(tmp_path: Path, confidence: float, zone: str) -> None:
    path = tmp_path / "gate.json"
    path.write_text(json.dumps({"weights": {}, "answer_from": 0.6, "clarify_from": 0.25}), "utf-8")
    assert Gate.read(path).zone(confidence, pair(0.9)) == zone


def test_twins_that_cannot_be_told_apart_are_asked_about() -> None:
    assert GATE.zone(0.99, pair(0.9, score=1.0, second=0.99)) == "clarify"
    assert GATE.zone(0.01, pair(0.9, score=1.0, second=0.99)) == "decline"
