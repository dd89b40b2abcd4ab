"""The working days (ngày làm việc) of the city's offices, with Vietnam's public holidays.

Public holidays come from the `holidays` library: those of the Labour Code (Bộ luật Lao động, điều 112), days given for a holiday on
a weekend, days that were swapped. What it does not know stands in `core/days_off.tsv`, and what staff decided at the console lies over
both (`lay_days`, `lay_hours`): from then on every count follows. Which five days of Tết and which day beside
the 2nd of September are free is decided year by year: before that the library follows the rule of earlier years, and such days are
a forecast. The 24th of November stands in the library by a party resolution alone: it is not counted as a working day, since a date
told too late harms less than one told too early, and `is_unconfirmed` says so until the table has it as off or work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import holidays

from core.clock import VIETNAM
from core.days_off import Calendar, laid_over

MOST = 3_660  # working days that are counted; no procedure takes ten years
_DAY = timedelta(days=1)
_YEARS = range(2024, 2041)
_LONGEST_CLOSED = 31  # days; who opens on no day of a month has no hours
_DECIDED_YEARLY = ("Tết", "Quốc khánh")  # in the names of holidays that the Government settles each year
_UNCONFIRMED = "Văn hóa Việt Nam"
_SATURDAY = 5


Sitting = tuple[time, time]  # from, to


@dataclass(frozen=True)
class OfficeHours:
    """When offices receive people, local time. `days` counts from Monday = 0; `saturday` has its own sittings, none: shut."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    sittings: tuple[Sitting, ...] = ((time(7, 30), time(11, 30)), (time(13), time(17)))
    saturday: tuple[Sitting, ...] = ()

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "OfficeHours":
        """Return the hours of a setting: `{"days": [0, 1], "sittings": [["07:30", "11:30"]], "saturday": []}`.

        Raises:
            KeyError, TypeError, ValueError: it is none; a sitting that ends before it begins, or before the one ahead of it.
        """
        sittings, saturday = (_sittings(value[name]) for name in ("sittings", "saturday"))
        days = tuple(sorted({int(day) for day in value["days"]}))
        if not all(0 <= day <= 6 for day in days) or not ((days and sittings) or saturday):
            raise ValueError("offices open on some day, at some hour")
        return cls(days, sittings, saturday)

    def on(self, weekday: int) -> tuple[Sitting, ...]:
        """Return the sittings of a weekday, Monday = 0."""
        if weekday == _SATURDAY and self.saturday:
            return self.saturday
        return self.sittings if weekday in self.days else ()


def _sittings(value: Any) -> tuple[Sitting, ...]:
    found = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in value)
    moments = [moment for sitting in found for moment in sitting]
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise ValueError("a sitting ends before it begins")
    return found


HOURS = OfficeHours()


class _Laid:
    """What holds now; each is swapped in one step, so that a count under way sees the old or the new."""

    calendar: Calendar | None = None
    hours: OfficeHours = HOURS


def lay_days(value: Any) -> None:
    """Count with what staff decided from now on (`core.days_off.laid_over`); `None`: with nothing of it. Raises `ValueError`."""
    _Laid.calendar = laid_over(value)


def lay_hours(value: Any) -> None:
    """Take these for the hours of offices that have none of their own (`OfficeHours.of`); `None`: the usual ones. Raises as that."""
    _Laid.hours = HOURS if value is None else OfficeHours.of(value)


def office_hours() -> OfficeHours:
    """Return the hours of offices that have none of their own."""
    return _Laid.hours


def _calendar() -> Calendar:
    if _Laid.calendar is None:
        lay_days(None)
    assert _Laid.calendar is not None  # noqa: S101
    return _Laid.calendar


def _table() -> dict[tuple[date, str], str]:
    return _calendar().rows


@cache
def _public(language: str) -> holidays.HolidayBase:
    """Return the public holidays, named in Vietnamese or English.

    The years that are asked for are reckoned at once: two threads must not find one half done.
    """
    return holidays.country_holidays("VN", years=_YEARS, language="vi" if language == "vi" else "en_US")


def holiday(day: date, language: str = "vi") -> str | None:
    """Return the name of the holiday on `day`, or `None`; a weekend is no holiday."""
    if (day, "work") in _table():
        return None
    return _named(day, language) or _public(language).get(day)


