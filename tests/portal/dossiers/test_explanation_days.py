"""The promised day of a dossier in words: ahead, today, late, over holidays, kept or not."""

import re
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import VIETNAM
from core.words import Language
from portal.dossiers.explanation import explained
from portal.dossiers.explanation.wording import long
from portal.dossiers.models import State
from tests.portal.dossiers.test_explanation import DOSSIER, LANGUAGES, STATES, URL, at, head, told

_TOLD_DUE = re.compile(r"(?:[Nn]gày hẹn|đúng hẹn|[Pp]romised)[^\n]*\d{4}|\d{4} as the promised day")
_near = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from([VIETNAM, timezone.utc]))


@pytest.mark.parametrize(
    ("today", "due", "line"),
    [
        ("2026-11-18", "2026-11-20", "thứ Sáu, 20/11/2026 (còn 2 ngày làm việc)."),
        ("2026-11-19", "2026-11-20", "Ngày hẹn trả: ngày mai, thứ Sáu, 20/11/2026."),
        ("2026-11-20", "2026-11-20", "Ngày hẹn trả: hôm nay, thứ Sáu, 20/11/2026."),
        ("2026-11-20", "2026-11-23", "thứ Hai, 23/11/2026 (còn 1 ngày làm việc)."),
        ("2026-11-21", "2026-11-20", "đã qua; từ đó đến nay là ngày nghỉ, cơ quan làm việc lại thứ Hai, 23/11/2026."),
        ("2026-11-23", "2026-11-20", "thứ Sáu, 20/11/2026, đã trễ 1 ngày làm việc."),
        ("2026-11-20", "2026-11-21", "21/11/2026 (còn 1 ngày làm việc). Hôm đó là ngày nghỉ, cơ quan làm việc lại thứ Hai, 23/11/2026."),
        ("2026-02-13", "2026-02-23", "thứ Hai, 23/02/2026 (còn 1 ngày làm việc)."),  # Tết
        ("2026-02-17", "2026-02-13", "làm việc lại thứ Hai, 23/02/2026."),
        ("2026-02-24", "2026-02-13", "đã trễ 2 ngày làm việc."),
        ("2026-08-28", "2026-09-03", "thứ Năm, 03/09/2026 (còn 1 ngày làm việc)."),  # 2 September
        ("2026-09-03", "2026-08-28", "đã trễ 1 ngày làm việc."),
        ("2026-08-21", "2026-08-24", "(còn 2 ngày làm việc)."),  # Saturday the 22nd was swapped
        ("2026-11-18", "2018-01-05", "đã qua hơn 8 năm."),
        ("2026-11-18", "2023-12-20", "đã qua hơn 2 năm."),
    ],
)
def test_the_promised_day_against_today(today: str, due: str, line: str) -> None:
    assert line in told(at(today), due=at(due), received=None)


def test_a_late_dossier_is_called_late_and_its_owner_told_where_to_turn() -> None:
    late = at("2026-11-18")
    text = told(late, due=at("2026-11-13"))
    assert "đã trễ hẹn 3 ngày làm việc, hiện ở UBND Phường Sài Gòn" in text.splitlines()[0]
    assert "hỏi vì sao trễ" in text
    assert f"phản ánh, kiến nghị tại {URL}, gọi tổng đài 1022" in text
    assert "chưa cần làm gì" not in text
    unknown = told(late, due=at("2026-11-13"), state=None, state_words="Chờ ký số")
    assert "hỏi vì sao trễ" in unknown
    assert unknown.count("Bạn đưa mã hồ sơ") == 1
    assert "1 working day late" in told(at("2026-11-16"), "en", due=at("2026-11-13"))
    assert "2 working days late" in told(at("2026-11-17"), "en", due=at("2026-11-13"))
    assert "1022" not in told(late), "in time nobody needs to complain"


def test_on_the_promised_day_it_is_neither_late_nor_to_be_collected() -> None:
    first = head(at("2026-11-20"))
    assert "đã đến hẹn trả, nhưng hệ thống chưa ghi là xong" in first
    assert "trễ" not in first
    assert "lúc 17:00; giờ hẹn đã qua" in told(at("2026-11-20", "17:01"))
    assert "đã đến hẹn trả" in head(at("2026-11-23"), due=at("2026-11-21")), "Saturday's promise is due on Monday"
    assert "giờ hẹn đã qua" not in told(at("2026-11-20"), due=at("2026-11-20", "00:00")), "midnight means the day"


def test_the_unconfirmed_holiday_is_told_where_it_was_left_out() -> None:
    doubt = "thứ Ba 24/11 (Ngày Văn hóa Việt Nam) là ngày nghỉ nên tạm không đếm"
    assert "(còn 1 ngày làm việc)" in told(at("2026-11-23"), due=at("2026-11-25"))
    assert doubt in told(at("2026-11-23"), due=at("2026-11-25"))
    assert doubt in told(at("2026-11-26"), due=at("2026-11-23")), "late"
    assert doubt not in told(at("2026-11-18"), due=at("2026-11-23"))
    own = told(at("2026-11-18"), due=at("2026-11-24"))
    assert "Hôm đó có thể là ngày nghỉ (Ngày Văn hóa Việt Nam)" in own
    assert doubt not in own, "once is enough"


def test_a_calendar_that_is_not_decided_is_told_as_a_forecast() -> None:
    text = told(at("2027-02-01"), due=at("2027-02-12"), received=at("2027-01-20"))
    assert "Lịch nghỉ Tết, Quốc khánh năm 2027 tôi mới dự tính" in text
    assert "dự tính" not in told(at("2026-02-13"), due=at("2026-02-23"), received=None)


@pytest.mark.parametrize(
    ("done", "line"),
    [
        ("2026-11-11", "Xử lý xong: thứ Tư, 11/11/2026, sớm 2 ngày làm việc so với ngày hẹn (thứ Sáu, 13/11/2026)."),
        ("2026-11-13", "đúng hẹn (thứ Sáu, 13/11/2026)."),
        ("2026-11-14", "sau ngày hẹn (thứ Sáu, 13/11/2026)."),
        ("2026-11-16", "trễ 1 ngày làm việc so với ngày hẹn (thứ Sáu, 13/11/2026)."),
        ("2027-01-01", "Ngày hẹn trả: thứ Sáu, 13/11/2026."),  # not done in the future
    ],
)
@pytest.mark.parametrize("state", [State.DONE, State.RETURNED])
def test_what_is_done_is_compared_with_its_promise(state: State, done: str, line: str) -> None:
    text = told(state=state, received=at("2026-11-05"), due=at("2026-11-13"), done=at(done))
    assert line in text
    assert ("phản ánh việc trả trễ" in text) == ("trễ 1" in line)
    assert "Xử lý xong: thứ Tư, 11/11/2026." in told(state=state, due=None, done=at("2026-11-11"))


@given(st.sampled_from(STATES), st.none() | _near, st.none() | _near, st.none() | _near, st.sampled_from(LANGUAGES), _near)
def test_the_promised_day_is_told_if_and_only_if_it_is_known(
    state: State | None, due: datetime | None, received: datetime | None, done: datetime | None, language: Language, now: datetime
) -> None:
    text = explained(replace(DOSSIER, state=state, due=due, received=received, done=done, seen=None), language, now, URL)
    if due is None:
        assert not _TOLD_DUE.search(text)
    else:
        assert _TOLD_DUE.search(text)
        assert long(due.astimezone(VIETNAM).date(), language) in text
