"""Find the procedures a question is about: names by words and by meaning, texts by words, fused to one score a record."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.encoder import Encoder
from core.errors import ReleaseUnavailable
from core.procedure import Procedure, Variant
from knowledge import legs, levels, markers, release, twins
from knowledge.accents import Restorer
from knowledge.index import VectorIndex
from knowledge.legs import Legs
from knowledge.lexical import LabelIndex
from knowledge.question import Question, prepare
from knowledge.quoting import Quoter
from knowledge.record_file import ByCode, RecordFile
from knowledge.spelling import Speller
from knowledge.text_index import Scores, TextIndex
from knowledge.words import Words

_COSINE_UNIT = 0.02  # E5 cosines live in a narrow band; this is about one standard deviation among records
_NEAREST_NAMES = 400
_KEPT = 1_000  # questions and their vectors: an earlier turn is searched for again with every later one
_TELLS = 0.5  # the worth of a term below which it only frames a question
_TYPED_CODE = 1_000.0  # a record whose code is typed stands before all others


@dataclass(frozen=True)
class Candidate:
    """A procedure with how well it fits: its score (see `knowledge.legs`) and the legs that the gate reads."""

    procedure: Procedure
    score: float
    agreement: float
    covered: float
    nearness: float
    mentioned: float


class Searcher:
    """One opened release. Read-only and thread-safe; a new release is a new searcher."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Open the release in `folder`; raises `ReleaseUnavailable` when it is damaged or of another model."""
        manifest = release.verify(folder)
        if manifest["model"] != encoder.version:
            raise ReleaseUnavailable(f"release {folder.name} is of model {manifest['model']}, here is {encoder.version}: publish again")
        self.id: str = manifest["id"]
        self.procedures = RecordFile(folder / "procedures.jsonl")
        self.by_code = ByCode(self.procedures)
        self.words = Words.read(folder / "words.tsv")
        self.restorer = Restorer.open(folder / "accents.npz")
        self.speller = Speller(self.restorer.ngrams, self.words.stay)
        self._markers = markers.Weighed(np.load(folder / "markers.npy"), markers.read(folder / "markers.tsv"))
        known = twins.read(folder / "twins.json")
        self._variants, self.groups = known.variants, known.groups
        self._labels, self._spelled = (LabelIndex.open(folder / name) for name in ("labels", "labels-spelled"))
        self._records = {rows[0]: rows for rows in twins.alike(self.groups)}  # a group's number is its first row
        self._vectors = VectorIndex.open(folder / "labels.faiss")
        self._texts = TextIndex.open(folder / "records")
        self._vector = lru_cache(_KEPT)(lambda text: encoder.encode([text]))
        # Of `self` nothing is held here: a release that is given up is freed at once, and need not wait for the cyclic collector.
        words, restorer, speller = self.words, self.restorer, self.speller
        self._prepared = lru_cache(_KEPT)(lambda raw: prepare(raw, words, restorer, speller))
        self.quoter = Quoter(folder, self.procedures, self.words.light_folded, encoder, self._vector)
        self._weights = legs.weights()

    def question(self, raw: str) -> Question:
        """Make `raw` ready for search with this release's words."""
        return self._prepared(raw)

    def telling(self, question: Question) -> dict[str, float]:
        """Return how much each term of `question` tells of its matter: what frames it, or stands in many names, tells little."""
        return {term: weight * self._labels.idf(term) for term, weight in question.weights.items() if weight >= _TELLS}

    def differences_said(self, question: Question) -> frozenset[str]:
        """Return the markers of `markers.tsv` that the question speaks of."""
        return markers.of_question(question.text, self._markers.table)

    def differences_named(self, procedure: Procedure) -> frozenset[str]:
        """Return the markers people would speak of by the very name of `procedure`: "nhận cha, mẹ, con" tells no twin from it."""
        return markers.of_question(procedure.name, self._markers.table)

    def differences_of(self, procedure: Procedure) -> frozenset[str]:
        """Return the markers of `markers.tsv` that the name of `procedure` carries."""
        return markers.of_record(procedure.name, self._markers.table)

    def variants(self, procedure: Procedure) -> list[Variant]:
        """Return the twins of `procedure` in this release with how each differs, the likeliest first."""
        return self._variants.get(procedure.code, [])

    def other_records(self, procedure: Procedure) -> list[Variant]:
        """Return those twins of `procedure` that are records of the same procedure, at another level or kept twice."""
        number = self.groups[self.procedures.rows[procedure.code]]
        return [twin for twin in self.variants(procedure) if self.groups[self.procedures.rows[twin.code]] == number]

    def search(self, question: Question, limit: int = 10) -> list[Candidate]:
        """Return up to `limit` candidates, best first; of records of one procedure the best alone."""
        found = self.legs(question)
        scores = legs.fused(found, self._weights)
        if question.code in self.procedures.rows:
            scores[self.procedures.rows[question.code]] += _TYPED_CODE
        return [self._candidate(row, float(scores[row]), found, question) for row in self._best(scores, limit)]

    def legs(self, question: Question) -> Legs:
        """Return how well each record fits, leg by leg, in the order of `procedures`."""
        said, asked = self._labels.cover(question.weights)
        spelled = self._spelled.cover(question.spelled)
        return Legs(
            agreement=self._labels.best_of_owner(_mean(said, asked)),
            covered=self._labels.best_of_owner(asked),
            named=self._labels.best_of_owner(said),
            spelled=self._spelled.best_of_owner(_mean(*spelled)),
            nearness=self._nearness(question),
            mentioned=self._mentioned(question),
            markers=self._markers.agreement(question.text),
        )

    def _best(self, scores: Scores, limit: int) -> list[int]:
        """Return the rows of the `limit` best procedures; one procedure may have several records."""
        seen: set[int] = set()
        rows: list[int] = []
        for row in np.argsort(-scores, kind="stable"):
            if len(rows) == limit:
                break
            if self.groups[row] not in seen:
                seen.add(self.groups[row])
                rows.append(int(row))
        return rows

    def _candidate(self, row: int, score: float, found: Legs, question: Question) -> Candidate:
        """Make the candidate of the procedure that the record in `row` is of: the one of its records that is meant."""
        agreement, covered, nearness, mentioned = (
            float(leg[row]) for leg in (found.agreement, found.covered, found.nearness, found.mentioned)
        )
        procedure = self.procedures[row]
        if procedure.code != question.code and (records := self._records.get(self.groups[row])):
            procedure = levels.meant([self.procedures[twin] for twin in records], levels.said(question.text))
        return Candidate(procedure, score, agreement, covered, nearness, mentioned)

    def _mentioned(self, question: Question) -> Scores:
        scores = self._texts.scores(question.searched)
        return legs.standing_out(scores, scores, float(scores.std()) + 1e-6)

    def _nearness(self, question: Question) -> Scores:
        """Compare with accents given back: the encoder was never taught text without them."""
        found = self._vectors.search(self._vector(question.restored), _NEAREST_NAMES)
        best: npt.NDArray[np.float32] = np.full(len(self.procedures), -1.0, np.float32)
        for row, cosine in found:
            owner = self._labels.owners[row]
            best[owner] = max(best[owner], cosine)
        return legs.standing_out(best, best[best > -1.0], _COSINE_UNIT)


def _mean(said: Scores, asked: Scores) -> Scores:
    """The harmonic mean: high only where both are."""
    return 2 * said * asked / (said + asked + 1e-6)
