"""The knowledge base as the other rooms use it: ask, search, read one record. Follows the live release by itself."""

import threading
import time
from collections.abc import Sequence
from typing import Protocol

from core.answer import Alternative, Answer, Facet
from core.encoder import Encoder
from core.errors import ModelUnavailable, ReleaseUnavailable
from core.procedure import Procedure
from core.settings import Settings
from knowledge import answer, context, papers, release
from knowledge.answer import Extra
from knowledge.context import Found
from knowledge.gate import OFFERED, Gate, Verdict, named_whole
from knowledge.question import Question
from knowledge.retrieval import Candidate, Searcher
from knowledge.schemas import Asked, SearchResult, VariantResult

_LOOK_EVERY = 1.0  # seconds between looks at the release pointer
_CLOSE = 0.5  # a score this near the first one's is worth offering beside it
_KIN, _AS_MUCH = 0.5, 0.8  # of the first's score, and of what its name has of the question: a twin that fits as well
_ANSWER_CHOICES = 3
_SURE = 0.85  # below it, the other candidates are offered beside an answer too
_LEAST_CHOICES = 2
_SAME_CHOICES = 2  # other records of the procedure that is answered: another level, or kept twice
_CANDIDATES = 10
_APART = 0.75  # from here on nothing said before is taken into account; small talk stands at 0.8 to 1
_DOUBTFUL = 0.6  # from here on the dialogue model rather hears another matter than a follow-up


class Clock(Protocol):
    """Seconds that only grow."""

    def __call__(self) -> float:
        """Return now."""


