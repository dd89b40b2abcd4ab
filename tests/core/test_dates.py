"""Dates in questions, seen from Sunday, 22 November 2026."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold
from core.text.dates import Ambiguous, find, when, words

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("nộp hôm nay bao giờ xong", 11, 22),
        ("bữa nay nộp thì chừng nào có", 11, 22),
        ("nay nộp thì khi nào có", 11, 22),
        ("mai nộp thì chừng nào có", 11, 23),
        ("sáng mai nộp", 11, 23),
        ("ngày mốt tui nộp", 11, 24),
        ("ngày kia nộp", 11, 24),
        ("nộp thứ sáu thì thứ mấy lấy được", 11, 27),
        ("nộp thứ 6 được không", 11, 27),
        ("nộp thứ hai tuần sau", 11, 23),
        ("nộp thứ ba tuần tới", 11, 24),
        ("nộp t6 tuần sau", 11, 27),
        ("đầu tuần sau nộp", 11, 23),
        ("cuối tháng nộp", 11, 30),
        ("đầu tháng sau", 12, 1),
        ("nộp ngày 15/12", 12, 15),
        ("15-12-2026", 12, 15),
        ("nộp 15.12.2026 nhé", 12, 15),
        ("ngày 15 tháng 12", 12, 15),
        ("ngày 15 tháng 12 năm 2026", 12, 15),
        ("nộp ngày 25 thì bao giờ xong", 11, 25),
        ("hôm qua tôi nộp", 11, 21),
        ("3 ngày nữa tôi nộp", 11, 25),
        ("hai tuần nữa nộp", 12, 6),
        ("hồi thứ sáu tôi nộp rồi", 11, 20),
        ("tôi nộp thứ sáu tuần trước", 11, 13),
        ("cách đây 3 ngày tôi nộp", 11, 19),
        ("đã nộp ngày 20", 11, 20),
        ("nộp hôm 15/11", 11, 15),
        ("if I submit today", 11, 22),
        ("the day after tomorrow", 11, 24),
        ("submit on friday", 11, 27),
        ("december 15", 12, 15),
        ("in 3 days", 11, 25),
    ],
)
def test_a_date_is_read_with_and_without_accents(text: str, month: int, day: int) -> None:
    assert when(text, SUNDAY) == date(2026, month, day)
    assert when(fold(text), SUNDAY) == date(2026, month, day)
    assert when(text.upper(), SUNDAY) == date(2026, month, day)


@pytest.mark.parametrize(
    ("text", "days", "lunar"),
    [
        ("chủ nhật nộp", ["11-22", "11-29"], False),
        ("nộp ngày 20 thì bao giờ xong", ["11-20", "12-20"], False),
        ("tuần sau nộp", ["11-23", "11-24", "11-25", "11-26", "11-27"], False),
        ("cuối tuần sau", ["11-28", "11-29"], False),
        ("tháng sau nộp", ["12-01", "12-31"], False),
        ("mùng 3 tháng sau", ["12-03"], True),
        ("mồng 10 tháng giêng", [], True),
        ("bữa kia", ["11-24", "11-20"], False),
    ],
)
def test_several_days_may_be_meant(text: str, days: list[str], lunar: bool) -> None:
    read = when(text, SUNDAY)
    assert isinstance(read, Ambiguous)
    assert [d.strftime("%m-%d") for d in read.days] == days
    assert read.lunar == lunar


@pytest.mark.parametrize(
    "text",
    [
        "cái thứ hai",
        "đăng ký khai sinh cho con thứ hai",
        "thủ tục thứ 2",
        "lần thứ 3",
        "vợ thứ hai",
        "thu 2 trieu phải không",
        "giấy này nộp ở đâu",
        "giay nay nop o dau",
        "hiện nay thủ tục thế nào",
        "từ trước đến nay",
        "chị Mai nộp hồ sơ",
        "giấy phép thương mại",
        "giay phep thuong mai",
        "nhà số 15/12 Lê Lợi",
        "1.001193",
        "0901234567",
        "000.00.15.H29-261122-0001",
        "quận 3, đường 3 tháng 2",
        "Nghị định 123/2015/NĐ-CP",
        "lệ phí 15.000 đồng",
        "1/2 căn nhà",
        "mất 3 ngày hay 5 ngày",
        "trong 2 tháng 10 ngày",
        "con tôi 3 tháng 10 tuổi",
        "ngày 31 tháng 2",
        "nộp 31/2/2026",
        "mai mốt tính",
        "một người nộp",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert when(text, SUNDAY) is None


def test_a_weekday_on_its_own_day_may_be_today_or_in_a_week() -> None:
    assert when("nộp thứ sáu", date(2026, 11, 20)) == Ambiguous((date(2026, 11, 20), date(2026, 11, 27)))
    assert when("nộp thứ sáu này", date(2026, 11, 20)) == date(2026, 11, 20)


def test_a_year_turns() -> None:
    assert when("nộp ngày 15/3", SUNDAY) == date(2027, 3, 15)
    assert when("đầu tháng sau", date(2026, 12, 31)) == date(2027, 1, 1)
    assert when("nộp ngày 20/12", date(2027, 1, 5)) == date(2026, 12, 20)


def test_where_it_stands() -> None:
    text = "trước ngày 30/11 có xong không"
    found = find(text, SUNDAY)
    assert found is not None
    assert words(text)[found[1] : found[2]] == ["30/11"]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert when(text, SUNDAY) is None or isinstance(when(text, SUNDAY), date | Ambiguous)


@pytest.mark.parametrize("piece", ["thứ ", "ngày 15 ", "tuần ", "1/", "thu hai tuan ", "9" * 50, "mung "])
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    began = time.process_time()
    when(piece * 100_000, SUNDAY)
    assert time.process_time() - began < 2


def test_i_am_not_the_coming_month() -> None:
    assert when("trợ cấp hàng tháng: tôi có căn cước rồi", SUNDAY) is None
    assert when("tháng tới tôi nộp", SUNDAY) is not None
