"""Moments as portals write them, read in the city's time."""

import re
from datetime import UTC, datetime, timedelta

from core.clock import VIETNAM

_YEARS = range(2000, 2101)  # "00010101000000" and "19000101" are how some systems say "none"
_MILLISECONDS = re.compile(r"\d{13}", re.ASCII)
_FORMS = {
    re.compile(r"\d{14}", re.ASCII): "%Y%m%d%H%M%S",  # the National Public Service Portal
    re.compile(r"\d{12}", re.ASCII): "%Y%m%d%H%M",
    re.compile(r"\d{8}", re.ASCII): "%Y%m%d",
    re.compile(r"\d{1,2}/\d{1,2}/\d{4}", re.ASCII): "%d/%m/%Y",
    re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d", re.ASCII): "%d/%m/%Y %H:%M",
    re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d", re.ASCII): "%d/%m/%Y %H:%M:%S",  # OpenCPS
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def moment(value: object) -> datetime | None:
    """Return the moment `value` tells, aware and in the city's time; `None` for none, nonsense, and years nobody's dossier is of.

    Read are `yyyyMMddHHmmss` and `yyyyMMdd`, `dd/MM/yyyy` with or without the time, ISO 8601, and milliseconds since 1970, as texts
    or whole numbers. What names no zone is the city's time.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        read = _read(str(int(value)) if isinstance(value, float) else str(value).strip())
        told = read.astimezone(VIETNAM) if read else None
    except (ValueError, OverflowError):
        return None
    return told if told and told.year in _YEARS else None


def _read(text: str) -> datetime | None:
    if _MILLISECONDS.fullmatch(text):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
    if _ISO.fullmatch(text):
        read = datetime.fromisoformat(text)
        return read if read.tzinfo else read.replace(tzinfo=VIETNAM)
    form = next((form for pattern, form in _FORMS.items() if pattern.fullmatch(text)), None)
    return datetime.strptime(text, form).replace(tzinfo=VIETNAM) if form else None
