"""Dates of completion, on invented records; today is Sunday, 22 November 2026."""

from datetime import date
from typing import Any

import pytest

from core.procedure import Procedure, TimeLimit
from knowledge.due import Asked, asks_when, due, limits, read
from tests.knowledge.records import KITES, LIBRARY, procedure

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


def limited(*limits_told: dict[str, Any]) -> Procedure:
    """A record handed in directly, with each of these limits."""
    return procedure(methods=[{"channel": "direct", "time_limit": told} for told in limits_told])


def told(record: Procedure, start: date = MONDAY, language: Any = "vi", by: date | None = None) -> list[str]:
    section = due(record, Asked(start, by), language, SUNDAY)
    assert section is not None
    assert section.facet == "time"
    return section.items


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("nộp hôm nay bao giờ xong", True),
        ("nop hom nay bao gio xong?", True),
        ("mai nộp thì chừng nào có", True),
        ("nộp thứ sáu thì thứ mấy lấy được", True),
        ("trước Tết có kịp không", True),
        ("làm giấy khai sinh có kịp trước ngày 30/11 không", True),
        ("nay nộp mai có không", True),
        ("if I submit today when will it be done", True),
        ("đăng ký khai sinh mất bao lâu", False),
        ("làm căn cước bao giờ có", False),
        ("hôm nay phường có làm việc không", False),
        ("hồ sơ 000.00.15.H29-261122-0001 khi nào xong", False),
        ("lệ phí bao nhiêu", False),
        ("", False),
        ("khi nào " * 20_000, False),
    ],
)
def test_a_question_for_a_date_is_heard(text: str, asks: bool) -> None:
    assert asks_when(text) is asks


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("mai nộp thì chừng nào có", Asked(MONDAY)),
        ("trước Tết có kịp không", Asked(SUNDAY, date(2027, 2, 3))),
        ("mai nộp có kịp trước Tết không", Asked(MONDAY, date(2027, 2, 3))),
        ("có kịp trước ngày 30/11 không", Asked(SUNDAY, date(2026, 11, 29))),
        ("mai nộp có kịp thứ sáu không", Asked(MONDAY, date(2026, 11, 27))),
        ("sinh ngày 15/12/1990 thì bao giờ nộp", Asked(SUNDAY)),
        ("mùng 3 âm nộp", Asked(date(2026, 12, 3), lunar=True)),
    ],
)
def test_the_dates_of_a_question(text: str, asked: Asked) -> None:
    assert read(text, SUNDAY) == asked


def test_working_days_and_the_holiday_between_them() -> None:
    items = told(limited({"value": 2, "unit": "working_day"}))
    assert items[0] == "Chậm nhất thứ Năm, 26/11/2026 (2 ngày làm việc)."
    assert sum("thứ Ba 24/11 (Ngày Văn hóa Việt Nam)" in item and "chưa có thông báo chính thức" in item for item in items) == 1
    assert not any(item.startswith("Không tính ngày nghỉ lễ") for item in items), "an unconfirmed day off is not told as a holiday"
    new_year = told(limited({"value": 2, "unit": "working_day"}), date(2026, 12, 30))
    assert "Không tính ngày nghỉ lễ: thứ Sáu 01/01 (Tết Dương lịch)." in new_year
    assert any("hợp lệ" in item for item in items)


def test_plain_days_run_through_weekends_and_a_day_off_at_the_end_is_said() -> None:
    items = told(limited({"value": 5, "unit": "day"}))
    assert items[0] == "Chậm nhất thứ Bảy, 28/11/2026 (5 ngày). Hôm đó là ngày nghỉ, nơi nhận làm việc lại thứ Hai, 30/11/2026."
    assert not any("nghỉ lễ:" in item for item in items)


