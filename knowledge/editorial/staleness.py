"""What may no longer be true (báo cũ): a record nobody looked at for long, or one whose ground is gone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, get_args

from knowledge.editorial.entries import Entry

Reason = Literal["over", "law_replaced", "law_ended", "ending", "never_checked", "old"]
REASONS: tuple[Reason, ...] = get_args(Reason)  # the gravest first
OLD = timedelta(days=365)  # since somebody compared a record with its source, unless the settings say otherwise
SOON = timedelta(days=30)


def reasons(one: Entry, today: date, ended: Mapping[str, str], old: timedelta = OLD) -> tuple[Reason, ...]:
    """Return why `one` may no longer be true, the gravest first; nothing where all is well.

    Args:
        one: the record.
        today: the day it is.
        ended: the keys (`law_numbers.key`) of legal documents no longer in force, and what replaced each, or "".
        old: how long a comparison with the source holds.
    """
    gone = [ended[number] for number in one.laws if number in ended]
    told: dict[Reason, bool] = {
        "over": one.valid_to is not None and one.valid_to < today,
        "law_replaced": any(gone),
        "law_ended": not all(gone),
        "ending": one.valid_to is not None and today <= one.valid_to <= today + SOON,
        "never_checked": one.checked is None,
        "old": one.checked is not None and one.checked < today - old,
    }
    return tuple(reason for reason in REASONS if told[reason])
