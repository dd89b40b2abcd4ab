"""Fit `knowledge/gate.json`: how sure the first candidate is, and those that are offered, over one or more releases.

    python -m bench.fit_gate --questions FILE --release ID [--release ID] [--write]

The questions are the suites `generated` and `portal-faq`, our golden ones and the examples of `nlu_data/` that are no
procedure question; each as typed, without accents and with typos. A question whose procedure is not in a release stands for
what that release has not. Small and whole releases are fitted together, so that one gate serves both.
The probability that a question is about something else stands in for Rasa's: the same family of classifier, out of fold.
"""

import argparse
import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from core.settings import Settings
from core.text import fold
from knowledge import golden
from knowledge.evaluation import Item, read
from knowledge.gate import FEATURES, OFFERED, Claim, signals
from knowledge.retrieval import Searcher
from knowledge.service import Knowledge
from knowledge.writings import WRITINGS, written

# What a question of a suite counts: generated ones are many, hard and about few procedures; ours are in citizens' own words.
WORTH = {"generated": 0.3, "portal-faq": 0.5, "seed": 2.0, "catalogue": 2.0, "none": 8.0, "elsewhere": 1.0}
ABOUT_PROCEDURES = re.compile(r"^(ask_(?!status)|choose_procedure|compare)")
# Live, most questions are about a procedure that is there; among the fitted ones, made to be hard, few are.
RIGHT_SHARE = 0.6
ANSWER_FROM, CLARIFY_FROM = 0.65, 0.25  # well more likely right than not; not hopeless


@dataclass(frozen=True)
class Example:
    """A question in one writing, asked of one release: its signals, what was true of its candidates, what it counts."""

    values: list[float]
    first: bool
    offered: bool
    worth: float


def examples(folder: Path) -> list[tuple[str, str]]:
    """Return `(intent, text)` of the NLU examples, entity marks removed."""
    found, intent = [], ""
    for path in sorted(folder.glob("*.yml")):
        for line in path.read_text("utf-8").splitlines():
            if match := re.match(r"\s*- intent: (\S+)", line):
                intent = match.group(1)
            elif re.match(r"\s*- (lookup|regex|synonym):", line):
                intent = ""
            elif intent and (match := re.match(r"\s+- (.+)", line)):
                found.append((intent, re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", match.group(1)).strip("\"'")))
    return found


def main() -> None:
    """Fit both claims, print the report, write the gate when told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--release", action="append", required=True, help="a release to fit over; may be given again")
    parser.add_argument("--write", action="store_true", help="write knowledge/gate.json")
    told = parser.parse_args()
    settings = Settings()
    items = [i for i in (*read(told.questions), *read(golden.QUESTIONS)) if i.suite in WORTH and not i.history]
    items = [written(item, writing) for item in items for writing in WRITINGS]
    spoken, classifier = _elsewhere(settings.home / "nlu_data" / "nlu")
    found = []
    for release_id in told.release:
        searcher = Knowledge.open(settings, pinned=release_id).searcher()
        found += [_example(searcher, item, float(p)) for item, p in zip(items, _probabilities(classifier, items), strict=True)]
        found += [_example(searcher, Item("", "elsewhere", text), p) for text, p in spoken]
    weights = {claim: _fit(found, claim) for claim in get_args(Claim)}
    if told.write:
        gate = {"weights": weights, "answer_from": ANSWER_FROM, "clarify_from": CLARIFY_FROM}
        (settings.home / "knowledge" / "gate.json").write_text(json.dumps(gate, indent=2) + "\n", "utf-8")


def _elsewhere(folder: Path) -> tuple[list[tuple[str, float]], Pipeline]:
    """Return the examples that are no procedure question, each with its probability out of fold, and the classifier."""
    told = examples(folder)
    texts = [text for _, example in told for text in (example, fold(example))]
    other = np.array([not ABOUT_PROCEDURES.match(intent) for intent, _ in told for _ in range(2)])
    classifier = make_pipeline(
        make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        ),
        LogisticRegression(C=10, max_iter=1000),
    )
    out_of_fold = cross_val_predict(classifier, texts, other, cv=5, method="predict_proba")[:, 1]
    classifier.fit(texts, other)
    return [(text, float(p)) for text, p, apart in zip(texts, out_of_fold, other, strict=True) if apart], classifier


def _probabilities(classifier: Pipeline, items: list[Item]) -> npt.NDArray[np.float64]:
    return np.asarray(classifier.predict_proba([item.question for item in items])[:, 1])


def _example(searcher: Searcher, item: Item, elsewhere: float) -> Example:
    question = searcher.question(item.question)
    candidates = searcher.search(question)
    values = signals(question, candidates, elsewhere)
    right = [candidate.procedure.code in item.expected for candidate in candidates[:OFFERED]]
    return Example([values[name] for name in FEATURES], right[0], any(right), WORTH[item.suite])


def _fit(found: list[Example], claim: Claim) -> dict[str, float]:
    """Fit one claim, print how well its probability separates (out of fold), return its weights."""
    rows = np.array([example.values for example in found])
    labels = np.array([getattr(example, claim) for example in found])
    worth = np.array([example.worth for example in found])
    share = worth[labels].sum() / worth.sum()
    worth *= np.where(labels, RIGHT_SHARE / share, (1 - RIGHT_SHARE) / (1 - share))
    model = LogisticRegression(C=3, max_iter=5000, fit_intercept=False)
    folds = KFold(5, shuffle=True, random_state=1)
    confidence = np.zeros(len(labels))
    for train, test in folds.split(rows):
        confidence[test] = model.fit(rows[train], labels[train], sample_weight=worth[train]).predict_proba(rows[test])[:, 1]
    model.fit(rows, labels, sample_weight=worth)
    weights = dict(zip(FEATURES, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    print(f"{claim}: {len(labels)} questions, right {labels.mean():.1%}; weights {weights}")
    edges = [0.0, 0.1, CLARIFY_FROM, 0.4, 0.5, ANSWER_FROM, 0.8, 0.9, 1.01]
    for low, high in itertools.pairwise(edges):
        inside = (confidence >= low) & (confidence < high)
        print(f"  {low:.2f}-{min(high, 1):.2f}: {inside.sum():6} questions, right {labels[inside].mean():.1%}")
    return weights


if __name__ == "__main__":
    main()
