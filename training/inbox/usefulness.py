"""How useful it is that a person labels a text: uncertainty × frequency × harm (`training.rules`)."""

from collections.abc import Collection
from math import log2

from training.inbox.schemas import Reason, Weight
from training.rules import DANGERS, Rules

_MOST = 0.95  # nothing is quite certain to be misread
_LEAST = 0.05


def weigh(
    rules: Rules, reasons: Collection[Reason], times: int, status: str, intent: str | None, confidence: float | None, danger: float | None
) -> Weight:
    """Weigh a text.

    Args:
        rules: the numbers.
        reasons: why it is in the inbox; at least one.
        times: how often it was written. Twice as often counts one more, so that a text of thousands leaves room for others.
        status: of the latest answer.
        intent: as heard last; `None`: not known.
        confidence: of that intent.
        danger: the highest confidence of an intent of danger.
    """
    by_reason = {reason: rules.uncertainty[reason] for reason in reasons}
    if confidence is not None and (reason := _doubt(reasons)) is not None:
        by_reason[reason] = max(by_reason[reason], 1 - confidence)
    first = max(by_reason, key=lambda one: (by_reason[one], one))
    uncertainty = min(max(by_reason[first], _LEAST), _MOST)
    return Weight(uncertainty, 1 + log2(max(times, 1)), _harm(rules, reasons, status, intent, danger), first)


def _doubt(reasons: Collection[Reason]) -> Reason | None:
    """The reason that a low confidence makes stronger."""
    return next((reason for reason in (Reason.FALLBACK, Reason.LOW, Reason.SAMPLE) if reason in reasons), None)


def _harm(rules: Rules, reasons: Collection[Reason], status: str, intent: str | None, danger: float | None) -> float:
    missed = danger is not None and danger >= rules.danger_heard
    harm = rules.harm_danger if missed or intent in DANGERS else rules.harm_by_status.get(status, 1.0)
    told_wrong = status == "answered" and {Reason.BAD, Reason.CORRECTION} & set(reasons)
    return max(harm, rules.harm_wrong) if told_wrong else harm