class Knowledge:
    """Answers from the live release. Thread-safe: a reader keeps the searcher it began with while another is swapped in."""

    def __init__(
        self, settings: Settings, clock: Clock = time.monotonic, pinned: str | None = None, encoder: Encoder | None = None
    ) -> None:
        """Open nothing yet; the first question does, and every later one may find a newer release.

        With `pinned`, the id of a release, that one is read whatever is live: a new release is tried out so. An open `encoder` is
        used instead of one of its own.
        """
        self._settings, self._clock, self._pinned = settings, clock, pinned
        self._gate = Gate.read()
        self._lock = threading.Lock()
        self._encoder = encoder
        self._searcher: Searcher | None = None
        self._looked = float("-inf")

    @classmethod
    def open(cls, settings: Settings, pinned: str | None = None, encoder: Encoder | None = None) -> "Knowledge":
        """Open the live release at once, or the `pinned` one; raises `ReleaseUnavailable` or `ModelUnavailable`."""
        knowledge = cls(settings, pinned=pinned, encoder=encoder)
        knowledge.searcher()
        return knowledge

    @property
    def release_id(self) -> str:
        """The live release; raises `ReleaseUnavailable` when there is none."""
        return self.searcher().id

    def searcher(self) -> Searcher:
        """Return the searcher of the live release, opening a new one when the pointer moved."""
        open_one = self._searcher
        if not self._lock.acquire(blocking=open_one is None) and open_one is not None:
            return open_one  # another question opens a new release, which takes seconds: this one need not wait for it
        try:
            if self._searcher is None or self._clock() - self._looked > _LOOK_EVERY:
                self._looked = self._clock()
                self._searcher = self._followed(self._searcher)
            return self._searcher
        finally:
            self._lock.release()

    def _followed(self, open_one: Searcher | None) -> Searcher:
        """Return the live release's searcher: the open one as long as it is live."""
        current = self._pinned or release.current_id(self._settings.releases)
        if open_one is not None and current in (open_one.id, None):
            return open_one
        if current is None:
            raise ReleaseUnavailable("nothing is published yet: run `troly knowledge publish`")
        try:
            return Searcher(self._settings.releases / current, self._open_encoder())
        except ReleaseUnavailable:
            # A damaged new release must not silence the assistant: the one that is open goes on answering.
            if open_one is None:
                raise
            return open_one

    def _open_encoder(self) -> Encoder:
        if self._encoder is None:
            try:
                self._encoder = Encoder.open(self._settings.model_folder)
            except Exception as error:  # what a damaged file makes of onnxruntime, tokenizers or json is of many types
                raise ModelUnavailable(f"the embedding model cannot be opened: {error}") from error
        return self._encoder

    def procedure(self, code: str) -> Procedure | None:
        """Return the record of `code` in the live release, or `None`."""
        return self.searcher().by_code.get(code)

    def search(
        self, q: str, limit: int = 10, level: str | None = None, field: str | None = None, history: Sequence[str] = ()
    ) -> list[SearchResult]:
        """Return up to `limit` procedures for `q`, best first; `level` and `field` (exact) filter.

        `history` holds the person's earlier turns, oldest first; `knowledge.context` decides what they add.
        """
        searcher = self.searcher()
        wanted = len(searcher.procedures) if level or field else limit
        found = context.follow(searcher, self._gate, history, q, wanted).candidates
        kept = [c for c in found if (not level or level in c.procedure.level) and (not field or field == c.procedure.field)]
        return [_result(searcher, candidate) for candidate in kept[:limit]]

    def answer(self, asked: Asked) -> Answer:
        """Answer one question from the live release."""
        searcher = self.searcher()
        question = searcher.question(asked.text)
        facets = question.facets or list(asked.facets)
        chosen, case = _chosen(asked.chosen or (asked.back if context.names_nothing(question) else None))
        named = next((code for code in (chosen, question.code) if code in searcher.by_code), None)
        if named:
            return self._about(searcher, question, searcher.by_code[named], facets, [], 1.0, case)
        found = context.follow(searcher, self._gate, _carried(asked, question, facets), asked.text, _CANDIDATES)
        verdict = self._gate.judge(found.question, found.candidates, asked.elsewhere)
        if asked.compare:
            return self._compared(searcher, asked, found.candidates, verdict)
        if asked.current and asked.current in searcher.by_code and _speaks_of_current(asked, question, facets, found, verdict):
            return self._about(searcher, question, searcher.by_code[asked.current], facets, [], 1.0)
        if facets and found.relation != "same" and question.only_asks:
            return answer.of_which(facets, searcher.id)
        first = found.candidates[0].procedure
        match verdict.zone:
            case "answer":
                return self._about(searcher, question, first, facets, found.candidates, verdict.confidence)
            case "clarify":
                choices = _alternatives(searcher, first, _likely(found.candidates))
                return answer.clarify(choices, searcher.id, verdict.confidence).model_copy(update={"facets": facets})
            case "decline":
                return answer.not_found(searcher.id, verdict.confidence)

    def _about(
        self, searcher: Searcher, question: Question, procedure: Procedure, facets: list[Facet],
        candidates: list[Candidate], confidence: float, case: int | None = None,
    ) -> Answer:  # fmt: skip
        close = (_likely(candidates)[1:] if confidence < _SURE else self._beside(searcher, question, candidates))[:_ANSWER_CHOICES]
        same = [
            Alternative(code=twin.code, name=searcher.by_code[twin.code].name, difference=twin.difference)
            for twin in searcher.other_records(procedure)[:_SAME_CHOICES]
        ]
        others = [*same, *_alternatives(searcher, procedure, close)]
        extra = self._beyond(searcher, question, procedure, facets, case)
        return answer.answered(procedure, facets, others, searcher.id, confidence, extra)

    def _beside(self, searcher: Searcher, question: Question, candidates: list[Candidate]) -> list[Candidate]:
        """Return the candidates that may be meant too: nearly as good ones, and twins the question does not tell apart."""
        if not candidates:
            return []
        first, *rest = candidates
        told = bool(searcher.differences_said(question))
        twins = {variant.code for variant in searcher.variants(first.procedure)}
        return [
            c
            for c in rest
            if c.score >= first.score - _CLOSE
            or (not told and c.score >= _KIN * first.score and (c.procedure.code in twins or c.covered >= _AS_MUCH * first.covered))
        ]

    def _beyond(self, searcher: Searcher, question: Question, procedure: Procedure, facets: list[Facet], case: int | None) -> Extra:
        """Look for what the facets do not answer; a procedure that was pressed or only named asks nothing more."""
        case = papers.case_named(procedure, question.text) if case is None else case
        if not question.text or case is not None:
            return Extra(case=case)
        quote = searcher.quoter.quote(question, procedure, facets)
        return Extra(quote=quote, unsaid=quote is None and searcher.quoter.unsaid(question, procedure, facets))

    def _compared(self, searcher: Searcher, asked: Asked, candidates: list[Candidate], verdict: Verdict) -> Answer:
        codes = [c.procedure.code for c in candidates[:2]] if verdict.zone != "decline" else []
        codes = codes or [code for code in dict.fromkeys((asked.current, *asked.offered)) if code and code in searcher.by_code][:2]
        if len(codes) < 2:
            return answer.not_found(searcher.id, verdict.confidence)
        procedures = [searcher.by_code[code] for code in codes]
        told = {variant.code: variant.difference for procedure in procedures for variant in searcher.variants(procedure)}
        return answer.compared(procedures, [told.get(code) for code in codes], searcher.id, verdict.confidence)


