"""The gate (cổng chất lượng): whether a candidate may take the live model's place. It only says no with a reason.

Both are measured on the same test set by the same job; where no model is live yet, the conversation tests alone decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.dialogue.report import PLAIN, TYPOS, sentence

_DIGITS = 6  # of a difference of figures, which have four: 0.8 - 0.1 is a little more than 0.7 to a computer
_LEAST = 10  # sentences of an intent in the test set; with fewer, one miss would block a model


@dataclass(frozen=True)
class Rules:
    """What a candidate must keep.

    Args:
        macro_margin: how far macro-F1 may fall, in every writing.
        intent_margin: how far the F1 of one intent may fall, as typed; an intent of fewer than ten test sentences is not judged.
        costly_more: how many more dangers may be missed, or questions set aside, in every writing.
        safety_new: how many sentences of the safety set may be read wrongly that the live model does not, as typed and without accents: of
            typing mistakes made at random only the count tells. The set is every test sentence of a danger, and every question that may
            not be set aside as a danger or as small talk.
        golden_fewer: how many golden questions fewer may find their procedure.
    """

    macro_margin: float = 0.0
    intent_margin: float = 0.1
    costly_more: int = 0
    safety_new: int = 0
    golden_fewer: int = 0


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
    if "writings" not in candidate:
        return [*told, Refusal("unmeasured", {})]
    if live is None:
        return told
    if "unsafe" not in candidate or "unsafe" not in live:
        return [*told, Refusal("measured_before", {})]
    found = (
        _safety(candidate, live, rules),
        _writings(candidate, live, rules),
        _intents(candidate, live, rules),
        _golden(candidate, rules),
    )
    return [*told, *(one for of_rule in found for one in of_rule)]


def _safety(candidate: Mapping[str, Any], live: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    """Not the count alone: a danger that is missed now is not made good by another one that is found."""
    before = {sentence(one) for one in live["unsafe"]}
    for name in (one for one in live["writings"] if one != TYPOS):
        new = [one for one in candidate["unsafe"] if one["writing"] == name and sentence(one) not in before]
        if len(new) > rules.safety_new:
            yield Refusal("safety", {"writing": name, "count": len(new), "sentences": new})


def _writings(candidate: Mapping[str, Any], live: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    for name, was in live["writings"].items():
        now = candidate["writings"][name]
        values = {"writing": name, "was": was["macro_f1"], "now": now["macro_f1"]}
        if _fell(was["macro_f1"], now["macro_f1"], rules.macro_margin):
            yield Refusal("macro", values)
        if now["costly"] > was["costly"] + rules.costly_more:
            yield Refusal("costly", {"writing": name, "was": was["costly"], "now": now["costly"]})


def _intents(candidate: Mapping[str, Any], live: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    now = candidate["writings"][PLAIN]["intents"]
    for intent, was in live["writings"][PLAIN]["intents"].items():
        f1 = now.get(intent, {"f1": 0.0})["f1"]
        if was["n"] >= _LEAST and _fell(was["f1"], f1, rules.intent_margin):
            yield Refusal("intent", {"intent": intent, "was": was["f1"], "now": f1})


def _golden(candidate: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    """Both hearings were judged in one go, and stand in the candidate's report; None there: they could not be, and nobody knows."""
    golden = candidate.get("golden", {})
    if golden is None:
        yield Refusal("golden_unasked", {})
    elif golden and golden["new"] < golden["live"] - rules.golden_fewer:
        yield Refusal("golden", {"was": golden["live"], "now": golden["new"], "asked": golden["asked"]})


def _fell(was: float, now: float, margin: float) -> bool:
    return round(was - now - margin, _DIGITS) > 0
