"""Days off and days worked as the page lists them: the library's, the table's, and the staff's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from core import working_days
from core.days_off import shipped

Source = Literal["staff", "table", "law", "forecast", "unconfirmed"]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One day that is not as its weekday says. `source` tells whose word it is."""

    day: date
    kind: Literal["off", "work"]
    name: str
    english: str
    source: Source


def years(today: date) -> tuple[int, int]:
    """Return the years that are edited: this one and the next."""
    return today.year, today.year + 1


def listed(year: int, changed: Mapping[str, Any]) -> list[Day]:
    """Return the days of `year`, in order; `changed` are the staff's own entries."""
    first = date(year, 1, 1)
    return list(_days((first + _DAY * n for n in range((date(year + 1, 1, 1) - first).days)), changed))


def _days(days: Iterator[date], changed: Mapping[str, Any]) -> Iterator[Day]:
    for day in days:
        if entry := changed.get(day.isoformat()):
            yield Day(day, entry["kind"], entry["name"], entry.get("name_en", ""), "staff")
        elif name := working_days.holiday(day):
            yield Day(day, "off", name, working_days.holiday(day, "en") or "", _source(day))
        elif day.weekday() > 4 and working_days.is_working_day(day):
            yield Day(day, "work", shipped().rows.get((day, "work"), ""), "", "table" if (day, "work") in shipped().rows else "law")


def _source(day: date) -> Source:
    if working_days.is_unconfirmed(day):
        return "unconfirmed"
    if working_days.is_forecast(day):
        return "forecast"
    return "table" if (day, "off") in shipped().rows else "law"


def with_days(value: Any, added: Mapping[str, Any]) -> dict[str, Any]:
    """Return the setting with these entries in it."""
    return {"days": {**_entries(value), **added}, "decided": _decided(value)}


def without(value: Any, day: str) -> dict[str, Any]:
    """Return the setting without the staff's entry for `day`."""
    return {"days": {one: entry for one, entry in _entries(value).items() if one != day}, "decided": _decided(value)}


def decided(value: Any, year: int, yes: bool) -> dict[str, Any]:
    """Return the setting in which the calendar of `year` is decided, or a forecast again."""
    return {"days": _entries(value), "decided": sorted({*_decided(value), year} if yes else {*_decided(value)} - {year})}


def is_decided(value: Any, year: int) -> bool:
    """Tell whether the calendar of Tết and National Day of `year` is decided."""
    return year in _decided(value) or (date(year, 1, 1), "decided") in shipped().rows


def _entries(value: Any) -> dict[str, Any]:
    return dict((value or {}).get("days", {}))


def _decided(value: Any) -> list[int]:
    return list((value or {}).get("decided", []))
