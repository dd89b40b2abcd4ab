"""One's own data is told, shown, corrected and erased; nothing is remembered or erased without a clear yes."""

from dataclasses import replace

import pytest

from actions.desks.data_view import event_label
from actions.desks.my_data import MyData
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings
from core.text.dossier_codes import find
from knowledge.life_events import LifeEvents
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.notices import Notices
from portal.feedback import Report
from portal.sample_feedback import SampleFeedback
from tests.actions.desks.conftest import AN, HOME, ODD, Talk, heard, wishes


@pytest.fixture
def talk(conversations: Conversations, feedback: SampleFeedback, notices: Notices) -> Talk:
    return Talk(MyData(conversations, feedback, notices), "my_data")


def everything(conversations: Conversations, feedback: SampleFeedback) -> None:
    heard(conversations, "khai sinh cho con, sđt 0909123456")
    heard(conversations, '/pick{"option":"data:view"}')
    conversations.rate(AN, good=True)
    conversations.handovers.open(AN, "rest")
    conversations.handovers.reach(AN, "0909123456", "lưu để liên hệ")
    conversations.profiles.remember(AN, {"life:child": True, "ward": "26740"}, "đồng ý")
    feedback.file(Report(AN, "đèn đường không sáng", "đường Lê Lợi", "rest", "0909123456"))


def test_it_tells_who_what_how_long_and_the_rights(talk: Talk) -> None:
    text = talk.say("bạn lưu thông tin gì của tôi", "privacy")
    assert all(word in text for word in ("máy", "Thành phố Hồ Chí Minh", "90 ngày", "91/2025/QH15", "xem, sửa, xóa"))
    assert len(text) <= 2_000


def test_everything_is_shown_and_no_contact_whole(talk: Talk, conversations: Conversations, feedback: SampleFeedback) -> None:
    everything(conversations, feedback)
    text = talk.say("xem dữ liệu của tôi")
    shown = (
        "khai sinh cho con, sđt [số điện thoại]",
        "(bấm nút)",
        "2 câu hỏi",
        "CB-0001: đang chờ",
        "PA-000001",
        "1 đánh giá",
        "child: có",
        "bạn đồng ý: lưu liên hệ cho yêu cầu gặp cán bộ.",
    )
    assert [word for word in shown if word not in text] == []
    assert "0909" not in text
    assert "“456”" in text


def test_who_has_nothing_stored_is_told_so(talk: Talk) -> None:
    assert "Chưa có câu hỏi nào" in talk.say("xem dữ liệu của tôi")


def test_erasing_asks_once_and_is_done_at_once(talk: Talk, conversations: Conversations, feedback: SampleFeedback) -> None:
    everything(conversations, feedback)
    assert "không lấy lại được" in talk.say("xóa dữ liệu của tôi đi")
    assert conversations.data_of(AN).turns_count == 2
    text = talk.press("Xóa hết")
    assert "đã xóa" in text
    assert "1 phản ánh được giữ" in text
    assert talk.forgot
    assert talk.memory.pending is None
    assert conversations.data_of(AN).turns_count == 0
    assert feedback.of(AN) == []


@pytest.mark.parametrize("yes", ["đồng ý", "có", "vâng", "ok xóa đi", "xóa hết", "yes"])
def test_a_typed_yes_erases(talk: Talk, conversations: Conversations, yes: str) -> None:
    heard(conversations)
    talk.say("xóa dữ liệu của tôi")
    assert "đã xóa" in talk.say(yes, "affirm")


@pytest.mark.parametrize("no", ["không", "thôi", "khỏi", "đừng xóa nữa", "không đồng ý"])
def test_anything_else_erases_nothing(talk: Talk, conversations: Conversations, no: str) -> None:
    heard(conversations)
    talk.say("xóa dữ liệu của tôi")
    said = talk.hear(no, "deny")
    assert not (said and said.forget)
    assert conversations.data_of(AN).turns_count == 1


def test_an_old_button_asks_again(talk: Talk, conversations: Conversations) -> None:
    heard(conversations)
    talk.say("xóa dữ liệu của tôi")
    talk.memory = replace(talk.memory, pending=None)
    assert "không lấy lại được" in talk.press("Xóa hết")
    assert conversations.data_of(AN).turns_count == 1


