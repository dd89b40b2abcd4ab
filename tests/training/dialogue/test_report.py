"""The report of a model that answers by a table, against figures computed by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.text import fold
from training.dialogue import report

HOLDOUT = """version: "3.1"
nlu:
- intent: ask_fee
  examples: |
    - lệ phí bao nhiêu
    - hết nhiêu tiền
- intent: safety
  examples: |
    - có người đòi tiền tôi
"""
READS = {"lệ phí bao nhiêu": ("ask_fee", 0.95), "hết nhiêu tiền": ("greet", 0.62), "có người đòi tiền tôi": ("ask_fee", 0.4)}


def predict(texts: Sequence[str]) -> list[Mapping[str, Any]]:
    folded = {fold(text): read for text, read in READS.items()}
    return [{"intent": folded[fold(text)][0], "confidence": folded[fold(text)][1], "entities": []} for text in texts]


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "a.yml").write_text(HOLDOUT, "utf-8")
    return report.of(tmp_path, {"as typed": lambda text, seed: text, "without accents": lambda text, seed: fold(text)}, predict)


def test_the_figures_are_those_computed_by_hand(made: dict[str, Any]) -> None:
    plain = made["writings"]["as typed"]
    # ask_fee: 1 right of 2 found and 2 labelled, F1 2*1/4; safety: none found, F1 0.
    assert (plain["macro_f1"], plain["intents"]["ask_fee"]) == (0.25, {"p": 0.5, "r": 0.5, "f1": 0.5, "n": 2})
    assert plain["costly"] == 2  # a question taken for a greeting, and a danger that was missed
    assert plain["confusions"] == [("ask_fee", "greet", 1), ("safety", "ask_fee", 1)]
    assert made["sentences"] == 3


def test_the_costly_and_surest_mistakes_stand_first(made: dict[str, Any]) -> None:
    assert [(one["writing"], one["read"], one["confidence"]) for one in made["failing"]] == [
        ("as typed", "greet", 0.62), ("without accents", "greet", 0.62), ("as typed", "ask_fee", 0.4), ("without accents", "ask_fee", 0.4),
    ]  # fmt: skip


def test_confidences_are_counted_in_tenths(made: dict[str, Any]) -> None:
    assert made["confidence"] == {"right": [0] * 9 + [1], "wrong": [0, 0, 0, 0, 1, 0, 1, 0, 0, 0]}


def test_the_safety_set_is_dangers_read_otherwise_and_questions_set_aside(made: dict[str, Any]) -> None:
    assert [(one["writing"], one["text"], one["labelled"], one["read"]) for one in made["unsafe"]] == [
        ("as typed", "hết nhiêu tiền", "ask_fee", "greet"), ("as typed", "có người đòi tiền tôi", "safety", "ask_fee"),
        ("without accents", "het nhieu tien", "ask_fee", "greet"), ("without accents", "co nguoi doi tien toi", "safety", "ask_fee"),
    ]  # fmt: skip


def test_failing_sentences_that_the_live_model_reads_right_are_new(made: dict[str, Any]) -> None:
    live = {**made, "failing": [one for one in made["failing"] if one["labelled"] == "safety"]}
    told, against = report.beside(made, live)
    assert {one["text"]: one["new"] for one in told["failing"] if one["writing"] == "as typed"} == {
        "hết nhiêu tiền": True, "có người đòi tiền tôi": False,
    }  # fmt: skip
    assert against == {**live, "failing": []}
    assert report.beside(made, None) == (made, None)


def test_macro_f1_is_the_mean_over_labelled_intents_whatever_else_is_read(tmp_path: Path) -> None:
    """By hand, of five sentences: a 2 of 3 right and read once for b; b 1 of 1; c 0 of 1 read as d, which nobody labelled."""
    blocks = {"a": ("a1", "a2", "a3"), "b": ("b1",), "c": ("c1",)}
    lines = [f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts) for intent, texts in blocks.items()]
    (tmp_path / "a.yml").write_text("nlu:\n" + "".join(lines), "utf-8")
    reads = {"a1": "a", "a2": "a", "a3": "b", "b1": "b", "c1": "d"}

    def read(texts: Sequence[str]) -> list[Mapping[str, Any]]:
        return [{"intent": reads[text], "confidence": 0.5, "entities": []} for text in texts]

    told = report.of(tmp_path, {"as typed": lambda text, seed: text}, read)
    plain = told["writings"]["as typed"]
    # a: p 2/2, r 2/3, F1 4/5; b: p 1/2, r 1, F1 2/3; c: F1 0. The mean of three: 22/45.
    assert plain["intents"]["a"] == {"p": 1.0, "r": 0.667, "f1": 0.8, "n": 3}
    assert plain["intents"]["b"] == {"p": 0.5, "r": 1.0, "f1": 0.667, "n": 1}
    assert plain["intents"]["c"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 1}
    assert plain["macro_f1"] == 0.4889
    assert plain["accuracy"]["value"] == 0.6
