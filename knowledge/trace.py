"""Why an answer is as it is (vết truy tìm): each step from the typed words to the record that is told, read from retrieval itself."""

import time
from dataclasses import dataclass, field
from typing import get_args

from core.answer import Answer, Facet
from core.procedure import Procedure, Variant
from knowledge import gate as gates
from knowledge import legs
from knowledge.answering import Answering
from knowledge.context import Relation
from knowledge.gate import Claim, Gate, Zone
from knowledge.offices import Offices
from knowledge.question import Question, Reading, read
from knowledge.quotes import Quote
from knowledge.quoting import ENOUGH
from knowledge.retrieval import Candidate, Searcher
from knowledge.schemas import Asked
from knowledge.seen import Seen, Why

_SHOWN = 8  # candidates, and sentences


@dataclass(frozen=True)
class Leg:
    """What one leg (`knowledge.legs`) says of a record: its value, and the points (value times weight) that it adds to the score."""

    name: str
    value: float
    points: float


@dataclass(frozen=True)
class Ranked:
    """A candidate: the score it stands by, and the legs of the record that won it its place."""

    code: str
    name: str
    score: float
    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class Judged:
    """What the gate made of the candidates. Probabilities are 0-1; `signals` is empty where there was no candidate."""

    zone: Zone
    first: float
    offered: float
    answer_from: float
    clarify_from: float
    too_close: bool
    of_many: bool
    elsewhere: float
    signals: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Trace:
    """How one answer came about.

    `reading` is what became of the typed words, `official` the words of the records beside everyday ones. `relation` and `matter`
    tell how the turn stands to those before it. `sentences` of the told record were considered for a quote, the first of them at
    `weighed`, which is quoted from `quoted_from` on. `seconds` is the time all of it took.
    """

    release: str
    reading: Reading
    official: list[str]
    code: str | None
    facets: list[Facet]
    why: Why | None
    relation: Relation | None = None
    matter: str = ""
    candidates: list[Ranked] = field(default_factory=list)
    judged: Judged | None = None
    sentences: list[Quote] = field(default_factory=list)
    weighed: float | None = None
    quoted_from: float = ENOUGH
    variants: list[Variant] = field(default_factory=list)
    seconds: float = 0.0


def traced(searcher: Searcher, gate: Gate, offices: Offices, asked: Asked) -> tuple[Answer, Trace]:
    """Answer `asked`, and tell how the answer came about."""
    seen, began = Seen(), time.perf_counter()
    answer = Answering(searcher, gate, offices, seen).answer(asked)
    took = time.perf_counter() - began
    return answer, _trace(searcher, gate, seen, took)


def _trace(searcher: Searcher, gate: Gate, seen: Seen, seconds: float) -> Trace:
    if seen.asked is None or seen.question is None:
        raise RuntimeError("nothing was answered")
    found, question = seen.found, seen.question
    sentences, weighed = _sentences(searcher, question, seen.quoted_for, seen.facets)
    return Trace(
        release=searcher.id,
        reading=read(seen.asked.text, searcher.words, searcher.restorer, searcher.speller),
        official=question.official,
        code=question.code,
        facets=seen.facets,
        why=seen.why,
        relation=found.relation if found else None,
        matter=found.matter if found else "",
        candidates=_ranked(searcher, found.question, found.candidates[:_SHOWN]) if found else [],
        judged=_judged(gate, seen),
        sentences=sentences[:_SHOWN],
        weighed=weighed,
        variants=searcher.variants(seen.procedure) if seen.procedure else [],
        seconds=seconds,
    )


def _ranked(searcher: Searcher, question: Question, candidates: list[Candidate]) -> list[Ranked]:
    told, weights = searcher.legs(question), legs.weights()
    scores = legs.fused(told, weights)
    made = []
    for candidate in candidates:
        group = searcher.groups[searcher.procedures.rows[candidate.procedure.code]]
        row = max((row for row, of in enumerate(searcher.groups) if of == group), key=lambda row: float(scores[row]))
        values = [float(getattr(told, name)[row]) for name in legs.NAMES]
        points = [value * float(weight) for value, weight in zip(values, weights, strict=True)]
        parts = tuple(Leg(*one) for one in zip(legs.NAMES, values, points, strict=True))
        made.append(Ranked(candidate.procedure.code, candidate.procedure.name, candidate.score, parts))
    return made


def _judged(gate: Gate, seen: Seen) -> Judged | None:
    if seen.found is None or seen.verdict is None or seen.asked is None:
        return None
    question, candidates, elsewhere = seen.found.question, seen.found.candidates, seen.asked.elsewhere
    first, offered = (gate.probability(claim, question, candidates, elsewhere) for claim in get_args(Claim))
    return Judged(
        zone=seen.verdict.zone,
        first=first,
        offered=offered,
        answer_from=gate.enough(candidates),
        clarify_from=gate.clarify_from,
        too_close=gates.too_close(candidates),
        of_many=gates.of_many(candidates),
        elsewhere=elsewhere,
        signals=gates.signals(question, candidates, elsewhere) if candidates else {},
    )


def _sentences(
    searcher: Searcher, question: Question, procedure: Procedure | None, facets: list[Facet]
) -> tuple[list[Quote], float | None]:
    """Return the sentences that were considered for a quote, best first, and how well the best one fits."""
    if procedure is None:
        return [], None
    weighed = searcher.quoter.weighed(question, procedure, facets)
    return searcher.quoter.considered(question, procedure, facets), weighed[1] if weighed else None
