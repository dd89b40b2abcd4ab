"""Weeks as the city counts them: from Monday, midnight in Vietnam."""

from datetime import date, datetime, time, timedelta

from core.clock import VIETNAM

WEEK = timedelta(days=7)


def week_of(at: datetime) -> date:
    """Return the Monday of the week in which `at` lies."""
    here = at.astimezone(VIETNAM).date()
    return here - timedelta(days=here.weekday())


def bounds(week: date) -> tuple[datetime, datetime]:
    """Return the first moment of a week, and the first after it."""
    start = datetime.combine(week, time(), VIETNAM)
    return start, start + WEEK
