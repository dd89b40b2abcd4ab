"""The time limit of a way to submit (thời hạn giải quyết), as the portal states it in three places."""

from typing import Any

from core.procedure import TimeLimit, Unit
from core.text import fold
from knowledge.importers.texts import line, stated

UNITS: dict[str, Unit] = {"HOUR": "hour", "DAY": "day", "WORKING_DAY": "working_day", "MONTH": "month", "YEAR": "year"}
NAMES: dict[Unit, str] = {"hour": "giờ", "day": "ngày", "working_day": "ngày làm việc", "month": "tháng", "year": "năm"}


def time_limit(raw: dict[str, Any], by_case: str | None) -> TimeLimit:
    """Return the limit of one execution method; where it says nothing of its own, `by_case` speaks for it."""
    value, words = _amount(raw["processingTime"])
    unit = UNITS.get(raw["processingTimeUnit"], "other")
    text = " ".join(part for part in (words, stated(raw.get("description"))) if part) or None
    if text is None and (value is None or unit == "other"):
        text = by_case
    return TimeLimit(value=value, unit=unit, text=text)


def days_by_case(detail: dict[str, Any]) -> str | None:
    """Return what `cases[].processingDay` states ("<case>: 3 ngày làm việc; <case>: 5 ngày"), or None.

    A limit that all cases share is said once, and the procedure's own name is not said again as a case.
    """
    cases = detail.get("cases") or []
    limits = [_days(case.get("processingDay") or {}) for case in cases]
    if len(set(limits)) == 1:
        return limits[0]
    own = fold(line(detail.get("name") or ""))
    names = [line(case.get("name") or "").strip("*:- ") for case in cases]
    told = [f"{name}: {limit}" if name and fold(name) != own else limit for name, limit in zip(names, limits, strict=True) if limit]
    return "; ".join(dict.fromkeys(told)) or None


def number(value: float) -> str:
    """Write a number as Vietnamese does ("1,5"), a whole one without a fraction."""
    return str(int(value)) if value == int(value) else str(value).replace(".", ",")


def _days(raw: dict[str, Any]) -> str | None:
    """A number without a unit says nothing a citizen could use."""
    unit = UNITS.get(raw.get("type") or "")
    quantity = raw.get("qty")
    return f"{number(quantity)} {NAMES[unit]}" if unit and quantity else None


def _amount(value: float | str | None) -> tuple[float | None, str | None]:
    """Some records write the number of days as words: those are kept as words."""
    try:
        return float(value or 0) or None, None
    except ValueError:
        return None, stated(str(value))
