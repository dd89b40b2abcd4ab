"""Fit `knowledge/legs.json`: what each leg of the search weighs, from questions that may train.

    python -m bench.fit_legs --questions FILE [--write]

Each question of the suites `generated` and `portal-faq`, and each of our golden ones, is asked in the three writings. Its
candidates are the best records of each leg; right are those expected and the other records of the same procedure. The
weights make the right ones likeliest among the candidates (a softmax over each question's candidates), so that what is
learned is their order and not how likely a question is to have an answer; that is the gate's. Printed: hit@1 and hit@5 of
the fitted sum, out of fold, the folds split by procedure, and how often the first itself is right, twins not counted.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from core.settings import Settings
from knowledge import golden
from knowledge.evaluation import Item, hits, read
from knowledge.legs import NAMES, Legs
from knowledge.retrieval import Searcher
from knowledge.service import Knowledge
from knowledge.writings import WRITINGS, written

Rows = npt.NDArray[np.int64]
Values = npt.NDArray[np.float32]
# What a question of a suite counts: generated ones are many and about few procedures, ours are in citizens' own words.
SUITES = {"generated": 0.5, "portal-faq": 1.0, "seed": 6.0, "catalogue": 6.0}
BEST_OF_LEG, BEST_OF_FIRST = 15, 30
FOLDS = 5
PENALTY = 1e-4


@dataclass(frozen=True)
class Asked:
    """A question in one writing: its candidates, their legs, and which are right."""

    item: Item
    writing: str
    rows: Rows
    values: Values
    right: npt.NDArray[np.bool_]
    fold: int


def asked(searcher: Searcher, item: Item, writing: str, groups: list[int], rows_of: dict[str, int]) -> Asked:
    """Ask `item` in `writing` and gather the candidates of every leg."""
    legs = searcher.legs(searcher.question(written(item, writing).question))
    rows = _candidates(legs)
    wanted = {groups[rows_of[code]] for code in item.expected if code in rows_of}
    right = np.array([groups[row] in wanted for row in rows])
    return Asked(item, writing, rows, legs.rows(rows), right, crc32(str(min(wanted)).encode()) % FOLDS)


def _candidates(legs: Legs) -> Rows:
    best = [np.argsort(-getattr(legs, name), kind="stable")[:BEST_OF_LEG] for name in NAMES if name != "markers"]
    first = np.argsort(-(legs.agreement + legs.covered + 0.1 * legs.nearness + 0.1 * legs.mentioned), kind="stable")
    return np.unique(np.concatenate([*best, first[:BEST_OF_FIRST]]))


def fit(examples: list[Asked]) -> Values:
    """Return the weights of the legs, in the order of `NAMES`."""
    able = [one for one in examples if one.right.any()]
    values = np.concatenate([one.values for one in able]).astype(np.float64)
    right = np.concatenate([one.right for one in able])
    sizes = np.array([len(one.rows) for one in able])
    starts, of = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(able)), sizes)
    worth = np.array([SUITES[one.item.suite] for one in able])
    worth /= worth.sum()

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        """Minus the log of the right candidates' share, and its slope."""
        scores = values @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        everything, wanted = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = values.T @ (odds * ((worth / everything)[of] - (worth / wanted)[of] * right))
        told = float(worth @ (np.log(everything) - np.log(wanted)) + PENALTY * weights @ weights)
        return told, slope + 2 * PENALTY * weights

    return np.asarray(minimize(loss, np.ones(len(NAMES)), jac=True, method="L-BFGS-B").x, np.float32)


def ranked(searcher: Searcher, one: Asked, weights: Values, groups: list[int]) -> list[tuple[str, list[str]]]:
    """Return the first five procedures by `weights`, as `knowledge.evaluation.hits` reads them."""
    seen: dict[int, int] = {}
    for place in np.argsort(-(one.values @ weights), kind="stable"):
        seen.setdefault(groups[one.rows[place]], int(one.rows[place]))
    found = [searcher.procedures[row] for row in list(seen.values())[:5]]
    return [(procedure.code, [variant.code for variant in searcher.variants(procedure)]) for procedure in found]


def report(searcher: Searcher, examples: list[Asked], groups: list[int]) -> None:
    """Print the out-of-fold hits by suite and writing."""
    ranks: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    alone: dict[tuple[str, str], int] = defaultdict(int)
    for fold in range(FOLDS):
        weights = fit([one for one in examples if one.fold != fold])
        for one in (one for one in examples if one.fold == fold):
            found = ranked(searcher, one, weights, groups)
            ranks[one.item.suite, one.writing].append(hits(one.item, found))
            alone[one.item.suite, one.writing] += found[0][0] in one.item.expected
    for (suite, writing), places in sorted(ranks.items()):
        at1, at5 = (sum(place is not None and place <= limit for place in places) / len(places) for limit in (1, 5))
        first = alone[suite, writing] / len(places)
        print(f"  {suite:12} {writing:16} {len(places):5}  hit@1 {at1:.3f}  hit@5 {at5:.3f}  the first itself {first:.3f}")


def main() -> None:
    """Fit, print the report, write the weights when told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write knowledge/legs.json")
    told = parser.parse_args()
    settings = Settings()
    searcher = Knowledge.open(settings).searcher()
    rows_of = {procedure.code: row for row, procedure in enumerate(searcher.procedures)}
    groups = searcher.groups
    told_of = (*read(told.questions), *read(golden.QUESTIONS))
    items = [i for i in told_of if i.suite in SUITES and not i.history and i.expected & set(rows_of)]
    examples = [asked(searcher, item, writing, groups, rows_of) for item in items for writing in WRITINGS]
    print(f"{len(items)} questions in {len(WRITINGS)} writings over {len(rows_of):,} records; out of fold by procedure:")
    report(searcher, examples, groups)
    weights = {name: round(float(weight), 4) for name, weight in zip(NAMES, fit(examples), strict=True)}
    print(f"weights: {weights}")
    if told.write:
        (settings.home / "knowledge" / "legs.json").write_text(json.dumps(weights, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