def test_what_was_told_is_remembered_with_consent_alone(talk: Talk, conversations: Conversations) -> None:
    talk.intent = "remember"
    assert "chưa kể" in talk.say("nhớ giúp tôi")
    talk.memory = replace(talk.memory, told={"life:child": True}, ward="26740")
    text = talk.say("nhớ giúp tôi")
    assert "đồng ý" in text
    assert "90 ngày" in text
    assert conversations.profiles.of(AN) == {}
    assert "đã nhớ 2 điều" in talk.press("Đồng ý, nhớ giúp tôi")
    assert conversations.profiles.of(AN) == {"life:child": True, "ward": "26740"}
    talk.memory = replace(talk.memory, told={"life:child": False})
    assert "đã nhớ" in talk.say("nhớ giúp tôi")
    assert conversations.profiles.of(AN)["life:child"] is False


@pytest.mark.parametrize("text", ["đừng nhớ nữa", "rút lại sự đồng ý lưu thông tin", "không cho lưu", "stop remembering me"])
def test_consent_is_withdrawn(talk: Talk, conversations: Conversations, text: str) -> None:
    conversations.profiles.remember(AN, {"life:child": True}, "đồng ý")
    talk.memory = replace(talk.memory, told={"life:child": True}, ward="26740")
    assert "quên hết 1 điều" in talk.say(text, "remember")
    assert (conversations.profiles.of(AN), talk.memory.told, talk.memory.ward) == ({}, {}, None)


@pytest.mark.parametrize("text", ["đúng rồi, nhớ giúp tôi", "dùng lại thông tin này cho lần sau nhé"])
def test_a_word_like_dont_takes_nothing_back(talk: Talk, conversations: Conversations, text: str) -> None:
    conversations.profiles.remember(AN, {"life:child": True}, "đồng ý")
    talk.memory = replace(talk.memory, told={"life:child": True})
    talk.say(text, "remember")
    assert conversations.profiles.consented(AN)


def test_the_proof_of_a_yes_holds_nothing_of_what_was_told(talk: Talk, conversations: Conversations, database: Database) -> None:
    talk.memory = replace(talk.memory, told={"married": "góa"})
    talk.say("nhớ giúp tôi", "remember")
    talk.say("đồng ý", "affirm")
    talk.say("đừng nhớ nữa", "remember")
    assert "tôi nhớ điều bạn kể về mình, đã kết thúc ngày" in talk.say("xem dữ liệu của tôi")
    with database.begin() as session:
        told = str(session.connection().exec_driver_sql("select told from consents").scalar())
    assert "married" in told
    assert "góa" not in told


def test_the_contact_of_a_report_is_withdrawn_without_the_rest(talk: Talk, feedback: SampleFeedback) -> None:
    feedback.file(Report(AN, "đèn hư", "đường Lê Lợi", "rest", "0909123456"))
    talk.say("sửa dữ liệu của tôi")
    assert "trong 1 phản ánh" in talk.press("Xóa liên hệ trong phản ánh")
    assert [filed.contact for filed in feedback.of(AN)] == [None]


def test_who_is_not_remembered_is_told_so(talk: Talk) -> None:
    assert "không nhớ điều gì" in talk.say("đừng nhớ nữa", "remember")


def test_no_is_no_to_being_remembered(talk: Talk, conversations: Conversations) -> None:
    talk.memory = replace(talk.memory, told={"life:child": True})
    talk.say("nhớ giúp tôi", "remember")
    talk.press("Không, cảm ơn")
    assert not conversations.profiles.consented(AN)


def test_a_wrong_fact_and_a_wrong_contact_are_put_right(talk: Talk, conversations: Conversations, feedback: SampleFeedback) -> None:
    everything(conversations, feedback)
    talk.memory = replace(talk.memory, ward="26740")
    talk.say("sửa dữ liệu của tôi")
    assert "đã quên" in talk.press("Quên: phường, xã nơi bạn ở: 26740")
    assert (conversations.profiles.of(AN), talk.memory.ward) == ({"life:child": True}, None)
    talk.say("sửa dữ liệu của tôi")
    talk.press("Sửa cách liên hệ")
    assert "“@c.vn”" in talk.say("b@c.vn")
    assert conversations.handovers.queue()[0]["contact"] == "b@c.vn"
    talk.memory = replace(talk.memory, pending="data:contact")
    assert "đã xóa" in talk.say("xóa")
    assert conversations.handovers.queue()[0]["contact"] is None


def test_who_has_nothing_to_correct_is_told_so(talk: Talk) -> None:
    assert "không có gì để sửa" in talk.say("sửa dữ liệu của tôi")


