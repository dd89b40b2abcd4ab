"""Who wants a person gets a number, the truth about the wait, and no question too many."""

from datetime import datetime, timedelta

import pytest

from actions.desks.human import Human
from conversations.schemas import HandoverState
from conversations.service import Conversations
from core.answer import Answer, Button
from core.db import Database
from core.settings import Settings
from core.working_days import next_opening
from tests.actions.desks.conftest import AN, MONDAY, ODD, Talk, heard


def desk(conversations: Conversations, at: datetime = MONDAY) -> Human:
    return Human(conversations.handovers, next_opening, lambda: at)


@pytest.fixture
def talk(conversations: Conversations) -> Talk:
    return Talk(desk(conversations), "human")


def test_a_request_is_opened_with_a_number_and_no_promise(talk: Talk, conversations: Conversations) -> None:
    heard(conversations, "khai sinh cho con, sđt 0909123456")
    text = talk.say("cho tôi gặp cán bộ")
    assert "CB-0001" in text
    assert "giờ làm việc" in text
    assert "không hứa" in text
    assert "1022" in text
    (entry,) = conversations.handovers.queue()
    assert entry["turns"][0]["question"] == "khai sinh cho con, sđt [số điện thoại]"
    assert entry["contact"] is None


def test_out_of_hours_it_says_when(conversations: Conversations) -> None:
    saturday_night = MONDAY + timedelta(days=5, hours=12)
    text = Talk(desk(conversations, saturday_night), "human").say("cho tôi nói chuyện với người thật")
    assert "ngoài giờ làm việc" in text
    assert "7:30 thứ Hai, ngày 30/11/2026" in text


def test_a_contact_is_kept_only_when_given(talk: Talk, conversations: Conversations) -> None:
    talk.say("gặp cán bộ")
    assert talk.memory.pending == "human:contact"
    text = talk.say("0909 123 456")
    assert "456" in text
    assert "0909" not in text
    assert conversations.handovers.queue()[0]["contact"] == "0909123456"
    assert "đã xóa" in talk.press("Xóa liên hệ của tôi")
    assert conversations.handovers.queue()[0]["contact"] is None


@pytest.mark.parametrize("no", ["không", "không cần", "khỏi", "dạ không ạ", "no"])
def test_no_contact_is_fine(talk: Talk, conversations: Conversations, no: str) -> None:
    talk.say("gặp cán bộ")
    assert "không cần để lại liên hệ" in talk.say(no, "deny")
    assert talk.memory.pending is None
    assert len(conversations.handovers.queue()) == 1


@pytest.mark.parametrize("no", ["không cần liên hệ", "dạ không cần liên hệ đâu", "khỏi liên hệ"])
def test_who_refuses_the_contact_keeps_the_request(talk: Talk, conversations: Conversations, no: str) -> None:
    talk.say("gặp cán bộ")
    assert "không cần để lại liên hệ" in talk.say(no, "deny")
    assert conversations.handovers.mine(AN) is not None


def test_an_old_button_does_not_speak_of_a_request_that_is_over(talk: Talk, conversations: Conversations) -> None:
    talk.say("gặp cán bộ")
    talk.say("0909 123 456")
    conversations.handovers.withdraw(AN)
    assert "không có yêu cầu" in talk.press("Xóa liên hệ của tôi")


def test_a_yes_asks_for_the_contact(talk: Talk) -> None:
    talk.say("gặp cán bộ")
    assert "Mời bạn nhắn" in talk.say("có", "affirm")
    assert "com”" in talk.say("an.nguyen@gmail.com")


def test_who_asks_to_be_called_is_called(talk: Talk, conversations: Conversations, database: Database) -> None:
    assert "456" in talk.say("gọi lại cho tôi số 0909 123 456")
    with database.begin() as session:
        told = session.connection().exec_driver_sql("select told from consents").scalar()
    assert told == "gọi lại cho tôi số [số điện thoại]"  # what they agreed to: their own words
    assert conversations.handovers.queue()[0]["contact"] == "0909123456"


