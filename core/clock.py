"""Time as the city keeps it."""

from datetime import timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # no summer time
