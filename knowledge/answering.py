"""Answer one question: what it is about, how sure that is, what is told of it and what is offered beside."""

import re
from dataclasses import dataclass, replace

from core.answer import Alternative, Answer, Facet
from core.procedure import Procedure
from core.text import fold, syllables
from knowledge import answer, context, contrast, english, papers, personal
from knowledge.answer import Extra
from knowledge.context import Found
from knowledge.gate import OFFERED, Gate, Verdict, named_whole
from knowledge.offices import Offices
from knowledge.question import Question
from knowledge.retrieval import Candidate, Searcher
from knowledge.schemas import Asked
from knowledge.seen import Seen, Why

_CLOSE = 0.5  # a score this near the first one's is worth offering beside it
_TOLD_APART = 0.75  # a twin this near the first is meant when its difference is said
_KIN, _AS_MUCH = 0.5, 0.7  # of the first's score, and of what its name has of the question: a twin that fits as well
_SURE = 0.85  # below it, the other candidates are offered beside an answer too
_ANSWER_CHOICES = 3
_LEAST_CHOICES = 2
_SAME_CHOICES = 2  # other records of the procedure that is answered: another level, or kept twice
_CANDIDATES = 10
_APART = 0.75  # from here on nothing said before is taken into account; small talk stands at 0.8 to 1
_WHETHER: list[Facet] = ["overview"]  # what a question begins with that names no part of a record
_DOUBTFUL = 0.6  # from here on the dialogue model rather hears another matter than a follow-up
_WANTS = re.compile(r"\b(?:thu tuc|dang ky|lam|xin|cap|doi|khai|mo|nop ho so|sang ten|gia han)\b")


@dataclass(frozen=True)
class _Asking:
    """A question looked at once. `personal` are the facets that what a person tells of themselves asks for, in the words they `typed`."""

    asked: Asked
    question: Question
    facets: list[Facet]
    personal: list[Facet]
    typed: str


