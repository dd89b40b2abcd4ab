"""Lexical search on accent-less syllables: labels (names and what people call them) and full text.

Bigrams of bare syllables stand in for word segmentation, which costs recall and breaks without accents.
"""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.text import fold, syllables
from knowledge.text_index import Scores, TextIndex

__all__ = ["LabelIndex", "Scores", "TextIndex", "terms"]

_UNKNOWN_IDF = 6.0  # a syllable no label has: the question is about something else


def terms(text: str, written: Callable[[str], str] = fold) -> list[str]:
    """Return the syllables of `text` as `written` gives them (without accents) and their bigrams, in order."""
    parts = syllables(written(text))
    return parts + [f"{a} {b}" for a, b in pairwise(parts)]


class LabelIndex:
    """How well a question and each label cover each other, weighted by how rare their terms are."""

    def __init__(self, labels: list[str], owners: list[int], written: Callable[[str], str] = fold) -> None:
        """Index `labels` as `written` gives them; `owners[i]` is the row of the procedure that label i names."""
        self.owners = np.array(owners, np.int64)
        self.procedures = int(self.owners.max()) + 1 if owners else 0
        rows: dict[str, list[int]] = defaultdict(list)
        for row, label in enumerate(labels):
            for term in set(terms(label, written)):
                rows[term].append(row)
        self._rows = {term: np.array(found, np.int64) for term, found in rows.items()}
        self._idf = {term: self._weigh(self.owners[found]) for term, found in self._rows.items()}
        self._total = np.zeros(len(labels), np.float32)
        for term, found in self._rows.items():
            self._total[found] += self._idf[term]

    def _weigh(self, owners: npt.NDArray[np.int64]) -> float:
        """A term is as common as the procedures that use it, however many of their labels repeat it."""
        return float(np.log(1 + self.procedures / len(np.unique(owners))))

    def idf(self, term: str) -> float:
        """How telling `term` is; a term no label has counts as very telling."""
        return self._idf.get(term, _UNKNOWN_IDF)

    def cover(self, weights: dict[str, float]) -> tuple[Scores, Scores]:
        """Return for each label the share of its terms the question has, and the share of the question's terms it has.

        Args:
            weights: the question's terms with how much each matters (1 for content, less for padding).
        """
        shared = np.zeros(len(self._total), np.float32)
        asked = np.zeros(len(self._total), np.float32)
        for term, weight in weights.items():
            if (found := self._rows.get(term)) is not None:
                shared[found] += self._idf[term]
                asked[found] += weight * self._idf[term]
        everything = sum(weight * self.idf(term) for term, weight in weights.items())
        label, question = np.maximum(self._total, 1e-6), max(everything, 1e-6)
        return np.asarray(shared / label, np.float32), np.asarray(asked / question, np.float32)

    def best_of_owner(self, scores: Scores) -> Scores:
        """Reduce label scores to one a procedure: its best label's."""
        best = np.zeros(self.procedures, np.float32)
        np.maximum.at(best, self.owners, scores)
        return best
