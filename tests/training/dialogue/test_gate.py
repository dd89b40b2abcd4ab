"""The gate over reports made by hand."""

from typing import Any

import pytest

from training.dialogue.gate import Rules, refusals


def report(macro: float = 0.9, costly: int = 3, **intents: tuple[float, int]) -> dict[str, Any]:
    of_intents = {name: {"f1": f1, "n": n} for name, (f1, n) in intents.items()}
    plain = {"macro_f1": macro, "costly": costly, "intents": of_intents}
    return {"writings": {"as typed": plain, "without accents": {"macro_f1": 0.8, "costly": 5, "intents": {}}}}


RULES = Rules()
LIVE = report(ask_fee=(0.9, 30), safety=(0.95, 40), stop=(1.0, 4))


def keys(candidate: dict[str, Any], live: dict[str, Any] | None = LIVE, rules: Rules = RULES, failed: tuple[str, ...] = ()) -> list[str]:
    return [refusal.key for refusal in refusals(candidate, live, rules, failed)]


def test_an_equal_model_may_go_live() -> None:
    assert keys(LIVE) == []


def test_a_worse_mean_is_refused_and_says_both_figures() -> None:
    (found,) = refusals(report(0.89, 3, ask_fee=(0.9, 30), safety=(0.95, 40), stop=(1.0, 4)), LIVE, Rules())
    assert found.as_json() == {"key": "macro", "values": {"writing": "as typed", "was": 0.9, "now": 0.89}}
    assert keys(report(0.89, 3, ask_fee=(0.9, 30), safety=(0.95, 40)), rules=Rules(macro_margin=0.02)) == []


@pytest.mark.parametrize(("f1", "expected"), [(0.8, []), (0.79, ["intent"])])
def test_one_intent_may_fall_by_the_margin_and_no_more(f1: float, expected: list[str]) -> None:
    assert keys(report(0.95, 3, ask_fee=(f1, 30), safety=(0.95, 40))) == expected


def test_an_intent_of_few_sentences_blocks_nothing_and_one_that_is_gone_does() -> None:
    assert keys(report(0.95, 3, ask_fee=(0.9, 30), safety=(0.95, 40), stop=(0.2, 4))) == []
    assert keys(report(0.95, 3, ask_fee=(0.9, 30))) == ["intent"]


def test_a_danger_more_that_is_missed_is_refused_however_good_the_rest() -> None:
    assert keys(report(0.99, 4, ask_fee=(0.9, 30), safety=(0.95, 40))) == ["costly"]


def test_a_failed_conversation_blocks_also_the_first_model() -> None:
    assert keys(LIVE, None, failed=("báo nguy",)) == ["conversation"]
    assert keys(LIVE, None) == []
