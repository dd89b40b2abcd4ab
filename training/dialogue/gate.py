"""The gate (cổng chất lượng): whether a candidate may take the live model's place. It only says no with a reason.

Both are measured on the same test set by the same job; where no model is live yet, the conversation tests alone decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.dialogue.report import PLAIN

_LEAST = 10  # sentences of an intent in the test set; with fewer, one miss would block a model


@dataclass(frozen=True)
class Rules:
    """What a candidate must keep.

    Args:
        macro_margin: how far macro-F1 may fall, in every writing.
        intent_margin: how far the F1 of one intent may fall, as typed; an intent of fewer than ten test sentences is not judged.
        costly_more: how many more dangers may be missed, or questions set aside, in every writing.
    """

    macro_margin: float = 0.0
    intent_margin: float = 0.1
    costly_more: int = 0


@dataclass(frozen=True)
class Refusal:
    """Why not: a `key` of the words, and what stands in them."""

    key: str
    values: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"key": self.key, "values": dict(self.values)}


def refusals(candidate: Mapping[str, Any], live: Mapping[str, Any] | None, rules: Rules, failed: Sequence[str] = ()) -> list[Refusal]:
    """Return every reason against a candidate; none: it may go live.

    Args:
        candidate: its report (`training.dialogue.report.of`).
        live: the live model's report on the same test set, or None where there is none yet.
        rules: what is asked for.
        failed: names of the conversation tests it fails.
    """
    told = [Refusal("conversation", {"name": name}) for name in failed]
    return told if live is None else [*told, *_writings(candidate, live, rules), *_intents(candidate, live, rules)]


def _writings(candidate: Mapping[str, Any], live: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    for name, was in live["writings"].items():
        now = candidate["writings"][name]
        values = {"writing": name, "was": was["macro_f1"], "now": now["macro_f1"]}
        if now["macro_f1"] < was["macro_f1"] - rules.macro_margin:
            yield Refusal("macro", values)
        if now["costly"] > was["costly"] + rules.costly_more:
            yield Refusal("costly", {"writing": name, "was": was["costly"], "now": now["costly"]})


def _intents(candidate: Mapping[str, Any], live: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    now = candidate["writings"][PLAIN]["intents"]
    for intent, was in live["writings"][PLAIN]["intents"].items():
        f1 = now.get(intent, {"f1": 0.0})["f1"]
        if was["n"] >= _LEAST and f1 < was["f1"] - rules.intent_margin:
            yield Refusal("intent", {"intent": intent, "was": was["f1"], "now": f1})
