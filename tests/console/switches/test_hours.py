"""Office hours and the calendar of days off, as they are edited."""

from datetime import date
from typing import Any

import pytest

from core import working_days
from core.overlays import Overlays
from core.working_days import OfficeHours
from tests.console.desk import Browser, read

DAYS, HOURS = "/switches/days", "/switches/hours"
WEEK: dict[str, Any] = {
    "days": ["0", "1", "2", "3", "4"], "morning_from": "08:00", "morning_to": "11:30", "afternoon_from": "13:30", "afternoon_to": "17:00",
    "saturday_from": "08:00", "saturday_to": "11:00", "revision": "0",
}  # fmt: skip
STORM = {"first": "2026-12-01", "last": "2026-12-02", "kind": "off", "name": "Nghỉ tránh bão", "name_en": "", "revision": "0"}


def value(browser: Browser, name: str) -> Any:
    return Overlays(browser.parts.database).get(name)[0]


def test_hours_are_changed_and_said_in_words(curator: Browser) -> None:
    assert "thứ Hai đến thứ Sáu, 7:30-11:30 và 13:00-17:00" in read(curator.get(HOURS))
    curator.post(HOURS, **WEEK)
    assert OfficeHours.of(value(curator, "hours")).saturday
    page = curator.get(HOURS)
    assert "thứ Hai đến thứ Sáu, 8:00-11:30 và 13:30-17:00; thứ Bảy, 8:00-11:00" in read(page)
    assert 'name="morning_from" value="08:00"' in page.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"morning_to": "07:00"}, "Lúc kết thúc phải sau lúc bắt đầu."),
        ({"morning_to": ""}, "Xin nhập đủ giờ"),
        ({"afternoon_from": "11:00"}, "Buổi chiều phải bắt đầu sau"),
        ({"days": [], "saturday_from": "", "saturday_to": ""}, "Xin chọn ngày"),
        ({"morning_from": "sáng"}, "Xin nhập đủ giờ"),
        ({"morning_from": "08:00:15", "morning_to": "08:00:45"}, "Lúc kết thúc phải sau lúc bắt đầu."),
    ],
)
def test_hours_that_are_none(curator: Browser, wrong: dict[str, Any], said: str) -> None:
    answer = curator.post(HOURS, **{**WEEK, **wrong})
    assert answer.status_code == 422
    assert said in read(answer)
    assert value(curator, "hours") is None


def test_a_time_with_a_zone_is_the_citys_time(curator: Browser) -> None:
    assert curator.post(HOURS, **{**WEEK, "morning_from": "08:00Z"}).status_code == 303
    assert value(curator, "hours")["sittings"][0] == ["08:00", "11:30"]


def test_what_was_saved_is_shown_where_it_was_typed(curator: Browser) -> None:
    curator.post(HOURS, **{**WEEK, "morning_from": "12:30", "morning_to": "13:00"})
    page = curator.get(HOURS).text
    assert 'name="morning_from" value="12:30"' in page
    assert 'name="afternoon_from" value="13:30"' in page


def test_two_editors_of_the_hours(curator: Browser) -> None:
    curator.post(HOURS, **WEEK)
    late = curator.post(HOURS, **{**WEEK, "morning_from": "07:00"})
    assert late.status_code == 409
    assert 'name="morning_from" value="07:00"' in late.text


def test_the_unconfirmed_day_is_marked_and_settled(curator: Browser) -> None:
    page = read(curator.get(DAYS))
    assert "Thứ Ba, 24/11/2026 Ngày Văn hóa Việt Nam Vietnam Cultural Day Nghỉ Chưa xác nhận" in page
    assert "trả ngày 01/12/2026" in page, "23 November, five working days, the 24th as a day off"
    settled = {"first": "2026-11-24", "kind": "work", "name": "Ngày Văn hóa Việt Nam", "revision": "0"}
    assert curator.post(DAYS, **settled).headers["location"] == "/switches/days?year=2026"
    assert working_days.is_working_day(date(2026, 11, 24))
    page = read(curator.get(DAYS))
    assert "Làm việc Cán bộ đặt tại đây" in page
    assert "trả ngày 30/11/2026" in page
    curator.post(f"{DAYS}/remove", DAYS, day="2026-11-24", revision="1")
    assert value(curator, "days") == {"days": {}, "decided": []}
    assert "Chưa xác nhận" in read(curator.get(DAYS))
    assert "Đổi lịch ngày nghỉ" in read(curator.get(DAYS))


def test_days_in_a_row(curator: Browser) -> None:
    curator.post(DAYS, **STORM)
    assert value(curator, "days")["days"] == {
        "2026-12-01": {"kind": "off", "name": "Nghỉ tránh bão"},
        "2026-12-02": {"kind": "off", "name": "Nghỉ tránh bão"},
    }


def test_a_forecast_year_is_decided(curator: Browser) -> None:
    page = read(curator.get(f"{DAYS}?year=2027"))
    assert "Dự kiến" in page
    assert "chưa được công bố chính thức" in page
    curator.post(f"{DAYS}/decided", f"{DAYS}?year=2027", year="2027", yes="1", revision="0")
    page = read(curator.get(f"{DAYS}?year=2027"))
    assert "Dự kiến" not in page
    curator.post(f"{DAYS}/decided", f"{DAYS}?year=2027", year="2027", revision="1")
    assert value(curator, "days")["decided"] == []
    assert curator.post(f"{DAYS}/decided", DAYS, year="2031", yes="1", revision="2").status_code == 400


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": ""}, "Xin nhập một ngày."),
        ({"first": "32/13/2026"}, "Xin nhập một ngày."),
        ({"last": "2026-11-30"}, "Lúc kết thúc phải sau lúc bắt đầu."),
        ({"last": "2027-06-30"}, "nhiều nhất 31 ngày"),
        ({"first": "2025-01-05", "last": ""}, "Chỉ sửa được năm nay và năm sau."),
        ({"name": " "}, "Xin nhập nội dung."),
        ({"name": "dài " * 40}, "Nhiều nhất 120 ký tự."),
    ],
)
def test_days_that_are_none(curator: Browser, wrong: dict[str, str], said: str) -> None:
    answer = curator.post(DAYS, **{**STORM, **wrong})
    assert answer.status_code == 422
    assert said in read(answer)
    assert value(curator, "days") is None


def test_two_editors_of_the_days(curator: Browser, operator: Browser) -> None:
    curator.post(DAYS, **STORM)
    late = operator.post(DAYS, **{**STORM, "name": "Nghỉ khác"})
    assert late.status_code == 409
    assert "Nghỉ khác" in late.text
    assert value(curator, "days")["days"]["2026-12-01"]["name"] == "Nghỉ tránh bão"


def test_an_approver_looks(approver: Browser) -> None:
    assert "Thêm ngày" not in read(approver.get(DAYS))
    assert approver.post(DAYS, **STORM).status_code == 403
    assert approver.post(HOURS, **WEEK).status_code == 403
