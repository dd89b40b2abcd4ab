"""Judge answers and rankings against a question file. Knows nothing of how they were made."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from core.answer import Answer
from core.intervals import Share

Ranked = list[tuple[str, list[str]]]  # a ranking: code, and the codes of its listed variants
Outcome = Literal["right", "offered", "wrong", "abstained"]
ANSWERABLE, JOINT, OUT_OF_SCOPE = "answerable", "citizen + dialect", "out of scope"
_ANSWERED, _JOINED = {"citizen", "dialect", "conversation"}, {"citizen", "dialect"}
# How each is declined: another's matter is sent there, a danger is warned of, chat is answered kindly.
_DECLINES: dict[str | None, set[str]] = {
    "apologize": {"out_of_scope", "not_found", "handover"},
    "refuse_or_escalate": {"safety", "handover"},
    "chitchat": {"greeting"},
}


@dataclass(frozen=True)
class Item:
    """One question with what is right for it."""

    id: str
    suite: str
    question: str
    expected: frozenset[str] = frozenset()
    behavior: str | None = None
    fields: frozenset[str] = frozenset()
    history: tuple[str, ...] = field(default=())
    rank: int | None = None  # of a golden question: within how many places its procedure must stand

    @property
    def wants_none(self) -> bool:
        """No procedure is right for it: chat, danger, another's matter."""
        return not self.expected and self.behavior in _DECLINES

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups it is counted in: its suite, and those that sum up suites or split one."""
        turn = "conversation, follow-ups" if self.history else "conversation, first turns"
        told = {
            ANSWERABLE: bool(self.expected) and self.suite in _ANSWERED,
            JOINT: self.suite in _JOINED,
            self.suite: True,
            turn: self.suite == "conversation",
            OUT_OF_SCOPE: not self.expected and (self.suite == "unanswerable" or self.behavior == "apologize"),
        }
        return tuple(name for name, holds in told.items() if holds)


def read(path: Path) -> list[Item]:
    """Read a question file (JSON lines). Raises `ValueError` naming the line that is not a question."""
    items = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                items.append(item(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}, line {number}: not a question ({error!r})") from error
    return items


def item(raw: dict[str, Any]) -> Item:
    """Return the question of one line. Raises `KeyError`, `TypeError` for what is none."""
    return Item(
        id=str(raw["id"]),
        suite=raw["suite"],
        question=raw["question"],
        expected=frozenset(raw.get("expected_codes") or ()),
        behavior=raw.get("behavior"),
        fields=frozenset(raw.get("fields") or ()),
        history=tuple(raw.get("history") or ()),
        rank=raw.get("rank"),
    )


def outcome(item: Item, answer: Answer) -> Outcome:
    """Judge which procedure the answer named: the right one, only offered, a wrong one, or none."""
    if answer.procedure and answer.procedure.code in item.expected:
        return "right"
    if any(other.code in item.expected for other in answer.alternatives):
        return "offered"
    return "wrong" if answer.procedure else "abstained"


def facet_right(item: Item, answer: Answer) -> bool:
    """Every facet asked for is in the answer."""
    return item.fields <= set(answer.facets)


def declined(answer: Answer) -> bool:
    """No procedure is named and none is offered."""
    return answer.procedure is None and not answer.alternatives


def rightly_declined(item: Item, answer: Answer) -> bool:
    """No procedure is named nor offered, and what is said is of the kind that `item` needs."""
    return declined(answer) and answer.status in _DECLINES[item.behavior]


def refused(answer: Answer) -> bool:
    """The person is sent away; to ask "which procedure do you mean?" is no refusal."""
    return declined(answer) and answer.status != "clarify"


def score(judged: Iterable[tuple[Item, Answer]]) -> dict[str, Share]:
    """Sum up judged answers: right, right or offered, wrong, abstained, refused, right facet, clarified, declined (in the right way)."""
    pairs = list(judged)
    coded = [(item, answer) for item, answer in pairs if item.expected]
    outcomes = [outcome(item, answer) for item, answer in coded]
    rightly = [(i, a) for (i, a), o in zip(coded, outcomes, strict=True) if o == "right" and i.fields]
    asked_back = [a.status == "clarify" or bool(a.alternatives) for i, a in coded if i.behavior == "clarify"]
    none_right = [declined(a) for i, a in pairs if i.wants_none]
    in_kind = [rightly_declined(i, a) for i, a in pairs if i.wants_none]
    return {
        "right": Share(outcomes.count("right"), len(coded)),
        "right or offered": Share(outcomes.count("right") + outcomes.count("offered"), len(coded)),
        "wrong": Share(outcomes.count("wrong"), len(coded)),
        "abstained": Share(outcomes.count("abstained"), len(coded)),
        "refused": Share(sum(refused(a) for _, a in coded), len(coded)),
        "facet": Share(sum(facet_right(i, a) for i, a in rightly), len(rightly)),
        "clarified": Share(sum(asked_back), len(asked_back)),
        "declined": Share(sum(none_right), len(none_right)),
        "in the right way": Share(sum(in_kind), len(in_kind)),
    }


def hits(item: Item, ranked: Ranked) -> int | None:
    """Return the rank (from 1) of the first hit in `ranked`."""
    for rank, (code, variants) in enumerate(ranked, start=1):
        if code in item.expected or item.expected & set(variants[:8]):
            return rank
    return None
