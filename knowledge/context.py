"""What a turn of a conversation is about: the matter of the turn before, that matter refined, or one of its own.

Nothing is learned here. Two things decide: whether the turn names anything (`names_nothing`), and whether what it names is
a matter of its own. The answer flow and the search share it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.gate import Gate, named_whole
from knowledge.question import Question
from knowledge.retrieval import Candidate, Searcher

Relation = Literal["same", "refines", "own"]
_LOOK_BACK = 4  # earlier turns that are read; what was said before them has been left behind
# Words that every procedure shares: a turn of these and of words that only ask names no matter.
_IDLE = frozenset([
    "ho", "so", "thu", "tuc", "giay", "to", "don", "nop", "giai", "quyet", "xong", "phuong", "xa", "quan", "huyen",
    "can", "bo", "ket", "qua", "lay", "tra", "nhan", "day", "do", "het", "mat", "ton", "phi", "tien", "mot", "ban", "lan",
])  # fmt: skip
_DEPTH = 200  # candidates of each search that are fused
_OWN_FROM = 0.9  # probability from which a turn has a matter of its own; a new one is rarer than a word about the old one
_ALONE_WEIGHT = 0.8  # of what a refining turn finds by itself, beside what it finds with the earlier matter; see tests


def names_nothing(question: Question) -> bool:
    """Tell whether the turn only asks ("hết bao nhiêu tiền?") or says no more than every procedure has ("nộp hồ sơ ở đâu")."""
    if question.only_asks:
        return True
    content = {term for term, weight in question.weights.items() if weight >= 1.0 and " " not in term}
    return content <= _IDLE and bool(question.facets)


@dataclass(frozen=True)
class Found:
    """What a turn is about: its candidates, best first, how it stands to the turn before, and the words of its matter.

    `question` is what the candidates were found with: the gate judges them by it, the facets are the turn's own.
    """

    candidates: list[Candidate]
    relation: Relation
    matter: str
    question: Question


def follow(searcher: Searcher, gate: Gate, history: Sequence[str], turn: str, limit: int) -> Found:
    """Search for `turn` in the light of the person's earlier turns, oldest first.

    The matter is followed through the earlier turns: one of its own replaces it, one that refines adds its words,
    one that only asks leaves it. Raises what `Searcher.search` raises.
    """
    matter = ""
    for earlier in history[-_LOOK_BACK:]:
        matter = _step(searcher, gate, matter, earlier, 2).matter
    return _step(searcher, gate, matter, turn, limit)


def _step(searcher: Searcher, gate: Gate, matter: str, turn: str, limit: int) -> Found:
    question = searcher.question(turn)
    if matter and names_nothing(question):
        before = searcher.question(matter)
        return Found(searcher.search(before, limit), "same", matter, before)
    alone = searcher.search(question, max(limit, _DEPTH) if matter else max(limit, 2))
    own = _has_its_own(searcher, gate, question, alone)
    if own or not matter or question.code:
        return Found(alone[:limit], "own", "" if names_nothing(question) else turn, question)
    together = f"{matter} {turn}"
    both = searcher.question(together)
    joint = _fused(alone, searcher.search(both, max(limit, _DEPTH)))
    if _unmoved(gate, question, alone, joint):
        return Found(alone[:limit], "own", turn, question)
    return Found(joint[:limit], "refines", together, both)


def _has_its_own(searcher: Searcher, gate: Gate, question: Question, alone: list[Candidate]) -> bool:
    """Tell whether the turn has a matter of its own: a search for it is sure, or a name has all of it ("còn khai tử thì sao").

    A mere difference ("có yếu tố nước ngoài thì sao") refines the matter before, though a name has all of it too.
    """
    if gate.probability("first", question, alone, 0.0) >= _OWN_FROM:
        return True
    return named_whole(alone) and not searcher.differences_said(question)


def _unmoved(gate: Gate, question: Question, alone: list[Candidate], joint: list[Candidate]) -> bool:
    """Tell whether a turn that would be answered by itself finds the same with the matter before: that one has no part in it.

    "Vậy mất bằng lái thì làm lại hết bao nhiêu" after births is about licences, however little of it a name has.
    """
    return alone[0].procedure.code == joint[0].procedure.code and gate.judge(question, alone, 0.0).zone == "answer"


def _fused(alone: list[Candidate], joint: list[Candidate]) -> list[Candidate]:
    """Order by both scores; each candidate keeps the signals of the joint search, which the gate reads."""
    scores = {candidate.procedure.code: candidate.score for candidate in alone}
    floor = min(scores.values(), default=0.0)
    fused = [replace(c, score=(c.score + _ALONE_WEIGHT * scores.get(c.procedure.code, floor)) / (1 + _ALONE_WEIGHT)) for c in joint]
    return sorted(fused, key=lambda candidate: -candidate.score)
