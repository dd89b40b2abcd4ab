"""The gate over reports made by hand."""

from typing import Any

import pytest

from training.dialogue.gate import Rules, refusals


def report(macro: float = 0.9, costly: int = 3, **intents: tuple[float, int]) -> dict[str, Any]:
    of_intents = {name: {"f1": f1, "n": n} for name, (f1, n) in intents.items()}
    plain = {"macro_f1": macro, "costly": costly, "intents": of_intents}
    return {"writings": {"as typed": plain, "without accents": {"macro_f1": 0.8, "costly": 5, "intents": {}}}, "unsafe": []}


def unsafe(text: str, writing: str = "as typed") -> dict[str, str]:
    return {"writing": writing, "text": text, "labelled": "safety", "read": "greet"}


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


@pytest.mark.parametrize("tenths", range(1, 11))
def test_the_margin_is_reckoned_as_it_is_written(tenths: int) -> None:
    live, margin = report(tenths / 10, ask_fee=(tenths / 10, 30)), Rules(macro_margin=0.1, intent_margin=0.1)
    assert keys(report((tenths - 1) / 10, ask_fee=((tenths - 1) / 10, 30)), live, margin) == []  # 0.8 - 0.1 > 0.7 in binary
    worse = round((tenths - 1) / 10 - 0.0001, 4)
    assert keys(report(worse, ask_fee=(round(worse - 0.001, 3), 30)), live, margin) == ["macro", "intent"]


def test_an_intent_of_few_sentences_blocks_nothing_and_one_that_is_gone_does() -> None:
    assert keys(report(0.95, 3, ask_fee=(0.9, 30), safety=(0.95, 40), stop=(0.2, 4))) == []
    assert keys(report(0.95, 3, ask_fee=(0.9, 30))) == ["intent"]


def test_a_danger_more_that_is_missed_is_refused_however_good_the_rest() -> None:
    assert keys(report(0.99, 4, ask_fee=(0.9, 30), safety=(0.95, 40))) == ["costly"]


def test_a_failed_conversation_blocks_also_the_first_model() -> None:
    assert keys(LIVE, None, failed=("báo nguy",)) == ["conversation"]
    assert keys(LIVE, None) == []


def test_a_danger_that_only_the_new_model_misses_is_refused_by_its_words_though_another_one_is_found_instead() -> None:
    live = {**LIVE, "unsafe": [unsafe("đọc mã giúp tôi")]}
    one_for_another = {**LIVE, "unsafe": [unsafe("nhà đang cháy", "without accents")]}
    (found,) = refusals(one_for_another, live, RULES)
    assert (found.key, found.values["writing"], found.values["count"]) == ("safety", "without accents", 1)
    assert [one["text"] for one in found.values["sentences"]] == ["nhà đang cháy"]
    assert keys(one_for_another, live, Rules(safety_new=1)) == []
    assert keys(live, live) == []  # missed by both: not new


def test_typing_mistakes_made_at_random_are_counted_and_no_single_one_refuses() -> None:
    both = {**LIVE, "writings": {**LIVE["writings"], "simulated typos": {"macro_f1": 0.7, "costly": 9, "intents": {}}}}
    assert keys({**both, "unsafe": [unsafe("nhà đnag cháy", "simulated typos")]}, both) == []
    more = {**both["writings"], "simulated typos": {"macro_f1": 0.7, "costly": 10, "intents": {}}}
    assert keys({**both, "writings": more}, both) == ["costly"]


def test_golden_questions_that_find_their_procedure_no_more_are_counted() -> None:
    assert keys({**LIVE, "golden": {"asked": 30, "live": 28, "new": 27}}) == ["golden"]
    assert keys({**LIVE, "golden": {"asked": 30, "live": 28, "new": 27}}, rules=Rules(golden_fewer=1)) == []
    assert keys({**LIVE, "golden": {"asked": 30, "live": 28, "new": 28}}) == []


def test_golden_questions_that_could_not_be_asked_are_not_passed_over() -> None:
    assert keys({**LIVE, "golden": None}) == ["golden_unasked"]


def test_what_was_never_measured_does_not_go_live_even_where_nothing_is() -> None:
    assert keys({}, None) == ["unmeasured"]


def test_a_report_without_the_safety_set_is_to_be_made_anew() -> None:
    assert keys({"writings": LIVE["writings"]}) == keys(LIVE, {"writings": LIVE["writings"]}) == ["measured_before"]
