"""Days off and hours that staff laid over what ships: every count follows."""

from datetime import date, datetime, time
from typing import Any

import pytest

from core import working_days
from core.clock import VIETNAM
from core.db import Database
from core.following import following
from core.settings import Settings
from core.working_days import OfficeHours
from tests.overlays.conftest import put

pytestmark = pytest.mark.usefixtures("calendar")
CULTURE = date(2026, 11, 24)


def laid(day: date, kind: str, name: str = "Ngày Văn hóa Việt Nam", **more: str) -> dict[str, Any]:
    return {"days": {day.isoformat(): {"kind": kind, "name": name, **more}}, "decided": []}


def test_the_unconfirmed_day_is_settled_either_way() -> None:
    assert working_days.is_unconfirmed(CULTURE)
    working_days.lay_days(laid(CULTURE, "work"))
    assert working_days.is_working_day(CULTURE)
    assert working_days.add_working_days(date(2026, 11, 23), 1) == CULTURE
    working_days.lay_days(laid(CULTURE, "off", "Nghỉ Ngày Văn hóa"))
    assert not working_days.is_unconfirmed(CULTURE)
    assert (working_days.holiday(CULTURE), working_days.holiday(CULTURE, "en")) == ("Nghỉ Ngày Văn hóa", "Vietnam Cultural Day")
    assert working_days.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    working_days.lay_days(None)
    assert working_days.is_unconfirmed(CULTURE)


def test_a_day_of_the_citys_own_has_both_names() -> None:
    storm = date(2026, 12, 1)
    working_days.lay_days(laid(storm, "off", "Nghỉ tránh bão", name_en="Closed for the storm"))
    assert (working_days.holiday(storm), working_days.holiday(storm, "en")) == ("Nghỉ tránh bão", "Closed for the storm")
    working_days.lay_days(laid(storm, "off", "Nghỉ tránh bão"))
    assert working_days.holiday(storm, "en") == "Nghỉ tránh bão"


def test_a_tet_that_was_decided_is_no_forecast() -> None:
    first = date(2027, 2, 4)
    assert working_days.is_forecast(first)
    working_days.lay_days({"days": {}, "decided": [2027]})
    assert not working_days.is_forecast(first)
    working_days.lay_days({"days": {"2027-02-04": {"kind": "work", "name": "Làm bình thường"}}, "decided": [2027]})
    assert working_days.tet(date(2026, 11, 22)) == date(2027, 2, 5)


def test_a_weekend_that_is_worked_has_the_hours_of_a_weekday() -> None:
    saturday = date(2026, 12, 5)
    working_days.lay_days(laid(saturday, "work", "Làm bù"))
    assert working_days.next_opening(datetime(2026, 12, 4, 20, tzinfo=VIETNAM)) == datetime(2026, 12, 5, 7, 30, tzinfo=VIETNAM)


HOURS = {"days": [0, 1, 2, 3, 4], "sittings": [["08:00", "11:00"], ["13:30", "16:30"]], "saturday": [["08:00", "11:00"]]}


def test_the_hours_are_those_of_the_staff() -> None:
    working_days.lay_hours(HOURS)
    friday = datetime(2026, 12, 4, 20, tzinfo=VIETNAM)
    assert working_days.next_opening(friday) == datetime(2026, 12, 5, 8, tzinfo=VIETNAM)
    assert working_days.next_opening(friday.replace(day=5, hour=12)) == datetime(2026, 12, 7, 8, tzinfo=VIETNAM)
    assert working_days.next_opening(friday, OfficeHours()) == datetime(2026, 12, 7, 7, 30, tzinfo=VIETNAM)
    assert working_days.office_hours().saturday == ((time(8), time(11)),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": [7]}, {"days": []}, {"sittings": [["11:00", "08:00"]]},
        {"sittings": [["08:00", "08:00"]]}, {"sittings": [["sáng", "trưa"]]},
        {"sittings": [["13:00", "17:00"], ["07:00", "11:00"]]}, {"sittings": []}, {"saturday": 5}, {"days": None},
    ],
)  # fmt: skip
def test_hours_that_are_none_change_nothing(wrong: dict[str, Any]) -> None:
    value = {**HOURS, "saturday": [], **wrong}
    with pytest.raises((KeyError, TypeError, ValueError)):
        working_days.lay_hours(value)
    assert working_days.office_hours() == OfficeHours()


@pytest.mark.parametrize(
    "wrong", [{"days": {"32/13": {"kind": "off", "name": ""}}}, {"days": {"2026-11-24": {"kind": "maybe", "name": ""}}}]
)
def test_days_that_are_none_change_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"Invalid|off or work"):
        working_days.lay_days(wrong)
    assert working_days.is_unconfirmed(CULTURE)


def test_a_program_follows_the_database(either: Settings) -> None:
    database = Database.open(either)
    put(database, "days", laid(CULTURE, "work"), 0)
    put(database, "hours", HOURS, 0)
    with following(database):
        assert working_days.is_working_day(CULTURE)
        assert working_days.office_hours() == OfficeHours.of(HOURS)
    database.close()
