"""Find the procedures a question is about: labels by words and by meaning, fused to one score a procedure."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.encoder import Encoder
from core.errors import ReleaseUnavailable
from core.procedure import Procedure
from core.text import fold
from knowledge import markers, release
from knowledge.accents import Restorer
from knowledge.index import VectorIndex
from knowledge.lexical import LabelIndex, Scores, TextIndex
from knowledge.passages import Passage, labels
from knowledge.question import Question, prepare
from knowledge.spelling import Speller
from knowledge.words import Words

# How the legs are weighed. Fitted by hand on the `generated` and `portal-faq` suites (bench/retrieval.md).
_COVER_WEIGHT = 0.5
_DENSE_WEIGHT = {True: 0.12, False: 0.06}  # by whether the question has accents: without, the encoder sees little
_DENSE_UNIT = 0.02  # E5 cosines live in a narrow band; this is about one standard deviation among procedures
_FLOOR_RANK = 40  # a leg counts as far as it stands out from the 40th procedure
_DENSE_LABELS = 400
_TEXT_WEIGHT = 0.02  # what the record's text says counts little beside its names, but finds what no name holds


@dataclass(frozen=True)
class Candidate:
    """A procedure with how well it fits.

    `agreement` (0-1): how well the question and its best label cover each other. `covered` (0-1): share of the
    question's content that label has. `nearness`: how far its meaning stands out, in units of `_DENSE_UNIT`.
    """

    procedure: Procedure
    score: float
    agreement: float
    covered: float
    nearness: float


class Searcher:
    """One opened release. Read-only and thread-safe; a new release is a new searcher."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Open the release in `folder`; raises `ReleaseUnavailable` when it is damaged or of another model."""
        manifest = release.verify(folder)
        if manifest["model"] != encoder.version:
            raise ReleaseUnavailable(f"release {folder.name} is of model {manifest['model']}, here is {encoder.version}: publish again")
        self.id: str = manifest["id"]
        self.procedures = release.read_procedures(folder)
        self.by_code = {procedure.code: procedure for procedure in self.procedures}
        self.words = Words.read(folder / "words.tsv")
        self.restorer = Restorer.open(folder / "accents.npz")
        self.speller = Speller(self.restorer.ngrams, self.words.stay)
        self._markers = markers.read(folder / "markers.tsv")
        self._marked = [markers.of_record(procedure.name, self._markers) for procedure in self.procedures]
        names = [(label, row) for row, procedure in enumerate(self.procedures) for label in labels(procedure)]
        self._labels = LabelIndex([name for name, _ in names], [row for _, row in names])
        self._dense = {True: VectorIndex.open(folder / "labels.faiss"), False: VectorIndex.open(folder / "labels-folded.faiss")}
        self._passages = release.read_passages(folder)
        rows = {procedure.code: row for row, procedure in enumerate(self.procedures)}
        self._passage_owners = np.array([rows[passage.code] for passage in self._passages], np.int64)
        self._text = TextIndex.open(folder / "text")
        self._encoder = encoder

    def question(self, raw: str) -> Question:
        """Make `raw` ready for search with this release's words."""
        return prepare(raw, self.words, self.restorer, self.speller)

    def search(self, question: Question, limit: int = 10) -> list[Candidate]:
        """Return up to `limit` candidates, best first."""
        shared, asked = self._labels.cover(question.weights)
        agreement = self._labels.best_of_owner(2 * shared * asked / (shared + asked + 1e-6))
        covered = self._labels.best_of_owner(asked)
        nearness = self._nearness(question)
        scores = agreement + _COVER_WEIGHT * covered + _DENSE_WEIGHT[question.accented] * nearness
        scores += _TEXT_WEIGHT * self._mentions(question)
        spoken_of = markers.of_question(question.text, self._markers)
        scores += np.array([markers.agreement(marked, spoken_of) for marked in self._marked], np.float32)
        best = np.argsort(-scores)[:limit]
        return [Candidate(self.procedures[i], float(scores[i]), float(agreement[i]), float(covered[i]), float(nearness[i])) for i in best]

    def passage(self, code: str, question: Question) -> Passage | None:
        """Return the passage of the record `code` that speaks most of what is asked, or `None` when none does."""
        rows = [row for row, passage in enumerate(self._passages) if passage.code == code]
        scores = self._text.scores(question.searched)
        best = max(rows, key=lambda row: scores[row], default=None)
        return None if best is None or scores[best] <= 0 else self._passages[best]

    def _mentions(self, question: Question) -> Scores:
        """How far each record's best passage stands out by its words, in standard deviations."""
        best = np.zeros(len(self.procedures), np.float32)
        np.maximum.at(best, self._passage_owners, self._text.scores(question.searched))
        return _standing_out(best, best, float(best.std()) + 1e-6)

    def _nearness(self, question: Question) -> Scores:
        text = question.text if question.accented else fold(question.text)
        found = self._dense[question.accented].search(self._encoder.encode([text]), _DENSE_LABELS)
        best = np.full(len(self.procedures), -1.0, np.float32)
        for row, cosine in found:
            owner = self._labels.owners[row]
            best[owner] = max(best[owner], cosine)
        return _standing_out(best, best[best > -1.0], _DENSE_UNIT)


def _standing_out(best: Scores, seen: Scores, unit: float) -> Scores:
    """How far each score stands above the one of `_FLOOR_RANK` among those `seen`, in `unit`s; never negative."""
    floor = np.sort(seen)[::-1][min(_FLOOR_RANK, len(seen) - 1)]
    return np.asarray(np.maximum(best - floor, 0.0) / unit, np.float32)