class Answering:
    """Answers from one release. Holds nothing between two questions."""

    def __init__(self, searcher: Searcher, gate: Gate, offices: Offices, seen: Seen | None = None) -> None:
        """Search with `searcher`, judge by `gate`, know the city's units by `offices`; on the way to the answer `seen` is filled."""
        self._searcher, self._gate, self._offices, self._seen = searcher, gate, offices, seen or Seen()

    def answer(self, said: Asked) -> Answer:
        """Answer what was `said`."""
        asked = _in_vietnamese(said)
        question = self._searcher.question(asked.text)
        told = personal.facets(said.text)
        heard = question.facets or asked.facets
        rest = [] if told and heard[:1] == _WHETHER else heard  # "có kịp trước Tết không" asks for the day alone
        asking = _Asking(asked, question, list(dict.fromkeys([*told, *rest])), told, said.text)
        self._seen.asked, self._seen.question, self._seen.facets = asked, question, asking.facets
        chosen, case = _chosen(asked.chosen or _left_behind(asking))
        named = next((code for code in (chosen, question.code) if code in self._searcher.by_code), None)
        return self._about(asking, self._searcher.by_code[named], "named", case=case) if named else self._searched(asking)

    def _searched(self, asking: _Asking) -> Answer:
        """Answer a question that names no record by its code."""
        asked, searcher = asking.asked, self._searcher
        found = context.follow(searcher, self._gate, _carried(asking), asked.text, _CANDIDATES)
        verdict = self._gate.judge(found.question, found.candidates, asked.elsewhere)
        self._seen.found, self._seen.verdict = found, verdict
        if asked.compare:
            self._seen.why = "compared"
            return self._compared(asked, found.candidates, verdict)
        if earlier := _returned_to(asking, found.candidates):
            return self._about(asking, earlier, "earlier")
        if asked.current and asked.current in searcher.by_code:
            twin = self._twin_said(asking, searcher.by_code[asked.current])
            if twin and (found.relation != "own" or self._only_tells_apart(asking.question, searcher.by_code[asked.current], twin)):
                return self._about(asking, twin, "twin")
            if _speaks_of_current(asking, found, verdict):
                return self._about(asking, searcher.by_code[asked.current], "current")
        if asking.facets and found.relation != "same" and (context.names_nothing(asking.question) or not asked.text):
            self._seen.why = "of_which"
            return answer.of_which(asking.facets, searcher.id, asked.language)
        candidates, told_apart = self._told_apart(asking, found.candidates)
        first = candidates[0].procedure
        match verdict.zone:
            case "answer" | "clarify" if verdict.zone == "answer" or told_apart:
                why: Why = "told_apart" if told_apart else "sure"
                return self._about(asking, first, why, candidates, verdict.confidence)
            case "clarify":
                self._seen.why = "unsure"
                choices = self._alternatives(first, _likely(candidates))
                made = answer.clarify(choices, searcher.id, verdict.confidence, asked.language)
                return made.model_copy(update={"facets": asking.facets})
            case "decline" if asking.personal or (asking.facets and context.names_nothing(asking.question)):
                # A part of a record, papers held, or a day to be ready, and no word of what for.
                self._seen.why = "of_which"
                return answer.of_which(asking.facets, searcher.id, asked.language)
            case "decline":
                self._seen.why = "unknown"
                return answer.not_found(searcher.id, verdict.confidence, asked.language)

    def _told_apart(self, asking: _Asking, candidates: list[Candidate]) -> tuple[list[Candidate], bool]:
        """Put the twin of the first forward that the question itself tells from it: "chồng tôi người Mỹ, khai sinh cho con".

        Tell too whether that settles it: the best two are these twins, so that nothing is left to ask.
        """
        twin, least = self._twin_said(asking, candidates[0].procedure), candidates[0].score - _TOLD_APART
        near = [place for place, c in enumerate(candidates[:OFFERED]) if twin and c.procedure.code == twin.code and c.score >= least]
        place = near[0] if near else 0
        return [candidates[place], *candidates[:place], *candidates[place + 1 :]], place == 1

    def _twin_said(self, asking: _Asking, current: Procedure) -> Procedure | None:
        """Return the twin of `current` whose difference the turn speaks of: "vợ tôi người Hàn thì sao", "bị mất thì sao"."""
        searcher = self._searcher
        said, here = searcher.differences_said(asking.question), searcher.differences_of(current)
        new = said - here - searcher.differences_named(current)
        twins = [searcher.by_code[variant.code] for variant in searcher.variants(current)] if new else []
        fitting = [twin for twin in twins if _fits_better(searcher.differences_of(twin), here, said, new)]
        return fitting[0] if fitting else None

    def _only_tells_apart(self, question: Question, current: Procedure, twin: Procedure) -> bool:
        """Tell whether all that is said is what sets `twin` apart: "có yếu tố nước ngoài" names many matters, and here this one."""
        told = " ".join(variant.difference for variant in self._searcher.variants(current) if variant.code == twin.code)
        return {term for term in question.weights if " " not in term} <= set(syllables(fold(told)))

    def _about(
        self, asking: _Asking, procedure: Procedure, why: Why, candidates: list[Candidate] | None = None,
        confidence: float = 1.0, case: int | None = None,
    ) -> Answer:  # fmt: skip
        """Answer from the record of `procedure`; `candidates` is what it was chosen from, itself first."""
        self._seen.why, self._seen.procedure = why, procedure
        close = self._beside(asking.question, candidates or [], confidence)[:_ANSWER_CHOICES]
        same = [
            Alternative(code=twin.code, name=self._searcher.by_code[twin.code].name, difference=twin.difference)
            for twin in self._searcher.other_records(procedure)[:_SAME_CHOICES]
        ]
        others = [*same, *self._alternatives(procedure, close)]
        extra = self._beyond(asking, procedure, case)
        return answer.answered(procedure, asking.facets, others, self._searcher.id, confidence, extra, asking.asked.language)

    def _beside(self, question: Question, candidates: list[Candidate], confidence: float) -> list[Candidate]:
        """Return the candidates that may be meant too: nearly as good ones, and twins the question does not tell apart."""
        if confidence < _SURE:
            return _likely(candidates)[1:]
        if not candidates:
            return []
        first, said = candidates[0], self._searcher.differences_said(question)
        near = [c for c in candidates[1:] if c.score >= first.score - _CLOSE]
        kin = [c for c in candidates[1:] if c not in near and self._kin(c, first) and not self._apart(c, first, said)]
        usual = [variant.code for variant in self._searcher.variants(first.procedure)]  # the likelier to be meant come first
        return [*near, *sorted(kin, key=lambda c: usual.index(c.procedure.code) if c.procedure.code in usual else len(usual))]

    def _apart(self, other: Candidate, first: Candidate, said: frozenset[str]) -> bool:
        """Tell whether the question says what sets the two apart."""
        return bool(said & (self._searcher.differences_of(other.procedure) ^ self._searcher.differences_of(first.procedure)))

    def _kin(self, other: Candidate, first: Candidate) -> bool:
        twins = {variant.code for variant in self._searcher.variants(first.procedure)}
        return other.score >= _KIN * first.score and (other.procedure.code in twins or other.covered >= _AS_MUCH * first.covered)

    def _beyond(self, asking: _Asking, procedure: Procedure, case: int | None) -> Extra:
        """Look for what the facets do not answer; a procedure that was pressed or only named asks nothing more."""
        question, quoter = asking.question, self._searcher.quoter
        case = papers.case_named(procedure, question.text) if case is None else case
        added = personal.personal(procedure, replace(asking.asked, text=asking.typed), asking.facets, asking.personal, case, self._offices)
        if not question.text or case is not None or asking.personal:
            return Extra(case=case, personal=added)
        self._seen.quoted_for = procedure
        quote = quoter.quote(question, procedure, asking.facets)
        return Extra(quote, quote is None and quoter.unsaid(question, procedure, asking.facets), personal=added)

    def _compared(self, asked: Asked, candidates: list[Candidate], verdict: Verdict) -> Answer:
        searcher = self._searcher
        codes = [c.procedure.code for c in candidates[:2]] if verdict.zone != "decline" else []
        codes = codes or [code for code in dict.fromkeys((asked.current, *asked.offered)) if code and code in searcher.by_code][:2]
        if len(codes) < 2:
            return answer.not_found(searcher.id, verdict.confidence, asked.language)
        procedures = [searcher.by_code[code] for code in codes]
        told = {variant.code: variant.difference for procedure in procedures for variant in searcher.variants(procedure)}
        return answer.compared(procedures, [told.get(code) for code in codes], searcher.id, verdict.confidence, asked.language)

    def _alternatives(self, chosen: Procedure, candidates: list[Candidate]) -> list[Alternative]:
        """Offer `candidates`, saying how each differs from `chosen` where the record says so."""
        told = {variant.code: variant.difference for variant in self._searcher.variants(chosen)}
        return [Alternative(code=c.procedure.code, name=c.procedure.name, difference=told.get(c.procedure.code)) for c in candidates]