def _named(day: date, language: str) -> str | None:
    """Return the name that the table has for a day off; of what the library knows in another language, that is better."""
    if language == "vi":
        return _table().get((day, "off"))
    return _calendar().english.get(day) or (_table().get((day, "off")) if day not in _public(language) else None)


def is_forecast(day: date) -> bool:
    """Tell whether `day` is a holiday of Tết or National Day in a year whose calendar is not decided yet."""
    name, settled = holiday(day) or "", {(day, "off"), (date(day.year, 1, 1), "decided")}
    return any(word in name for word in _DECIDED_YEARLY) and "Dương lịch" not in name and settled.isdisjoint(_table())


def is_unconfirmed(day: date) -> bool:
    """Tell whether `day` is a holiday that no law or announcement known here has put in force: offices may be open."""
    return _UNCONFIRMED in (holiday(day) or "") and (day, "off") not in _table()


def is_working_day(day: date) -> bool:
    """Tell whether offices work on `day`: no weekend, no holiday, or a day swapped for one."""
    if (day, "work") in _table():
        return True
    return (day, "off") not in _table() and _public("vi").is_working_day(day)


def days_after(start: date) -> Iterator[date]:
    """Yield the days after `start`, one by one; none beyond the last the calendar knows."""
    while start < date.max:
        start += _DAY
        yield start


def next_working_day(day: date) -> date:
    """Return `day` when offices work on it, else the first day after it when they do."""
    return day if is_working_day(day) else next(later for later in days_after(day) if is_working_day(later))


def add_working_days(start: date, n: int) -> date:
    """Return the `n`-th working day after `start`, which counts as none itself. Raises `ValueError` beyond 0 to `MOST`."""
    if not 0 <= n <= MOST:
        raise ValueError(f"0 to {MOST} working days can be counted, not {n}")
    working = (day for day in days_after(start) if is_working_day(day))
    return next((day for count, day in enumerate(working, start=1) if count == n), start)


def working_days_between(a: date, b: date) -> int:
    """Return how many working days lie after `a` up to and with `b`; less than none when `b` is before `a`."""
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + _DAY * n) for n in range(1, (b - a).days + 1))


def holidays_between(a: date, b: date) -> list[date]:
    """Return the holidays after `a` up to and with `b` that are no plain weekend days."""
    days = (a + _DAY * n for n in range(1, (b - a).days + 1))
    return [day for day in days if day.weekday() < 5 and not is_working_day(day)]


def next_opening(now: datetime, hours: OfficeHours | None = None) -> datetime:
    """Return when offices are open next: `now` itself while they are. `now` must know its time zone; the result is local."""
    hours, local = hours or office_hours(), now.astimezone(VIETNAM)
    for day in (local.date() + _DAY * n for n in range(_LONGEST_CLOSED)):
        for opens, closes in _sittings_on(day, hours):
            if local < datetime.combine(day, closes, VIETNAM):
                return max(local, datetime.combine(day, opens, VIETNAM))
    raise ValueError("offices with these hours never open")


def _sittings_on(day: date, hours: OfficeHours) -> tuple[Sitting, ...]:
    """Return when offices receive people on `day`: a day of their week that is no holiday, or one swapped for another."""
    if (day, "work") in _table() or _swapped(day):
        return hours.sittings or hours.saturday
    return hours.on(day.weekday()) if holiday(day) is None else ()


def _swapped(day: date) -> bool:
    return day.weekday() > 4 and is_working_day(day)


def tet(today: date) -> date:
    """Return the first day off of the next Tết (Lunar New Year) that begins after `today`."""
    first = (_first_of_tet(year) for year in (today.year, today.year + 1))
    return next(day for day in first if day > today)


def _first_of_tet(year: int) -> date:
    known: list[date] = sorted(day for day in {*_public("vi"), *(day for day, _ in _table())} if day.year == year)
    return next((day for day in known if is_tet(day)), date(year, 2, 1))  # staff left no day of it: it begins about then


def is_tet(day: date) -> bool:
    """Tell whether `day` is one of the holidays of Tết (Lunar New Year)."""
    name = holiday(day) or ""
    return "Tết" in name and "Dương lịch" not in name


def today() -> date:
    """Return the date in Ho Chi Minh City."""
    return datetime.now(VIETNAM).date()