def test_a_full_profile_still_fits_a_message(talk: Talk, conversations: Conversations, feedback: SampleFeedback) -> None:
    conversations.profiles.remember(AN, {f"life:fact{n}": "x" * 200 for n in range(50)}, "đồng ý")
    for _ in range(10):
        heard(conversations, "câu rất dài " * 80)
    for _ in range(5):
        feedback.file(Report(AN, "việc rất dài " * 80, "nơi rất dài " * 80, "rest"))
    assert len(talk.say("xem dữ liệu của tôi")) <= 2_500


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("intent", ["my_data", "remember", "privacy"])
def test_odd_text(talk: Talk, text: str, intent: str) -> None:
    assert talk.say(text, intent)
    for pending in ("data:erase", "data:remember", "data:contact", "data:dance"):
        talk.memory = replace(talk.memory, pending=pending)
        talk.hear(text, "ask_fee")
    assert not talk.forgot


def test_news_waited_for_is_shown_and_erased(talk: Talk, notices: Notices) -> None:
    (found,) = find("H29.18-260310-0420")
    notices.follow(AN, "rest", "vi", found.code, Proof(ProofKind.PHONE, "4321"), Dossier(found.code.text, State.PROCESSING))
    shown = talk.say("xem dữ liệu của tôi")
    assert "kết thúc bằng “0420”" in shown
    assert "H29.18" not in shown
    talk.say("xóa dữ liệu của tôi")
    talk.say("đồng ý", "affirm")
    assert notices.following(AN) == []


def test_a_database_that_is_down_is_told(broken: Database) -> None:
    talk = Talk(MyData(Conversations(broken, Settings()), SampleFeedback(broken), wishes(broken)), "my_data")
    assert "1022" in talk.say("xem dữ liệu của tôi")


def test_in_english(conversations: Conversations, feedback: SampleFeedback, notices: Notices) -> None:
    talk = Talk(MyData(conversations, feedback, notices), "my_data", language="en")
    assert "cannot be undone" in talk.say("delete my data")
    assert "deleted your data" in talk.say("yes", "affirm")


def test_what_is_remembered_opens_the_next_conversation(talk: Talk, conversations: Conversations, broken: Database) -> None:
    conversations.profiles.remember(AN, {"married": "yes", "ward": "26740"}, "đồng ý")
    desk = talk.desk
    assert isinstance(desk, MyData)
    first = desk.recalled(talk.turn("vợ tôi mới sinh"))
    assert (first.memory.told, first.memory.ward, first.asked.ward) == ({"married": "yes"}, "26740", "26740")
    talk.memory = replace(talk.memory, procedure_code="1.001193")
    assert desk.recalled(talk.turn("lệ phí")).memory.told == {}
    down = MyData(Conversations(broken, Settings()), SampleFeedback(broken), wishes(broken))
    assert down.recalled(Talk(down, "my_data").turn("chào")).memory.told == {}


def test_the_ward_of_the_page_counts_where_none_is_remembered(talk: Talk, conversations: Conversations) -> None:
    desk, first = talk.desk, talk.turn("nộp ở đâu")
    assert isinstance(desk, MyData)
    on_page = replace(first, asked=replace(first.asked, ward="26737"))
    known = desk.recalled(on_page)
    assert (known.memory.ward, known.asked.ward) == (None, "26737")
    conversations.profiles.remember(AN, {"ward": "26740"}, "đồng ý")
    known = desk.recalled(on_page)
    assert (known.memory.ward, known.asked.ward) == ("26740", "26740")


def test_progress_and_what_was_not_said_are_not_remembered(talk: Talk, conversations: Conversations) -> None:
    talk.memory = replace(talk.memory, told={"married": "yes", "birth.step": 2, "insured": "skip"})
    talk.say("nhớ giúp tôi", "remember")
    talk.say("đồng ý", "affirm")
    assert conversations.profiles.of(AN) == {"married": "yes"}


def test_facts_are_said_in_the_words_of_their_question() -> None:
    label = event_label(LifeEvents.read(HOME / "knowledge" / "seed" / "life_events").all.values(), {"26740": "Phường Sài Gòn"}.get)
    assert label("married", "yes", "vi") == "Đã đăng ký kết hôn"
    assert label("married", "yes", "en") == "Married"
    assert label("ward", "26740", "vi") == "phường, xã nơi bạn ở: Phường Sài Gòn"
    assert label("unknown_fact", True, "en") == "unknown fact: yes"