def _in_vietnamese(asked: Asked) -> Asked:
    """Return the question with English turns as Vietnamese search words; what no word is known of stays as it is."""
    spoken = asked.language
    turns = [english.to_vietnamese(turn) or turn if english.is_english(turn, spoken) else turn for turn in (*asked.history, asked.text)]
    heard = tuple(english.facets(asked.text)) if english.is_english(asked.text, spoken) else ()
    return replace(asked, text=turns[-1], history=tuple(turns[:-1]), facets=heard or asked.facets)


def _chosen(chosen: str | None) -> tuple[str | None, int | None]:
    """Split "1.004281#2", which the button of a case sends, into the procedure's code and the number of the case."""
    code, _, number = (chosen or "").partition("#")
    return code or None, int(number) if number.isdecimal() else None


def _turns_back(asking: _Asking) -> bool:
    return asking.asked.back or contrast.turns_back(asking.asked.text)


def _fits_better(twin: frozenset[str], here: frozenset[str], said: frozenset[str], new: frozenset[str]) -> bool:
    """Tell whether what sets a twin apart is said, and nothing that is said is lost with it."""
    return bool(twin - here) and twin - here <= new and here & said <= twin


def _left_behind(asking: _Asking) -> str | None:
    """Return the procedure before the current one, where a turn goes back and names none: "quay lại cái lúc nãy"."""
    goes_back = _turns_back(asking) and context.names_nothing(asking.question)
    return asking.asked.trail[-1] if goes_back and asking.asked.trail else None


def _returned_to(asking: _Asking, candidates: list[Candidate]) -> Procedure | None:
    """Return the likely candidate that was spoken of before, where a turn goes back and names it: "quay lại vụ khai tử"."""
    spoken_of = {*asking.asked.trail, asking.asked.current} if _turns_back(asking) else set()
    return next((c.procedure for c in _likely(candidates) if c.procedure.code in spoken_of), None)


def _carried(asking: _Asking) -> tuple[str, ...]:
    """Return the earlier turns that count: none where the dialogue hears another matter, or nothing is named nor asked for.

    "Hôm nay ăn gì" after a question on births is not about births.
    """
    idle = context.names_nothing(asking.question)
    apart = asking.asked.elsewhere > _APART or (idle and not asking.facets) or (not idle and _turns_back(asking))
    return () if apart else asking.asked.history


def _speaks_of_current(asking: _Asking, found: Found, verdict: Verdict) -> bool:
    """A follow-up names no matter of its own: "lệ phí bao nhiêu?" after an answer is about that answer.

    A question that finds a procedure, by itself or with what was said before, is about that one. Papers a person holds and a day
    to be ready name none, unless something is wanted beside.
    """
    if asking.personal and not _WANTS.search(fold(asking.asked.text)):
        return True
    if not asking.facets or asking.asked.elsewhere > _DOUBTFUL:
        return False
    if context.names_nothing(asking.question) or (verdict.zone == "decline" and not named_whole(found.candidates)):
        return True
    return verdict.zone == "clarify" and found.candidates[0].procedure.code == asking.asked.current


def _likely(candidates: list[Candidate]) -> list[Candidate]:
    """Return those worth asking about: at least two, and no more that score less than half of the first."""
    return [c for place, c in enumerate(candidates[:OFFERED]) if place < _LEAST_CHOICES or c.score >= candidates[0].score / 2]
