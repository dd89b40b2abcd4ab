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
