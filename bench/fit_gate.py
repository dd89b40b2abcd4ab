"""Fit `knowledge/gate.json`: how sure the first candidate is, from questions that may train and from our own examples.

    python -m bench.fit_gate --questions FILE

Right: the first candidate is expected. Not right: any other first candidate, questions whose procedure is not in the
live release (suites `generated` and `portal-faq` only), and the examples of `nlu_data/` that are no procedure question.
The probability that a question is about something else stands in for Rasa's: the same family of classifier, out of fold.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline, make_union

from core.settings import Settings
from core.text import fold
from knowledge.evaluation import Item, read
from knowledge.gate import FEATURES, signals
from knowledge.service import Knowledge

SUITES = ("generated", "portal-faq")
ABOUT_PROCEDURES = re.compile(r"^(ask_(?!status)|choose_procedure|compare)")
# Live, most questions are about a procedure that is there; among the fitted ones, made to be hard, few are.
RIGHT_SHARE = 0.6
ANSWER_FROM, CLARIFY_FROM = 0.6, 0.25  # well more likely right than not; not hopeless


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
    """Fit, print the report, write the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    questions = [i for i in read(parser.parse_args().questions) if i.suite in SUITES and not i.history]
    settings = Settings()
    knowledge = Knowledge.open(settings)
    told = examples(settings.home / "nlu_data" / "nlu")
    texts = [written for _, text in told for written in (text, fold(text))]
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

    rows: list[list[float]] = []
    labels: list[bool] = []
    for text, elsewhere, no_procedure in zip(texts, out_of_fold, other, strict=True):
        if no_procedure:
            _add(knowledge, text, float(elsewhere), None, rows, labels)
    for item in questions:
        for text in (item.question, fold(item.question)):
            _add(knowledge, text, float(classifier.predict_proba([text])[0, 1]), item, rows, labels)
    _fit(np.array(rows), np.array(labels), settings.home / "knowledge" / "gate.json")


def _add(knowledge: Knowledge, text: str, elsewhere: float, item: Item | None, rows: list[list[float]], labels: list[bool]) -> None:
    searcher = knowledge.searcher()
    question = searcher.question(text)
    found = searcher.search(question)
    values = signals(question, found, elsewhere)
    rows.append([values[name] for name in FEATURES])
    labels.append(item is not None and found[0].procedure.code in item.expected)


def _fit(rows: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_], target: Path) -> None:
    share = labels.mean()
    worth = {True: RIGHT_SHARE / share, False: (1 - RIGHT_SHARE) / (1 - share)}
    model = LogisticRegression(C=3, max_iter=5000, fit_intercept=False, class_weight=worth)
    confidence = cross_val_predict(model, rows, labels, cv=5, method="predict_proba")[:, 1]
    model.fit(rows, labels)
    weights = dict(zip(FEATURES, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    print(f"{len(labels)} questions, {labels.sum()} right at first; weights {weights}")
    for low, high in ((ANSWER_FROM, 1.01), (CLARIFY_FROM, ANSWER_FROM), (0.0, CLARIFY_FROM)):
        inside = (confidence >= low) & (confidence < high)
        print(f"  {low:.2f}-{min(high, 1):.2f}: {inside.sum():5} questions, right {labels[inside].mean():.1%}")
    gate = {"weights": weights, "answer_from": ANSWER_FROM, "clarify_from": CLARIFY_FROM}
    target.write_text(json.dumps(gate, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
