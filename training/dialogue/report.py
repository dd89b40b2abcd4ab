"""How well a dialogue model reads a test set: one JSON that the gate judges, the desk shows and the next model is compared with."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from training.dialogue import scores
from training.dialogue.holdout import Example, read
from training.dialogue.scores import Read

Writing = Callable[[str, int], str]  # a sentence and a seed -> the same as somebody else types it
Predict = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]
PLAIN, TYPOS = "as typed", "simulated typos"
_BINS = 10  # of the histogram of confidences
_MOST = 3_000  # failing sentences that are kept: more than the test set has in three writings, unless somebody doubles it


def heard(examples: Sequence[Example], writings: Mapping[str, Writing], predict: Predict) -> dict[str, list[Read]]:
    """Return, by writing, what the model behind `predict` reads in each of `examples`; it is asked once for all of them."""
    written = {name: [write(one.text, crc32(one.text.encode())) for one in examples] for name, write in writings.items()}
    results = iter(predict([text for texts in written.values() for text in texts]))
    return {name: [_read(one, text, next(results)) for one, text in zip(examples, texts, strict=True)] for name, texts in written.items()}


def of(folder: Path, writings: Mapping[str, Writing], predict: Predict) -> dict[str, Any]:
    """Return the report of the model behind `predict` on the labelled sentences of `folder`.

    `{"sentences", "writings": {name: figures}, "failing": [...], "unsafe": [...], "confidence": {"right": [10], "wrong": [10]}}`:
    `failing` the costly ones first, then those the model was surest of; `unsafe` those of them that are wrong of the safety set;
    `confidence` counts tenths from 0 to 1, of the sentences as typed.
    """
    read_ones = heard(read(folder), writings, predict)
    plain = read_ones[PLAIN]
    return {
        "sentences": len(plain),
        "writings": {name: figures(one) for name, one in read_ones.items()},
        "failing": _failing(read_ones),
        "unsafe": [_told(name, one) for name, of_one in read_ones.items() for one in of_one if one.unsafe],
        "confidence": {"right": _bins(one for one in plain if one.right), "wrong": _bins(one for one in plain if not one.right)},
    }


def beside(report: dict[str, Any], live: dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return a candidate's report, whose failing sentences say whether they are `new` ones, and the live model's without its own."""
    if live is None:
        return report, None
    failed = {sentence(one) for one in live["failing"]}
    failing = [{**one, "new": sentence(one) not in failed} for one in report["failing"]]
    return {**report, "failing": failing}, {**live, "failing": []}


def sentence(one: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what a failing sentence is known by, whichever model reads it: writing, text, labelled intent."""
    return one["writing"], one["text"], one["labelled"]


def figures(read_ones: list[Read]) -> dict[str, Any]:
    """Return the figures of one writing: macro-F1, accuracy, costly ones, each intent and entity, confusions."""
    by_intent = scores.by_intent(read_ones)
    return {
        "macro_f1": round(scores.macro_f1(by_intent), 4),
        "accuracy": scores.accuracy(read_ones).as_json(),
        "costly": sum(one.costly for one in read_ones),
        "intents": {intent: one.as_json() for intent, one in by_intent.items()},
        "entities": {name: one.as_json() for name, one in scores.by_entity(read_ones).items()},
        "confusions": scores.confusions(read_ones),
    }


def _read(example: Example, written: str, result: Mapping[str, Any]) -> Read:
    entities = tuple((name, text) for name, text in result["entities"])
    return Read(example, written, result["intent"], result["confidence"], entities)


def _failing(read_ones: Mapping[str, list[Read]]) -> list[dict[str, Any]]:
    wrong = [(name, one) for name, of_one in read_ones.items() for one in of_one if not one.right]
    worst = sorted(wrong, key=lambda pair: (not pair[1].costly, -pair[1].confidence))[:_MOST]
    return [{**_told(name, one), "confidence": round(one.confidence, 3), "costly": one.costly} for name, one in worst]


def _told(writing: str, one: Read) -> dict[str, Any]:
    return {"writing": writing, "text": one.written, "labelled": one.example.intent, "read": one.intent}


def _bins(read_ones: Any) -> list[int]:
    counted = [0] * _BINS
    for one in read_ones:
        counted[min(int(one.confidence * _BINS), _BINS - 1)] += 1
    return counted
