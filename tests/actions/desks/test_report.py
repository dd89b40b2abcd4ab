"""A report is collected step by step, read back, and filed only after a clear yes."""

import pytest

from actions.desks.report import ReportDesk
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings
from portal.sample_feedback import SampleFeedback
from tests.actions.desks.conftest import AN, ODD, Talk


@pytest.fixture
def talk(conversations: Conversations, feedback: SampleFeedback) -> Talk:
    return Talk(ReportDesk(feedback, conversations), "report")


def filled(talk: Talk) -> None:
    talk.say("phản ánh")
    talk.say("đèn đường không sáng")
    talk.say("trước số 12 Nguyễn Trãi, phường Bến Thành", "ward")
    talk.press("Không cần liên hệ")


def test_the_whole_way(talk: Talk, feedback: SampleFeedback, conversations: Conversations) -> None:
    assert "phản ánh việc gì" in talk.say("phản ánh")
    assert "ở đâu" in talk.say("đèn đường không sáng mấy hôm nay")
    assert "liên hệ lại" in talk.say("trước số 12 Nguyễn Trãi, phường Bến Thành", "ward")
    text = talk.say("0909 123 456", "human")
    assert "đèn đường không sáng" in text
    assert "số 12 Nguyễn Trãi" in text
    assert "kết thúc bằng “456”" in text
    assert feedback.of(AN) == []
    text = talk.say("gửi đi", "affirm")
    assert "PA-000001" in text
    assert "1022" in text
    (filed,) = feedback.of(AN)
    assert (filed.what, filed.place, filed.contact) == (
        "đèn đường không sáng mấy hôm nay", "trước số 12 Nguyễn Trãi, phường Bến Thành", "0909123456",
    )  # fmt: skip
    assert conversations.draft(AN, "report") == {}
    assert talk.memory.pending is None


@pytest.mark.parametrize("text", ["tôi muốn báo đường hư", "phản ánh ổ gà trên đường trước nhà", "đèn đường bị tắt"])
def test_what_is_told_at_once_is_not_asked_again(talk: Talk, text: str) -> None:
    assert "ở đâu" in talk.say(text)


def test_place_and_contact_may_be_left_out(talk: Talk, feedback: SampleFeedback) -> None:
    talk.say("báo rác đổ bừa bãi")
    talk.press("Bỏ qua địa chỉ")
    text = talk.press("Không cần liên hệ")
    assert "Nơi: không ghi" in text
    talk.press("Gửi phản ánh")
    assert [(filed.place, filed.contact) for filed in feedback.of(AN)] == [("", None)]


@pytest.mark.parametrize("stop", ["thôi", "thôi khỏi", "hủy", "không gửi nữa", "stop"])
@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_never_mind_drops_it_at_every_step(
    talk: Talk, feedback: SampleFeedback, conversations: Conversations, stop: str, steps: int
) -> None:
    for text in ("phản ánh", "đèn đường không sáng", "đường Lê Lợi", "không")[:steps]:
        talk.say(text)
    assert "không gửi gì" in talk.say(stop, "stop")
    assert (talk.memory.pending, conversations.draft(AN, "report"), feedback.of(AN)) == (None, {}, [])


@pytest.mark.parametrize(
    ("command", "value", "field"),
    [("sửa địa chỉ", "đường Pasteur", "place"), ("sửa nội dung", "cây ngã đổ", "what"), ("tôi muốn sửa liên hệ", "a@b.vn", "contact")],
)
def test_a_correction_goes_back_to_that_step_alone(talk: Talk, feedback: SampleFeedback, command: str, value: str, field: str) -> None:
    filled(talk)
    talk.say(command)
    assert "xem lại trước khi gửi" in talk.say(value)
    talk.say("đồng ý", "affirm")
    (filed,) = feedback.of(AN)
    assert getattr(filed, field) == value