def _chosen(chosen: str | None) -> tuple[str | None, int | None]:
    """Split "1.004281#2", which the button of a case sends, into the procedure's code and the number of the case."""
    code, _, number = (chosen or "").partition("#")
    return code or None, int(number) if number.isdecimal() else None


def _carried(asked: Asked, question: Question, facets: list[Facet]) -> tuple[str, ...]:
    """Return the earlier turns that count: none where the dialogue hears another matter, or nothing is named nor asked for.

    "Hôm nay ăn gì" after a question on births is not about births.
    """
    apart = asked.elsewhere > _APART or (context.names_nothing(question) and not facets)
    return () if apart else asked.history


def _speaks_of_current(asked: Asked, question: Question, facets: list[Facet], found: Found, verdict: Verdict) -> bool:
    """A follow-up names no matter of its own: "lệ phí bao nhiêu?" after an answer is about that answer.

    A question that finds a procedure, by itself or with what was said before, is about that one.
    """
    if not facets or asked.elsewhere > _DOUBTFUL:
        return False
    if context.names_nothing(question) or (verdict.zone == "decline" and not named_whole(found.candidates)):
        return True
    return verdict.zone == "clarify" and found.candidates[0].procedure.code == asked.current


def _likely(candidates: list[Candidate]) -> list[Candidate]:
    """Return those worth asking about: at least two, and no more that score less than half of the first."""
    return [c for place, c in enumerate(candidates[:OFFERED]) if place < _LEAST_CHOICES or c.score >= candidates[0].score / 2]


def _alternatives(searcher: Searcher, chosen: Procedure, candidates: list[Candidate]) -> list[Alternative]:
    """Offer `candidates`, saying how each differs from `chosen` where the record says so."""
    told = {variant.code: variant.difference for variant in searcher.variants(chosen)}
    return [Alternative(code=c.procedure.code, name=c.procedure.name, difference=told.get(c.procedure.code)) for c in candidates]


def _result(searcher: Searcher, candidate: Candidate) -> SearchResult:
    procedure = candidate.procedure
    twins = [(variant, searcher.by_code.get(variant.code)) for variant in searcher.variants(procedure)]
    return SearchResult(
        code=procedure.code,
        name=procedure.name,
        field=procedure.field,
        level=procedure.level,
        score=round(candidate.score, 4),
        variants=[VariantResult(code=v.code, level=twin.level, difference=v.difference) for v, twin in twins if twin],
    )