@pytest.mark.parametrize(
    ("unit", "value", "start", "end"),
    [
        ("month", 1, date(2027, 1, 29), date(2027, 2, 28)),
        ("month", 13, date(2026, 12, 15), date(2028, 1, 15)),
        ("year", 1, date(2026, 11, 23), date(2027, 11, 23)),
        ("year", 1, date(2028, 2, 29), date(2029, 2, 28)),
        ("month", 2, date(2026, 12, 31), date(2027, 2, 28)),
        ("month", 3, date(2026, 11, 30), date(2027, 2, 28)),
        ("month", 1, date(2028, 1, 31), date(2028, 2, 29)),
        ("month", 12, date(2026, 11, 15), date(2027, 11, 15)),
        ("day", 15, date(2026, 12, 20), date(2027, 1, 4)),
        ("hour", 4, MONDAY, MONDAY),
        ("working_day", 1.5, MONDAY, date(2026, 11, 26)),
    ],
)
def test_other_units(unit: Any, value: float, start: date, end: date) -> None:
    length = limits.length(TimeLimit(value=value, unit=unit))
    assert length is not None
    assert limits.end(start, length) == end


def test_a_day_off_is_no_day_of_receipt() -> None:
    items = told(LIBRARY, SUNDAY)
    assert items[0].startswith("Chủ nhật, 22/11/2026 nơi nhận hồ sơ nghỉ: ")
    assert items[0].endswith("tính từ ngày làm việc tiếp theo là thứ Hai, 23/11/2026.")
    assert "trực tuyến" in items[1]
    holiday = told(limited({"value": 1, "unit": "working_day"}), date(2026, 11, 24))
    assert holiday[0].startswith("Thứ Ba, 24/11/2026 nơi nhận hồ sơ có thể nghỉ (Ngày Văn hóa Việt Nam)")
    rest = told(limited({"value": 1, "unit": "working_day"}), date(2027, 4, 30))
    assert rest[0].startswith("Thứ Sáu, 30/04/2027 nơi nhận hồ sơ nghỉ (")
    assert holiday[1].startswith("Chậm nhất thứ Năm, 26/11/2026")


def test_a_record_that_takes_files_on_saturday_mornings_is_believed() -> None:
    text = "08 ngày làm việc; nhận hồ sơ từ thứ hai đến thứ sáu, một số nơi nhận cả sáng thứ bảy"
    record = limited({"value": 8, "unit": "working_day", "text": text})
    assert told(record, date(2026, 11, 28))[0].startswith("Thứ Bảy, 28/11/2026: bản ghi ghi có nhận hồ sơ sáng thứ Bảy")
    assert "nơi nhận hồ sơ nghỉ" in told(record, date(2026, 11, 29))[0]
    assert "nơi nhận hồ sơ nghỉ" in told(limited({"value": 8, "unit": "working_day"}), date(2026, 11, 28))[0]


def test_ways_of_handing_in_are_told_apart_where_they_differ() -> None:
    record = procedure(
        methods=[
            {"channel": "direct", "time_limit": {"value": 3, "unit": "working_day"}},
            {"channel": "post", "time_limit": {"value": 3, "unit": "working_day"}},
            {"channel": "online", "time_limit": {"value": 1, "unit": "working_day"}},
        ]
    )
    assert told(record)[:2] == [
        "Nộp trực tiếp, nộp qua bưu chính: Chậm nhất thứ Sáu, 27/11/2026 (3 ngày làm việc).",
        "Nộp trực tuyến: Chậm nhất thứ Tư, 25/11/2026 (1 ngày làm việc).",
    ]


def test_the_records_own_hour_is_followed() -> None:
    text = "Trả trong ngày; hồ sơ nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo."
    assert told(limited({"value": 1, "unit": "other", "text": text}))[0].startswith(
        "Nộp trước 15 giờ: trong ngày thứ Hai, 23/11/2026. Nộp sau 15 giờ: thứ Tư, 25/11/2026"
    )


@pytest.mark.parametrize(
    "limit",
    [
        {"text": "Theo kế hoạch tuyển sinh hằng năm, trước ngày 31 tháng 3"},
        {"value": 60, "unit": "day", "text": "Trong thời hạn 02 tháng"},
        {"value": 48, "unit": "hour"},
        {"value": 5, "unit": "other", "text": "Bản ghi nêu số 5, không đơn vị. Phải xác minh thì 20 ngày hoặc 25 ngày làm việc."},
        {"value": 9e15, "unit": "working_day"},
    ],
)
def test_what_cannot_be_counted_gets_no_date(limit: dict[str, Any]) -> None:
    items = told(limited(limit))
    assert "không tính được" in items[-1]
    assert "Chậm nhất" not in " ".join(items)
    assert limit.get("text", "") in items[0]