def test_a_question_in_between_is_answered_elsewhere_and_the_draft_waits(talk: Talk, conversations: Conversations) -> None:
    talk.say("phản ánh")
    assert talk.hear("khai sinh cần giấy tờ gì?", "ask_documents") is None
    assert talk.memory.pending == "report:what"
    talk.say("đèn đường không sáng")
    assert talk.hear("lệ phí bao nhiêu", "ask_fee") is None
    assert conversations.draft(AN, "report") == {"what": "đèn đường không sáng"}
    assert "liên hệ lại" in talk.say("đường Lê Lợi")


def test_only_a_clear_yes_files_it(talk: Talk, feedback: SampleFeedback) -> None:
    filled(talk)
    assert "xem lại" in talk.say("ờ thì", "nlu_fallback")
    assert feedback.of(AN) == []
    assert "không gửi gì" in talk.say("không", "deny")
    assert feedback.of(AN) == []


def test_personal_data_of_others_is_masked(talk: Talk, feedback: SampleFeedback) -> None:
    talk.say("phản ánh ông Ba số 0909123456 đổ rác ra đường")
    talk.say("hẻm 12 Lê Lợi")
    talk.say("không")
    talk.say("gửi")
    assert "[số điện thoại]" in feedback.of(AN)[0].what


def test_a_draft_goes_on_where_it_stood(talk: Talk) -> None:
    talk.say("phản ánh")
    talk.say("đèn đường không sáng")
    talk.memory = talk.memory.__class__()
    assert "ở đâu" in talk.say("phản ánh")


def test_an_old_button_finds_no_draft(talk: Talk) -> None:
    filled(talk)
    options = talk.memory.options
    talk.press("Gửi phản ánh")
    talk.memory = talk.memory.__class__(options=options)
    assert "Không còn phản ánh" in talk.press("Gửi phản ánh")


@pytest.mark.parametrize("text", ODD)
def test_odd_text_at_every_step(talk: Talk, feedback: SampleFeedback, text: str) -> None:
    talk.say("phản ánh")
    talk.hear(text, "nlu_fallback")
    talk.memory = talk.memory.__class__(pending="report:where")
    talk.hear(text, "nlu_fallback")
    talk.memory = talk.memory.__class__(pending="report:contact")
    talk.hear(text, "nlu_fallback")
    talk.memory = talk.memory.__class__(pending="report:confirm")
    said = talk.hear(text, "nlu_fallback")
    assert said is None or len(said.answer.text) <= 2_000
    assert feedback.of(AN) == []


def test_what_is_no_text_is_asked_again(talk: Talk) -> None:
    talk.say("phản ánh")
    assert "chưa đọc được" in talk.say("123 !!", "nlu_fallback")
    assert talk.memory.pending == "report:what"


def test_an_old_button_files_nothing_that_was_not_read_back(talk: Talk, feedback: SampleFeedback) -> None:
    filled(talk)
    options = talk.memory.options
    talk.press("Gửi phản ánh")
    talk.say("phản ánh cây ngã đổ chắn đường")
    talk.memory = talk.memory.__class__(options=options)
    assert "ở đâu" in talk.press("Gửi phản ánh")
    assert len(feedback.of(AN)) == 1


def test_too_many_reports_are_told(talk: Talk) -> None:
    for _ in range(6):
        filled(talk)
        text = talk.press("Gửi phản ánh")
    assert "chưa nhận thêm được" in text


def test_a_database_that_is_down_is_told(broken: Database) -> None:
    talk = Talk(ReportDesk(SampleFeedback(broken), Conversations(broken, Settings())), "report")
    assert "1022" in talk.say("phản ánh")


@pytest.mark.parametrize("option", ["dance", "edit:dance", "skip:what", "edit:", ""])
def test_an_unknown_button_is_not_its_own(talk: Talk, option: str) -> None:
    talk.say("báo rác đổ bừa bãi")
    assert talk.desk.pressed(talk.turn(picked=f"report:{option}"), option) is None


def test_who_wants_a_person_meanwhile_is_heard(talk: Talk) -> None:
    talk.say("phản ánh")
    turn = talk.turn("cho tôi gặp cán bộ", "human")
    assert talk.desk.resume(turn, "what") is None
