"""The training data: complete, composed, and no sentence twice."""

import unicodedata
from collections import Counter
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

FEW, ENOUGH, SOME, MANY = 25, 40, 60, 150
HEAVY = {
    **{"ask_procedure": MANY, "out_of_scope": MANY, "safety": 100, "injection": 50, "chitchat": SOME, "ask_status": SOME},
    **{"self_harm": SOME, "emergency": SOME, "life_event": SOME, "ward": SOME, "report": ENOUGH, "abuse": ENOUGH},
    **{"my_data": ENOUGH, "remember": ENOUGH, "rate_bad": ENOUGH, "rate_good": ENOUGH, "go_back": ENOUGH, "stop": ENOUGH},
    **{"choose_procedure": ENOUGH, "compare": ENOUGH, "human": ENOUGH, "feedback": ENOUGH, "privacy": ENOUGH},
}
NEVER_TYPED = {"pick"}  # a button sends `/pick{...}`, which Rasa reads by itself
FACETS = ("documents", "fee", "time", "place", "steps", "requirements", "legal_basis", "result", "online", "form", "subjects")


def read(folder: str) -> TrainingData:
    """Return the examples of a folder."""
    return training_data_from_paths([str(p) for p in sorted(Path(folder).glob("*.yml"))], "vi")


def test_every_intent_has_enough_examples() -> None:
    counts = read("nlu_data/nlu").number_of_examples_per_intent
    least = {**HEAVY, **{f"ask_{facet}": SOME for facet in FACETS}}
    assert {i: n for i, n in counts.items() if n < least.get(i, FEW)} == {}
    assert set(counts) == set(Domain.from_file("domain.yml").intents) - {"back", "restart", "session_start", "nlu_fallback", *NEVER_TYPED}


def test_every_intent_is_in_the_holdout() -> None:
    counts = read("tests/nlu_holdout").number_of_examples_per_intent
    assert set(counts) == set(read("nlu_data/nlu").number_of_examples_per_intent)
    assert min(counts.values()) >= 5


def test_no_sentence_twice_nor_in_the_holdout() -> None:
    texts = [m.get(TEXT).lower() for d in ("nlu_data/nlu", "tests/nlu_holdout") for m in read(d).training_examples]
    assert [t for t, n in Counter(texts).items() if n > 1] == []


def test_all_text_is_composed() -> None:
    for path in (p for d in ("nlu_data", "tests/nlu_holdout", "tests/stories") for p in Path(d).rglob("*.yml")):
        assert unicodedata.is_normalized("NFC", path.read_text("utf-8")), path
