"""How useful it is that a person labels a text: uncertainty × frequency × harm (`training.rules`)."""

from collections.abc import Collection
from math import log2

from core.dangers import DANGERS
from training.inbox.models import UtteranceRow
from training.inbox.repository import Repository
from training.inbox.schemas import Reason, Weight
from training.rules import Rules

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


def dangerous(rules: Rules, intent: str | None, danger: float | None) -> bool:
    """Tell whether a text is of a danger, or may be: one that was heard a little, by a model that then chose something else."""
    return intent in DANGERS or (danger is not None and danger >= rules.danger_heard)


def weighed(rules: Rules, rows: Repository, utterances: Collection[UtteranceRow]) -> None:
    """Write into the rows how useful they are now."""
    counted = rows.reasons({row.id for row in utterances})
    for row in utterances:
        if not counted[row.id]:
            continue  # its last turn is just being erased, and it with it
        weight = weigh(rules, counted[row.id], row.times, row.status, row.intent, row.confidence, row.danger)
        row.reason, row.uncertainty, row.frequency, row.harm = weight.reason, weight.uncertainty, weight.frequency, weight.harm
        row.usefulness = weight.usefulness


def _doubt(reasons: Collection[Reason]) -> Reason | None:
    """The reason that a low confidence makes stronger."""
    return next((reason for reason in (Reason.FALLBACK, Reason.LOW, Reason.SAMPLE) if reason in reasons), None)


def _harm(rules: Rules, reasons: Collection[Reason], status: str, intent: str | None, danger: float | None) -> float:
    harm = rules.harm_danger if dangerous(rules, intent, danger) else rules.harm_by_status.get(status, 1.0)
    told_wrong = status == "answered" and {Reason.BAD, Reason.CORRECTION, Reason.JUDGED} & set(reasons)
    return max(harm, rules.harm_wrong) if told_wrong else harm
