"""Time as the city keeps it."""

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # no summer time


def now() -> datetime:
    """Return the present moment, UTC."""
    return datetime.now(timezone.utc)
