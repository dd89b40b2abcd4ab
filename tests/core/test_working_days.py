"""Working days against the announced calendars of 2025 and 2026, and the rule of the years after."""

from datetime import date, datetime, time, timedelta, timezone

import pytest

from core import working_days
from core.clock import VIETNAM
from core.working_days import OfficeHours

DAYS_OFF = {
    2025: {"01-01", "01-27", "01-28", "01-29", "01-30", "01-31", "04-07", "04-30", "05-01", "05-02", "09-01", "09-02"},
    2026: {"01-01", "02-16", "02-17", "02-18", "02-19", "02-20", "04-27", "04-30", "05-01", "08-31", "09-01", "09-02", "11-24"},
    2027: {"01-01", "02-04", "02-05", "02-08", "02-09", "02-10", "04-16", "04-30", "05-03", "09-02", "09-03", "11-24"},
    2028: {"01-03", "01-24", "01-25", "01-26", "01-27", "01-28", "04-04", "05-01", "05-02", "09-01", "09-04", "11-24"},
}


@pytest.mark.parametrize("year", DAYS_OFF)
def test_the_weekdays_on_which_offices_rest(year: int) -> None:
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    assert {day.strftime("%m-%d") for day in working_days.holidays_between(first, last)} == DAYS_OFF[year]


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 8, 22)])
def test_a_saturday_that_was_swapped_is_worked(day: date) -> None:
    assert day.weekday() == 5
    assert working_days.is_working_day(day)
    assert not working_days.is_working_day(day + timedelta(days=7))


def test_the_day_of_receipt_counts_as_none() -> None:
    monday = date(2026, 11, 16)
    assert working_days.add_working_days(monday, 0) == monday
    assert working_days.add_working_days(monday, 5) == date(2026, 11, 23)
    assert working_days.add_working_days(monday, 6) == date(2026, 11, 25), "the 24th may be a day off"
    assert working_days.working_days_between(monday, date(2026, 11, 25)) == 6
    assert working_days.working_days_between(date(2026, 11, 25), monday) == -6


# Reckoned by hand from the announced calendars of 2025 and 2026, and the rule for 2027.
@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-23", 1, "2026-11-25"), ("2026-11-23", 3, "2026-11-27"), ("2026-11-23", 5, "2026-12-01"),
        ("2026-11-23", 10, "2026-12-08"), ("2026-11-25", 1, "2026-11-26"), ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-27", 5, "2026-12-04"), ("2026-12-30", 1, "2026-12-31"), ("2026-12-30", 2, "2027-01-04"),
        ("2026-12-31", 3, "2027-01-06"), ("2027-01-29", 5, "2027-02-12"), ("2027-02-01", 3, "2027-02-11"),
        ("2027-02-03", 1, "2027-02-11"), ("2027-02-03", 3, "2027-02-15"), ("2027-04-15", 1, "2027-04-19"),
        ("2027-04-27", 5, "2027-05-06"), ("2027-04-28", 2, "2027-05-04"), ("2027-04-29", 1, "2027-05-04"),
        ("2027-08-31", 3, "2027-09-07"), ("2027-09-01", 1, "2027-09-06"), ("2026-02-13", 1, "2026-02-23"),
        ("2026-04-24", 1, "2026-04-28"), ("2026-04-24", 3, "2026-05-04"), ("2026-04-29", 1, "2026-05-04"),
        ("2026-08-21", 1, "2026-08-22"), ("2026-08-21", 2, "2026-08-24"), ("2026-08-27", 2, "2026-09-03"),
        ("2026-08-28", 1, "2026-09-03"), ("2025-01-24", 1, "2025-02-03"), ("2025-04-04", 1, "2025-04-08"),
        ("2025-04-25", 1, "2025-04-26"), ("2025-04-29", 1, "2025-05-05"), ("2025-08-29", 1, "2025-09-03"),
    ],
)  # fmt: skip
def test_working_days_reckoned_by_hand(start: str, n: int, end: str) -> None:
    assert working_days.add_working_days(date.fromisoformat(start), n) == date.fromisoformat(end)


def test_the_day_of_culture_is_unconfirmed() -> None:
    assert working_days.is_unconfirmed(date(2026, 11, 24))
    assert not working_days.is_unconfirmed(date(2026, 9, 2))
    assert not working_days.is_unconfirmed(date(2026, 11, 22))


def test_tet_is_skipped_and_said_to_be_a_forecast_until_it_is_decided() -> None:
    assert working_days.add_working_days(date(2027, 2, 3), 1) == date(2027, 2, 11)
    assert working_days.is_forecast(date(2027, 2, 8))
    assert working_days.is_forecast(date(2027, 9, 3))
    assert not working_days.is_forecast(date(2026, 2, 17)), "announced"
    assert not working_days.is_forecast(date(2027, 1, 1)), "always the same day"
    assert working_days.tet(date(2026, 11, 22)) == date(2027, 2, 4)
    assert working_days.tet(date(2027, 2, 4)) == date(2028, 1, 24)


def test_a_holiday_has_a_name_in_both_languages() -> None:
    assert working_days.holiday(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert working_days.holiday(date(2026, 11, 24), "en") == "Vietnam Cultural Day"
    assert working_days.holiday(date(2026, 11, 22)) is None, "a Sunday is no holiday"


@pytest.mark.parametrize("n", [-1, working_days.MOST + 1])
def test_what_no_office_takes_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="can be counted"):
        working_days.add_working_days(date(2026, 11, 23), n)


def test_the_next_working_day() -> None:
    assert working_days.next_working_day(date(2026, 11, 22)) == date(2026, 11, 23)
    assert working_days.next_working_day(date(2026, 11, 23)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ((22, 9, 0), (23, 7, 30)),  # Sunday
        ((23, 6, 0), (23, 7, 30)),
        ((23, 8, 15), (23, 8, 15)),  # open now
        ((23, 11, 30), (23, 13, 0)),
        ((23, 17, 0), (25, 7, 30)),  # over a holiday
    ],
)
def test_when_offices_open_next(now: tuple[int, int, int], opens: tuple[int, int, int]) -> None:
    asked, told = (datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM) for day, hour, minute in (now, opens))
    assert working_days.next_opening(asked) == told
    assert working_days.next_opening(asked.astimezone(timezone.utc)) == told


def test_office_hours_can_be_set() -> None:
    saturday = datetime(2026, 11, 28, 8, 0, tzinfo=VIETNAM)
    mornings = OfficeHours(days=(0, 1, 2, 3, 4, 5), sittings=((time(7, 30), time(11, 30)),))
    assert working_days.next_opening(saturday, mornings) == saturday
    assert working_days.next_opening(saturday).day == 30
    with pytest.raises(ValueError, match="never open"):
        working_days.next_opening(saturday, OfficeHours(days=()))


def test_today_is_the_citys() -> None:
    assert abs((working_days.today() - datetime.now(timezone.utc).date()).days) <= 1
