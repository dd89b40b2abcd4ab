"""The training data: complete, composed, and no sentence twice."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from core.text import fold, syllables

FEW, ENOUGH, SOME, MANY = 25, 40, 60, 150
HEAVY = {
    **{"ask_procedure": MANY, "out_of_scope": MANY, "safety": 100, "injection": 50, "chitchat": SOME, "ask_status": SOME},
    **{"self_harm": SOME, "emergency": SOME, "life_event": SOME, "ward": SOME, "report": ENOUGH, "abuse": ENOUGH},
    **{"my_data": ENOUGH, "remember": ENOUGH, "rate_bad": ENOUGH, "rate_good": ENOUGH, "go_back": ENOUGH, "stop": ENOUGH},
    **{"choose_procedure": ENOUGH, "compare": ENOUGH, "human": ENOUGH, "feedback": ENOUGH, "privacy": ENOUGH},
}
TESTED, TESTED_WELL = 12, 20
ALIKE = 0.9  # share of the syllables two sentences have in common, of all in either
NEVER_TYPED = {"pick"}  # a button sends `/pick{...}`, which Rasa reads by itself
FACETS = ("documents", "fee", "time", "place", "steps", "requirements", "legal_basis", "result", "online", "form", "subjects")


@cache
def read(folder: str) -> TrainingData:
    """Return the examples of a folder."""
    return training_data_from_paths([str(p) for p in sorted(Path(folder).glob("*.yml"))], "vi")


def test_every_intent_has_enough_examples() -> None:
    counts = read("nlu_data/nlu").number_of_examples_per_intent
    least = {**HEAVY, **{f"ask_{facet}": SOME for facet in FACETS}}
    assert {i: n for i, n in counts.items() if n < least.get(i, FEW)} == {}
    assert set(counts) == set(Domain.from_file("domain.yml").intents) - {"back", "restart", "session_start", "nlu_fallback", *NEVER_TYPED}


def test_every_intent_is_tested_enough() -> None:
    counts = read("tests/nlu_holdout").number_of_examples_per_intent
    assert set(counts) == set(read("nlu_data/nlu").number_of_examples_per_intent)
    heavy = {"self_harm", "emergency", "safety", "life_event", "ward", "out_of_scope", "ask_status", *(f"ask_{f}" for f in FACETS[:6])}
    assert {i: n for i, n in counts.items() if n < (TESTED_WELL if i in heavy else TESTED)} == {}


def test_no_sentence_twice() -> None:
    texts = [text.lower() for folder in ("nlu_data/nlu", "tests/nlu_holdout") for text in sentences(folder)]
    assert [t for t, n in Counter(texts).items() if n > 1] == []


def test_nothing_measured_is_trained() -> None:
    trained = {fold(text): frozenset(syllables(fold(text))) for text in sentences("nlu_data/nlu")}
    measured = {text: frozenset(syllables(fold(text))) for text in sentences("tests/nlu_holdout")}
    assert [text for text in measured if fold(text) in trained] == []
    alike = [(m, t) for m, said in measured.items() for t, other in trained.items() if overlap(said, other) >= ALIKE]
    assert alike == []


def sentences(folder: str) -> Iterator[str]:
    """Yield the sentences of a folder."""
    return (message.get(TEXT) for message in read(folder).training_examples if message.get(TEXT))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of syllables in both, of those in either."""
    return len(one & other) / len(one | other) if one | other else 0.0


def test_all_text_is_composed() -> None:
    for path in (p for d in ("nlu_data", "tests/nlu_holdout", "tests/stories") for p in Path(d).rglob("*.yml")):
        assert unicodedata.is_normalized("NFC", path.read_text("utf-8")), path
