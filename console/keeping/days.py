"""Days as people type them."""

import re
from datetime import date

_TYPED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_EARLIEST, _LATEST = 1900, 2100


def read_day(text: str) -> date | None:
    """Return a day typed as 2026-11-22 or 22/11/2026, or None for nothing. Raises `ValueError`."""
    text = text.strip()
    if not text:
        return None
    found = _TYPED.fullmatch(text)
    day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    if not _EARLIEST <= day.year <= _LATEST:
        raise ValueError("a year between 1900 and 2100 is meant")
    return day
