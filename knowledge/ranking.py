"""Judge rankings against a question file: hit@1, hit@5 and MRR@10 by group, beside what is aimed at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.intervals import Mean, Share
from knowledge.evaluation import JOINT, Item, Ranked, hits

# Aims for the whole catalogue, by group and writing: hit@1 and hit@5.
AIMS: dict[tuple[str, str], tuple[float, float]] = {
    (JOINT, "as typed"): (0.80, 0.95),
    (JOINT, "without accents"): (0.78, 0.94),
    (JOINT, "simulated typos"): (0.72, 0.90),
    ("portal-faq", "as typed"): (0.60, 0.84),
    ("portal-faq", "without accents"): (0.57, 0.82),
    ("conversation", "as typed"): (0.85, 0.95),
    ("conversation", "without accents"): (0.82, 0.93),
}
HEADS = ["questions", "writing", "n", "hit@1", "hit@5", "MRR@10", "hit@1, no variants"]


@dataclass(frozen=True)
class Figures:
    """How well a group's questions were ranked; `alone` is hit@1 with the first result's own code only."""

    at1: Share
    at5: Share
    mrr: Mean
    alone: Share

    def as_json(self) -> dict[str, Any]:
        """Return the figures with their intervals."""
        named: dict[str, Share | Mean] = {"hit@1": self.at1, "hit@5": self.at5, "mrr@10": self.mrr, "hit@1, no variants": self.alone}
        return {name: figure.as_json() for name, figure in named.items()}


def sum_up(ranked: Iterable[tuple[Item, Ranked]]) -> dict[str, Figures]:
    """Return the figures by group, for rankings of ten."""
    groups: dict[str, list[tuple[Item, Ranked]]] = {}
    for item, found in ranked:
        for group in item.groups:
            groups.setdefault(group, []).append((item, found))
    return {group: _figures(groups[group]) for group in sorted(groups)}


def _figures(ranked: list[tuple[Item, Ranked]]) -> Figures:
    ranks = [hits(item, found) for item, found in ranked]
    at1, at5 = (Share(sum(rank is not None and rank <= limit for rank in ranks), len(ranks)) for limit in (1, 5))
    alone = Share(sum(bool(found) and found[0][0] in item.expected for item, found in ranked), len(ranks))
    return Figures(at1, at5, Mean.of([1 / rank if rank else 0.0 for rank in ranks]), alone)


def rows(figures: dict[str, dict[str, Figures]]) -> list[list[str]]:
    """Return the table's rows (`HEADS`) of figures by writing and group: a group's writings one below the other."""
    groups = dict.fromkeys(group for by_group in figures.values() for group in by_group)
    return [_row(group, writing, figures[writing][group]) for group in groups for writing in figures if group in figures[writing]]


def _row(group: str, writing: str, figures: Figures) -> list[str]:
    aims = AIMS.get((group, writing), (None, None))
    low, high = figures.mrr.interval
    return [
        group,
        writing,
        str(figures.at1.total),
        cell(figures.at1, aims[0]),
        cell(figures.at5, aims[1]),
        f"{figures.mrr.value:.3f} [{low:.2f}-{high:.2f}]",
        cell(figures.alone),
    ]


def cell(share: Share, at_least: float | None = None, at_most: float | None = None) -> str:
    """Write a share with its interval and, where there is one, the aim and whether it is met (✓) or not (✗)."""
    if not share.total:
        return "-"
    low, high = share.interval
    written = f"{share.value:.1%} [{low:.0%}-{high:.0%}]"
    if at_least is not None:
        return f"{written} ≥{at_least:.0%} {'✓' if share.value >= at_least else '✗'}"
    if at_most is not None:
        return f"{written} ≤{at_most:.0%} {'✓' if share.value <= at_most else '✗'}"
    return written
