"""Lexical search on accent-less syllables: labels (names and what people call them) and full text.

Bigrams of bare syllables stand in for word segmentation, which costs recall and breaks without accents.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.text import fold, syllables
from knowledge.text_index import Scores

_UNKNOWN_IDF = 6.0  # a syllable no label has: the question is about something else
_PARTS = ("owners", "starts", "rows", "idf", "total")
_TERMS = "terms.txt"


def terms(text: str, written: Callable[[str], str] = fold) -> list[str]:
    """Return the syllables of `text` as `written` gives them (without accents) and their bigrams, in order."""
    parts = syllables(written(text))
    return parts + [f"{a} {b}" for a, b in pairwise(parts)]


class LabelIndex:
    """How well a question and each label cover each other, weighted by how rare their terms are.

    `owners`: the row of the procedure that each label names; `starts`: where in `rows` the labels of each term (sorted)
    begin; `idf` of each term; `total`: the idf of all terms of each label.
    """

    def __init__(self, terms: list[str], parts: dict[str, npt.NDArray[np.generic]]) -> None:
        """Wrap what `build` makes and `open` reads."""
        self._places = {term: place for place, term in enumerate(terms)}
        self.owners, self._starts, self._rows, self._idf, self._total = (np.asarray(parts[name]) for name in _PARTS)
        self.procedures = int(self.owners.max()) + 1 if len(self.owners) else 0

    @classmethod
    def build(cls, labels: list[str], owners: list[int], written: Callable[[str], str] = fold) -> "LabelIndex":
        """Index `labels` as `written` gives them; `owners[i]` is the row of the procedure that label i names."""
        found = [dict.fromkeys(terms(label, written)) for label in labels]
        names = sorted(set().union(*found))
        places = {term: place for place, term in enumerate(names)}
        rows = np.repeat(np.arange(len(labels), dtype=np.int32), [len(one) for one in found])
        at = np.fromiter((places[term] for one in found for term in one), np.int64, len(rows))
        owner = np.array(owners, np.int64)
        # A term is as common as the procedures that use it, however many of their labels repeat it.
        pairs = np.sort(at << 32 | owner[rows])
        having = np.bincount(pairs[np.diff(pairs, prepend=-1) != 0] >> 32, minlength=len(names))
        idf = np.log(1 + (int(owner.max()) + 1 if owners else 0) / np.maximum(having, 1))
        total = np.bincount(rows, idf[at], len(labels)).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(names)))]).astype(np.int64)
        made: dict[str, npt.NDArray[np.generic]] = {"owners": owner, "starts": starts, "idf": idf, "total": total}
        return cls(names, made | {"rows": rows[np.argsort(at, kind="stable")]})

    @classmethod
    def open(cls, folder: Path) -> "LabelIndex":
        """Open what `save` wrote."""
        names = (folder / _TERMS).read_text("utf-8").split("\n")[:-1]
        return cls(names, {name: np.load(folder / f"{name}.npy") for name in _PARTS})

    def save(self, folder: Path) -> None:
        """Write the index to `folder`; equal labels give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _TERMS).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{term}\n" for term in self._places)
        for name, part in zip(_PARTS, (self.owners, self._starts, self._rows, self._idf, self._total), strict=True):
            np.save(folder / f"{name}.npy", part)

    def idf(self, term: str) -> float:
        """How telling `term` is; a term no label has counts as very telling."""
        place = self._places.get(term)
        return _UNKNOWN_IDF if place is None else float(self._idf[place])

    def cover(self, weights: dict[str, float]) -> tuple[Scores, Scores]:
        """Return for each label the share of its terms the question has, and the share of the question's terms it has.

        Args:
            weights: the question's terms with how much each matters (1 for content, less for padding).
        """
        shared = np.zeros(len(self._total), np.float32)
        asked = np.zeros(len(self._total), np.float32)
        everything = 0.0
        for term, weight in weights.items():
            idf = self.idf(term)
            everything += weight * idf
            if (place := self._places.get(term)) is not None:
                found = self._rows[self._starts[place] : self._starts[place + 1]]
                shared[found] += idf
                asked[found] += weight * idf
        label, question = np.maximum(self._total, 1e-6), max(everything, 1e-6)
        return np.asarray(shared / label, np.float32), np.asarray(asked / question, np.float32)

    def best_of_owner(self, scores: Scores) -> Scores:
        """Reduce label scores to one a procedure: its best label's."""
        best = np.zeros(self.procedures, np.float32)
        np.maximum.at(best, self.owners, scores)
        return best
