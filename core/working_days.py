"""The working days (ngày làm việc) of the city's offices, with Vietnam's public holidays.

Public holidays come from the `holidays` library: those of the Labour Code (Bộ luật Lao động, điều 112), days given for a holiday on
a weekend, days that were swapped. What it does not know stands in `core/days_off.tsv`. Which five days of Tết and which day beside
the 2nd of September are free is decided year by year: before that the library follows the rule of earlier years, and such days are
a forecast. The 24th of November stands in the library by a party resolution alone: it is not counted as a working day, since a date
told too late harms less than one told too early, and `is_unconfirmed` says so until the table has it as off or work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import holidays

from core.clock import VIETNAM

TABLE = Path(__file__).parent / "days_off.tsv"
MOST = 3_660  # working days that are counted; no procedure takes ten years
_DAY = timedelta(days=1)
_YEARS = range(2024, 2041)
_LONGEST_CLOSED = 31  # days; who opens on no day of a month has no hours
_DECIDED_YEARLY = ("Tết", "Quốc khánh")  # in the names of holidays that the Government settles each year
_UNCONFIRMED = "Văn hóa Việt Nam"


@dataclass(frozen=True)
class OfficeHours:
    """When offices receive people, local time. `days` counts from Monday = 0."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    sittings: tuple[tuple[time, time], ...] = ((time(7, 30), time(11, 30)), (time(13), time(17)))


HOURS = OfficeHours()


@cache
def _table() -> dict[tuple[date, str], str]:
    """Read `days_off.tsv`, once: the name of each `(day, kind)`. Raises `ValueError` for a line that cannot be read."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != 3 or row[1] not in ("off", "work", "decided"):
            raise ValueError(f"{TABLE.name}: a day, off, work or decided, and a name are needed, here is {row}")
    return {(date.fromisoformat(day), kind): name.strip() for day, kind, name in rows}


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
    return _table().get((day, "off")) or _public(language).get(day)


def is_forecast(day: date) -> bool:
    """Tell whether `day` is a holiday of Tết or National Day in a year whose calendar is not decided yet."""
    name = holiday(day) or ""
    return any(word in name for word in _DECIDED_YEARLY) and "Dương lịch" not in name and (date(day.year, 1, 1), "decided") not in _table()


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


def next_opening(now: datetime, hours: OfficeHours = HOURS) -> datetime:
    """Return when offices are open next: `now` itself while they are. `now` must know its time zone; the result is local."""
    local = now.astimezone(VIETNAM)
    for day in (local.date() + _DAY * n for n in range(_LONGEST_CLOSED)):
        if not _open_on(day, hours):
            continue
        for opens, closes in hours.sittings:
            if local < datetime.combine(day, closes, VIETNAM):
                return max(local, datetime.combine(day, opens, VIETNAM))
    raise ValueError("offices with these hours never open")


def _open_on(day: date, hours: OfficeHours) -> bool:
    """Tell whether offices receive people on `day`: a day of their week that is no holiday, or one swapped for another."""
    return (day, "work") in _table() or (day.weekday() in hours.days and holiday(day) is None) or _swapped(day)


def _swapped(day: date) -> bool:
    return day.weekday() > 4 and is_working_day(day)


def tet(today: date) -> date:
    """Return the first day off of the next Tết (Lunar New Year) that begins after `today`."""
    first = (_first_of_tet(year) for year in (today.year, today.year + 1))
    return next(day for day in first if day > today)


def _first_of_tet(year: int) -> date:
    return min(day for day, name in holidays.country_holidays("VN", years=year, language="vi").items() if _is_tet(name))


def is_tet(day: date) -> bool:
    """Tell whether `day` is one of the holidays of Tết (Lunar New Year)."""
    return _is_tet(holiday(day) or "")


def _is_tet(name: str) -> bool:
    return "Tết Nguyên Đán" in name or name.startswith("29 Tết")


def today() -> date:
    """Return the date in Ho Chi Minh City."""
    return datetime.now(VIETNAM).date()
