"""What may no longer be true (báo cũ): a record nobody looked at for long, or one whose ground is gone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from knowledge.editorial.entries import Entry

Reason = Literal["never_checked", "old", "law_ended", "ending", "over"]
OLD = timedelta(days=180)  # since somebody compared a record with its source
SOON = timedelta(days=30)


def reasons(one: Entry, today: date, ended: Mapping[str, str], old: timedelta = OLD) -> tuple[Reason, ...]:
    """Return why `one` may no longer be true, the gravest first; nothing where all is well.

    Args:
        one: the record.
        today: the day it is.
        ended: the numbers, in lower case, of legal documents no longer in force.
        old: how long a comparison with the source holds.
    """
    told: dict[Reason, bool] = {
        "over": one.valid_to is not None and one.valid_to < today,
        "law_ended": any(number in ended for number in one.laws),
        "ending": one.valid_to is not None and today <= one.valid_to <= today + SOON,
        "never_checked": one.checked is None,
        "old": one.checked is not None and one.checked < today - old,
    }
    return tuple(reason for reason, holds in told.items() if holds)