@pytest.mark.parametrize("stop", ["thôi khỏi", "thôi khỏi gặp nữa", "hủy yêu cầu đi", "khỏi gặp nữa"])
def test_never_mind_withdraws(talk: Talk, conversations: Conversations, stop: str) -> None:
    talk.say("gặp cán bộ")
    assert "đã rút" in talk.say(stop, "stop")
    assert conversations.handovers.mine(AN) is None


def test_asking_again_tells_how_it_stands(talk: Talk, conversations: Conversations) -> None:
    talk.say("gặp cán bộ")
    talk.press("Không cần liên hệ")
    assert "đang chờ" in talk.say("gặp cán bộ")
    conversations.handovers.move("CB-0001", HandoverState.TAKEN)
    assert "đã có cán bộ nhận" in talk.say("gặp cán bộ")
    assert "đã rút" in talk.press("Rút yêu cầu")
    assert "không có yêu cầu" in talk.say("rút yêu cầu")


def test_a_question_in_between_is_not_for_this_desk(talk: Talk) -> None:
    talk.say("gặp cán bộ")
    assert talk.hear("lệ phí bao nhiêu", "ask_fee") is None
    assert talk.memory.pending == "human:contact"


@pytest.mark.parametrize("text", ["cho xin số hotline", "gọi số nào để hỏi trực tiếp", "tổng đài số mấy", "email hỗ trợ là gì"])
def test_who_wants_a_number_gets_it_and_no_request(talk: Talk, conversations: Conversations, text: str) -> None:
    assert "1022" in talk.say(text)
    assert conversations.handovers.mine(AN) is None
    assert "CB-0001" in talk.press("Gặp cán bộ")


def test_after_failures_a_person_is_offered(talk: Talk, conversations: Conversations) -> None:
    answer = Answer(status="not_found", text="Chưa tìm thấy.", buttons=[Button(title="Lệ phí", payload="/ask_fee")])
    offered = talk.desk.offer(talk.turn("xyz"), answer)  # type: ignore[attr-defined]
    assert offered.text.startswith("Chưa tìm thấy.")
    assert [button.payload for button in offered.buttons] == ['/pick{"option":"human:open"}', "/ask_fee"]
    assert conversations.handovers.mine(AN) is None


def test_one_person_does_not_fill_the_queue(talk: Talk) -> None:
    for _ in range(5):
        talk.say("gặp cán bộ")
        talk.say("thôi khỏi")
    assert "chưa ghi thêm được" in talk.say("gặp cán bộ")


def test_in_english(conversations: Conversations) -> None:
    talk = Talk(desk(conversations), "human", language="en")
    assert "CB-0001" in talk.say("I want to speak with an officer")
    assert conversations.handovers.queue()[0]["language"] == "en"


@pytest.mark.parametrize("text", ODD)
def test_odd_text(talk: Talk, text: str) -> None:
    assert talk.say(text)
    talk.hear(text, "nlu_fallback")


def test_a_database_that_is_down_is_told(broken: Database) -> None:
    talk = Talk(desk(Conversations(broken, Settings())), "human")
    assert "1022" in talk.say("gặp cán bộ")


def test_an_unknown_button_is_not_its_own(talk: Talk) -> None:
    assert talk.desk.pressed(talk.turn(picked="human:dance"), "dance") is None
    assert talk.desk.resume(talk.turn("có"), "dance") is None


def test_who_says_never_mind_later_is_withdrawn_too(talk: Talk, conversations: Conversations) -> None:
    talk.say("gặp cán bộ")
    talk.press("Không cần liên hệ")
    desk = talk.desk
    assert isinstance(desk, Human)
    assert desk.stopped(talk.turn("khai sinh cần gì", "ask_documents")) is None
    said = desk.stopped(talk.turn("thôi khỏi", "stop"))
    assert said is not None
    assert conversations.handovers.mine(AN) is None
    talk.memory = talk.memory.__class__()
    assert desk.stopped(talk.turn("thôi khỏi", "stop")) is None
    named = desk.stopped(talk.turn("thôi khỏi gặp cán bộ nữa", "stop"))
    assert named is not None
    assert "không có yêu cầu" in named.answer.text