def test_words_of_several_limits_make_the_date_a_condition() -> None:
    both = told(limited({"value": 2, "unit": "working_day", "text": "2 ngày làm việc; phải xác minh thì 7 ngày làm việc"}))
    assert "trường hợp lâu hơn" in both[0]
    parts = told(limited({"value": 10, "unit": "working_day", "text": "Gồm 3 ngày làm việc xét hồ sơ, 7 ngày làm việc cấp giấy"}))
    assert parts[0].startswith("Chậm nhất thứ Ba, 08/12/2026 (10 ngày làm việc). Bản ghi ghi: Gồm 3")
    unit = told(limited({"value": 5, "unit": "day", "text": "05 ngày làm việc kể từ ngày nhận hồ sơ"}))
    assert "là cách lâu hơn" in unit[0]
    assert "01/12/2026" in unit[0]


def test_tet_is_a_forecast() -> None:
    items = told(limited({"value": 3, "unit": "working_day"}), date(2027, 2, 2))
    assert items[0].startswith("Chậm nhất thứ Sáu, 12/02/2027")
    assert "Không tính ngày nghỉ lễ: thứ Năm 04/02 đến thứ Tư 10/02 (nghỉ Tết Nguyên đán)." in items
    assert any("2027" in item and "dự tính" in item for item in items)


def test_in_time_or_by_when_to_hand_in() -> None:
    record = limited({"value": 2, "unit": "working_day"})
    assert any(item.startswith("Như vậy là kịp thứ Sáu, 27/11/2026") for item in told(record, by=date(2026, 11, 27)))
    late = told(record, date(2026, 11, 27), by=date(2026, 11, 30))
    assert "Như vậy có thể không kịp thứ Hai, 30/11/2026. Muốn kịp, bạn nộp chậm nhất thứ Năm, 26/11/2026." in late
    assert any("sớm hơn" in item for item in told(record, by=date(2026, 11, 23)))


def test_no_promise_where_the_record_names_longer_cases() -> None:
    record = limited({"value": 2, "unit": "working_day", "text": "2 ngày làm việc; phải xác minh thì 7 ngày làm việc"})
    items = told(record, by=date(2026, 11, 27))
    assert not any(item.startswith("Như vậy là kịp") for item in items)
    assert any("chưa chắc" in item for item in items)


def test_a_limit_that_ends_on_the_day_off_asked_for() -> None:
    items = told(limited({"value": 5, "unit": "day"}), by=date(2026, 11, 28))
    assert "" not in items
    assert "Như vậy có thể không kịp thứ Bảy, 28/11/2026; bạn hỏi nơi nộp hồ sơ xem có trả sớm hơn được không." in items


def test_english() -> None:
    section = due(LIBRARY, Asked(MONDAY), "en", SUNDAY)
    assert section is not None
    assert section.title == "When it is done if you submit on Mon 23 Nov 2026"
    assert section.items[0] == "At the latest Thu 26 Nov 2026 (2 working days)."
    assert any("Tue 24 Nov (Vietnam Cultural Day)" in item and "no official notice" in item for item in section.items)


def test_a_day_that_has_passed() -> None:
    section = due(LIBRARY, Asked(date(2026, 11, 2)), "vi", SUNDAY)
    assert section is not None
    assert section.title.startswith("Đã nộp thứ Hai, 02/11/2026")
    assert any("đã qua" in item for item in section.items)


def test_a_day_named_as_lunar_ones_are_is_said_to_be_taken_as_solar() -> None:
    section = due(LIBRARY, read("mùng 5 tháng 12 nộp thì bao giờ xong", SUNDAY), "vi", SUNDAY)
    assert section is not None
    assert section.title.startswith("Nộp thứ Bảy, 05/12/2026")
    assert "dương lịch" in section.items[0]


def test_a_record_without_a_limit() -> None:
    assert due(KITES, Asked(MONDAY)) is None
    assert due(limited({"value": 1, "unit": "other"}), MONDAY) is None, "a number without a unit says nothing"


def test_what_i_have_is_no_day() -> None:
    assert not asks_when("điều chỉnh trợ cấp hàng tháng: tôi có căn cước rồi, còn thiếu gì")
    assert not asks_when("mai tôi nộp, tôi có căn cước rồi còn thiếu gì")
