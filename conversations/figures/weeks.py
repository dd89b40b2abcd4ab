"""When the figures of a week are all there."""

from datetime import date, datetime, timedelta

from core.weeks import bounds

# An answer's person may come back for seven days, and rate it for half a day: until then the figures of a week may still grow.
SETTLES = timedelta(days=8)


def over(week: date, at: datetime) -> bool:
    """Tell whether a week is over at that moment."""
    return bounds(week)[1] <= at


def settled(week: date, at: datetime) -> bool:
    """Tell whether nothing that happens later belongs to the figures of a week any more, but what people judge of its answers."""
    return bounds(week)[1] + SETTLES <= at
