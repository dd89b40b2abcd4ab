"""A dossier in words: every state, every kind of promised day, what is missing or odd, and nothing that should not be told."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import VIETNAM
from core.words import Language
from portal.dossiers.explanation import explained, fingerprint, news
from portal.dossiers.models import ENDED, Demand, Dossier, Fee, State

LANGUAGES: tuple[Language, ...] = get_args(Language)
STATES: tuple[State | None, ...] = (*State, None)
URL = "https://dichvucong.gov.vn"
_DISTRICT = re.compile(r"\b(?:quận|huyện|thị xã) (?!, |cũ)\w|district (?:office|\d)", re.IGNORECASE)


def at(day: str, hour: str = "09:15") -> datetime:
    """A moment in the city."""
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=VIETNAM)


NOW = at("2026-11-18")  # a Wednesday
DOSSIER = Dossier(
    code="H29.18-261112-0420",
    state=State.PROCESSING,
    procedure_name="Đăng ký khai sinh",
    agency="UBND Phường Sài Gòn",
    received=at("2026-11-12"),
    due=at("2026-11-20", "17:00"),
    applicant="N. V. A.",
    portal="Cổng Dịch vụ công quốc gia",
    seen=NOW,
)


def told(now: datetime = NOW, language: Language = "vi", **changes: Any) -> str:
    return explained(replace(DOSSIER, **changes), language, now, URL)


def head(now: datetime = NOW, **changes: Any) -> str:
    return told(now, **changes).splitlines()[0]


# Every state.

HEADS: dict[State | None, tuple[str, str]] = {
    State.REGISTERED: ("đang chờ tiếp nhận; đến lượt cơ quan", "waits to be accepted. It is the office's turn"),
    State.RECEIVED: ("đã được UBND Phường Sài Gòn tiếp nhận; đến lượt cơ quan", "was accepted by UBND Phường Sài Gòn"),
    State.REFUSED: ("không được UBND Phường Sài Gòn tiếp nhận; đến lượt bạn", "was not accepted"),
    State.PROCESSING: ("đang được xử lý tại UBND Phường Sài Gòn; đến lượt cơ quan", "is being processed at UBND Phường Sài Gòn"),
    State.MORE_PAPERS: ("chờ bạn bổ sung giấy tờ cho UBND Phường Sài Gòn; đến lượt bạn", "It is your turn"),
    State.FEE_DUE: ("chờ bạn nộp phí, lệ phí; đến lượt bạn", "It is your turn"),
    State.WITHDRAWN: ("đã rút theo yêu cầu của người nộp", "withdrawn at the applicant's wish"),
    State.STOPPED: ("bị dừng xử lý tại UBND Phường Sài Gòn; đến lượt bạn hỏi", "was stopped"),
    State.DONE: ("đã có kết quả; đến lượt bạn nhận", "is done. It is your turn"),
    State.RETURNED: ("đã trả kết quả và kết thúc; bạn không cần làm gì thêm", "is closed"),
    None: ("hệ thống ghi là “Chờ ký số”", "has the status “Chờ ký số”"),
}


@pytest.mark.parametrize("state", STATES)
def test_the_first_line_says_where_it_is_and_whose_turn_it_is(state: State | None) -> None:
    changes: dict[str, Any] = {"state": state, "state_words": "Chờ ký số", "received": at("2026-11-17")}
    for language, words in zip(LANGUAGES, HEADS[state], strict=True):
        first = told(language=language, **changes).splitlines()[0]
        assert words in first
        assert first.startswith({"vi": "Hồ sơ …0420 ", "en": "File …0420 "}[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_a_text_is_short_plain_and_whole(state: State | None, language: Language) -> None:
    for text in (told(language=language, state=state), news(replace(DOSSIER, state=state), language, NOW, URL)):
        assert len(text) <= 2_000
        assert not re.search(r"[{}*`]|None|  ", text)
        assert not _DISTRICT.search(text)
        assert all(line.strip() == line for line in text.splitlines())
        assert "\n\n\n" not in text
        assert text.count("https://") == text.count(URL)


@pytest.mark.parametrize("state", STATES)
def test_each_state_says_what_to_do(state: State | None) -> None:
    todo = {
        State.REGISTERED: "Tiếp theo: cơ quan xem giấy tờ",
        State.RECEIVED: "Tiếp theo: hồ sơ được chuyển đi xử lý",
        State.REFUSED: "hỏi UBND Phường Sài Gòn vì sao và cần sửa gì, rồi nộp lại",
        State.PROCESSING: "Tiếp theo: có kết quả",
        State.MORE_PAPERS: "theo đúng cách đã nộp",
        State.FEE_DUE: "Đừng nộp qua đường dẫn, mã QR hay tài khoản do người lạ gửi",
        State.WITHDRAWN: "Nếu bạn không yêu cầu rút, bạn báo ngay",
        State.STOPPED: "dừng hẳn hay tạm dừng",
        State.DONE: "đem giấy hẹn và giấy tờ tùy thân",
        State.RETURNED: "xem kỹ tên, ngày tháng",
        None: "hỏi bước tiếp theo và việc bạn cần làm",
    }
    assert todo[state] in told(state=state)


def test_it_names_the_owner_by_initials_and_says_when_the_portal_was_read() -> None:
    lines = told().splitlines()
    assert "Người nộp: N. V. A." in lines
    assert lines[-1] == "Theo Cổng Dịch vụ công quốc gia lúc 9:15 ngày 18/11/2026."
    assert told(portal="").splitlines()[-1] == "Theo hệ thống của cơ quan lúc 9:15 ngày 18/11/2026."
    assert told(language="en", seen=None).splitlines()[-1] == "As Cổng Dịch vụ công quốc gia has it."
    assert "Nguyễn" not in told(applicant="Nguyễn Văn An"), "a name that is not initials is a mistake of an adapter"
    assert DOSSIER.code not in told()


def test_the_moments_of_another_zone_are_told_in_the_city_s() -> None:
    due = datetime(2026, 11, 19, 18, tzinfo=timezone.utc)  # the 20th, one in the morning
    assert "thứ Sáu, 20/11/2026" in told(due=due)
    assert "lúc 1:05 ngày 19/11/2026" in told(seen=datetime(2026, 11, 18, 18, 5, tzinfo=timezone.utc))


# What is missing or odd.


def test_what_is_missing_is_said() -> None:
    bare = Dossier(code="H29.18-261112-0420", state=State.PROCESSING)
    text = explained(bare, "vi", NOW, URL)
    assert "Hồ sơ …0420 đang được xử lý tại cơ quan giải quyết; đến lượt cơ quan" in text
    assert "Hệ thống chưa ghi ngày hẹn trả" in text
    assert "chưa ghi cơ quan nào đang giữ hồ sơ" in text
    assert "Thủ tục" not in text
    assert "chưa ghi tình trạng" in explained(replace(bare, state=None), "vi", NOW, URL)
    assert "vì hồ sơ chưa được tiếp nhận" in explained(replace(bare, state=State.REGISTERED), "vi", NOW, URL)
    assert explained(replace(bare, code=""), "vi", NOW, URL).startswith("Hồ sơ của bạn ")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"due": at("2026-11-10")}, "20/11/2026"),
        ({"due": at("0001-01-01")}, "Ngày hẹn trả hệ thống ghi là"),
        ({"due": at("2099-12-31")}, "31/12/2099, có thể ghi nhầm"),
        ({"received": at("2027-03-01")}, "Hệ thống ghi ngày tiếp nhận là thứ Hai, 01/03/2027, có thể ghi nhầm."),
    ],
)
def test_days_that_cannot_be_are_said_to_be_odd(changes: dict[str, Any], line: str) -> None:
    line = line if "20/11" not in line else "lại trước ngày tiếp nhận thứ Năm, 12/11/2026; có thể ghi nhầm"
    text = told(**changes)
    assert line in text
    assert "trễ" not in text, "an odd day makes nobody late"


def test_the_ends_of_time_are_no_fault() -> None:
    for moment in (datetime.max, datetime.min, datetime.max.replace(tzinfo=timezone.utc), datetime.min.replace(tzinfo=timezone.utc)):
        ends: dict[str, Any] = {"received": moment, "due": moment, "done": moment, "changed": moment, "seen": moment}
        for state in STATES:
            assert len(told(state=state, demands=(Demand(asked=moment, until=moment),), **ends)) <= 2_000


def test_the_step_is_told_while_it_is_the_office_s_turn() -> None:
    assert "Đang ở bước: Chờ ký." in told(step="Chờ ký.").splitlines()[1]
    assert "Chờ ký" not in told(step="Chờ ký", state=State.FEE_DUE)
    assert "bước" not in told(step=DOSSIER.agency)
    assert "Thủ tục: Đăng ký lại khai sinh." in told(procedure_name="Thủ tục đăng ký lại khai sinh")


def test_broken_characters_are_left_out() -> None:
    assert "“Chờ ký số”" in told(state=None, state_words="Chờ \ud800ký\x00 \u202esố\u2028")
    assert told(state=State.DONE, results=("\udfff", "\u200b")).encode()


def test_a_dossier_that_lies_unaccepted_is_asked_after() -> None:
    sent: dict[str, Any] = {"state": State.REGISTERED, "due": None}
    assert "chưa cần làm gì" in head(received=at("2026-11-17"), **sent)
    assert "nhưng 2 ngày làm việc rồi" in head(received=at("2026-11-16"), **sent)
    assert "chưa cần làm gì" in head(received=at("2026-11-10"), changed=at("2026-11-18"), **sent), "something moved"
    assert "chưa cần làm gì" in head(at("2026-11-22"), received=at("2026-11-20"), **sent), "a weekend is no waiting"
    assert "Trung tâm Phục vụ hành chính công" in told(received=at("2026-11-10"), **sent)


@pytest.mark.parametrize(
    "agency", ["UBND Quận 3", "Phòng Tư pháp huyện Hóc Môn", "UBND Thành phố Thủ Đức", "UBND Q.1", "UBND THỊ XÃ BẾN CÁT"]
)
def test_a_district_is_not_named_as_who_has_it(agency: str) -> None:
    for language in LANGUAGES:
        for state in STATES:
            assert agency not in told(language=language, state=state, agency=agency, step=agency)
    assert "không còn từ 01/7/2025" in told(agency=agency)
    for kept in ("UBND Phường Thủ Đức", "Ban Chỉ huy Quân sự phường", "Cơ quan Hải quan", "Ban Quản lý dự án"):
        assert kept in told(agency=kept)


# Papers and money.

ASKED = Demand(("Giấy chứng sinh", "Giấy kết hôn"), "Bản chụp bị mờ.", at("2026-11-16"), at("2026-11-23"))


def test_the_papers_are_named_with_until_when_and_how() -> None:
    text = told(state=State.MORE_PAPERS, demands=(ASKED,))
    assert "hạn chót thứ Hai, 23/11/2026" in text.splitlines()[0]
    for line in ("- Giấy chứng sinh", "- Giấy kết hôn", "Cơ quan ghi: “Bản chụp bị mờ.”", "Yêu cầu ghi ngày thứ Hai, 16/11/2026."):
        assert line in text.splitlines()
    assert "Hạn bổ sung: thứ Hai, 23/11/2026 (còn 3 ngày làm việc)." in text
    assert f"nộp trực tuyến thì đăng nhập {URL}" in text
    assert "20/11/2026. Sau khi bạn bổ sung, bạn xem lại ngày hẹn mới." in text
    assert "trễ" not in told(at("2026-11-23"), state=State.MORE_PAPERS, demands=(ASKED,)), "it waits for its owner"


def test_the_latest_open_demand_counts() -> None:
    older, newer = replace(ASKED, papers=("Đơn cũ",), answered=True), replace(ASKED, papers=("Đơn mới",))
    text = told(state=State.MORE_PAPERS, demands=(older, newer))
    assert "Đơn mới" in text
    assert "Đơn cũ" not in text
    assert "Đơn mới" in told(state=State.MORE_PAPERS, demands=(replace(older, answered=False), newer))
    answered = told(state=State.MORE_PAPERS, demands=(older, replace(newer, answered=True)))
    assert "hệ thống ghi bạn đã bổ sung; đến lượt UBND Phường Sài Gòn xem lại" in answered
    assert "Hạn bổ sung" not in answered
    assert "đã qua; bạn hỏi UBND Phường Sài Gòn ngày hẹn mới" in told(
        at("2026-11-26"), state=State.MORE_PAPERS, demands=(replace(newer, answered=True),)
    )
    beside = told(demands=(newer,))
    assert "yêu cầu bổ sung chưa xong" in beside, "an open demand beside another state"
    assert "chưa cần làm gì" not in beside


@pytest.mark.parametrize(
    ("demand", "line"),
    [
        (Demand(), "Hệ thống chưa ghi cần bổ sung giấy tờ gì"),
        (Demand(("Đơn",)), "Hệ thống không ghi hạn bổ sung"),
        (replace(ASKED, until=at("2026-11-18")), "Hạn bổ sung: hôm nay, thứ Tư, 18/11/2026."),
        (replace(ASKED, until=at("2026-11-17")), "đã quá hạn bổ sung giấy tờ (thứ Ba, 17/11/2026)"),
        (replace(ASKED, until=at("2026-11-02")), "02/11/2026, có thể ghi nhầm"),  # before it was asked for
        (replace(ASKED, until=at("2199-01-01")), "01/01/2199, có thể ghi nhầm"),
    ],
)
def test_a_demand_with_gaps_is_told_as_it_is(demand: Demand, line: str) -> None:
    text = told(state=State.MORE_PAPERS, demands=(demand,))
    assert line in text
    assert ("không thì bạn hỏi cách nộp lại hồ sơ" in text) == ("quá hạn" in line)
    assert "Hệ thống chưa ghi cần bổ sung giấy tờ gì" in told(state=State.MORE_PAPERS)


def test_what_is_owed_is_summed_only_when_all_of_it_is_known() -> None:
    fees = (Fee("Lệ phí cấp bản sao", 120_000, paid=False), Fee("Phí thẩm định", 1_000_000, paid=False), Fee("Phí khác", 5_000, paid=True))
    text = told(state=State.FEE_DUE, fees=fees)
    assert "nộp phí, lệ phí 1.120.000 đồng; đến lượt bạn" in text.splitlines()[0]
    assert "- Lệ phí cấp bản sao: 120.000 đồng (chưa nộp)" in text
    assert "- Phí khác: 5.000 đồng (đã nộp)" in text
    assert "1,120,000 VND" in told(language="en", state=State.FEE_DUE, fees=fees)
    for unsure in (Fee("Phí", None, paid=False), Fee("Phí", 5_000), Fee("Phí", -1, paid=False), Fee("", 10**400, paid=False)):
        first = told(state=State.FEE_DUE, fees=(*fees, unsure)).splitlines()[0]
        assert "đồng" not in first
    assert "hệ thống chưa ghi số tiền (hệ thống không ghi đã nộp hay chưa)" in told(state=State.FEE_DUE, fees=(Fee("Phí"),))
    assert "chưa ghi khoản nào" in told(state=State.FEE_DUE)


def test_what_is_paid_is_not_asked_for_again() -> None:
    paid = told(state=State.FEE_DUE, fees=(Fee("Phí", 5_000, paid=True), Fee("Lệ phí", 0, paid=False)))
    assert "hệ thống ghi bạn đã nộp; đến lượt UBND Phường Sài Gòn làm tiếp" in paid
    assert "Khoản phải nộp" not in paid


def test_whoever_may_have_to_pay_is_warned_of_strangers() -> None:
    owing = (Fee("Lệ phí", 8_000, paid=False),)
    for state in set(State) - ENDED:
        text = told(state=state, fees=owing)
        assert "8.000 đồng (chưa nộp)" in text
        assert "người lạ" in text
        assert "người lạ" in news(replace(DOSSIER, state=state, fees=owing), "vi", NOW, URL)
    assert "người lạ" not in told(state=State.RETURNED, fees=owing)


def test_the_reason_of_a_refusal_is_the_office_s_own() -> None:
    for state in (State.REFUSED, State.STOPPED):
        assert "Cơ quan ghi: “Thiếu chữ ký.”" in told(state=state, note="Thiếu chữ ký.")
        assert "Hệ thống không ghi lý do." in told(state=state)
    assert "Ngày tiếp nhận" not in told(state=State.REFUSED)


def test_long_texts_are_cut_and_the_cut_is_told() -> None:
    flood = "Văn bản rất dài, có xuống dòng\n**đậm** {office} " * 200
    demand = Demand((flood,) * 50, flood, at("2026-11-16"), at("2026-12-23"))
    for language in LANGUAGES:
        for state in STATES:
            full = replace(DOSSIER, state=state, state_words=flood, agency=flood, step=flood, procedure_name=flood, note=f"Khác. {flood}")
            full = replace(full, demands=(demand,), fees=(Fee(flood, 10**9, paid=False),) * 50, results=(flood,) * 50, portal=flood)
            text = explained(full, language, NOW, URL)
            assert len(text) <= 2_000
            assert text.splitlines()[-1].startswith(("Theo Văn bản", "As Văn bản"))
            assert ("tôi đã rút gọn" in text) == (language == "vi")
            assert "*" not in text
    many = told(state=State.DONE, results=tuple(f"Giấy số {number}" for number in range(40)))
    assert f"- và 30 mục nữa, xem tại {URL}" in many


# Whatever a portal may say.

_zones = st.sampled_from([VIETNAM, timezone.utc, timezone(timedelta(hours=-11))])
_near = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=_zones)
_moments = st.none() | _near | st.datetimes(timezones=_zones) | st.datetimes()
_texts = st.none() | st.text(max_size=40) | st.text("aáđ Nộpọ-", max_size=900)
_lists = st.lists(st.text("abc áđệ", max_size=300), max_size=12).map(tuple)
_demands = st.builds(Demand, papers=_lists, note=_texts, asked=_moments, until=_moments, answered=st.booleans())
_fees = st.builds(Fee, name=st.text(max_size=200), amount_vnd=st.none() | st.integers(), paid=st.none() | st.booleans())
_dossiers = st.builds(
    Dossier,
    code=st.text(max_size=30),
    state=st.sampled_from(STATES),
    state_words=st.text(max_size=100),
    procedure_name=_texts,
    agency=_texts,
    step=_texts,
    received=_moments,
    due=_moments,
    done=_moments,
    changed=_moments,
    demands=st.lists(_demands, max_size=3).map(tuple),
    fees=st.lists(_fees, max_size=5).map(tuple),
    results=_lists,
    note=_texts,
    applicant=_texts,
    portal=st.text(max_size=100),
    seen=_moments,
)


@given(_dossiers, st.sampled_from(LANGUAGES), _near)
def test_whatever_a_portal_says_is_told_in_one_message(dossier: Dossier, language: Language, now: datetime) -> None:
    text = explained(dossier, language, now, URL)
    assert 0 < len(text) <= 2_000
    assert all(paragraph.strip() and "\n\n" not in paragraph for paragraph in text.split("\n\n"))
    assert 0 < len(news(dossier, language, now, URL)) <= 600
    assert fingerprint(dossier) == fingerprint(replace(dossier))
