"""A thumb and a reason are kept with the answer they are about."""

import pytest

from actions.desks.rating import RatingDesk
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings
from tests.actions.desks.conftest import ODD, Talk, heard


@pytest.fixture
def talk(conversations: Conversations) -> Talk:
    return Talk(RatingDesk(conversations), "rate_bad")


def test_a_reason_is_asked_and_kept(talk: Talk, conversations: Conversations) -> None:
    heard(conversations)
    assert "Chưa đạt ở chỗ nào" in talk.say("không đúng rồi")
    assert "1022" in talk.press("Thiếu thông tin")
    (rating,) = conversations.ratings()
    assert (rating["good"], rating["reason"], rating["procedure"], rating["release"], rating["model"]) == (
        False, "missing", "1.001193", "r1", "m1",
    )  # fmt: skip


def test_words_are_kept_as_the_reason(talk: Talk, conversations: Conversations) -> None:
    heard(conversations)
    talk.say("sai rồi")
    talk.say("phường nói khác, gọi 0909123456 mà hỏi", "feedback")
    (rating,) = conversations.ratings()
    assert (rating["reason"], rating["note"]) == ("other", "phường nói khác, gọi [số điện thoại] mà hỏi")


@pytest.mark.parametrize(
    ("text", "reason"), [("trả lời thiếu rồi", "missing"), ("đọc khó hiểu quá", "unclear"), ("sai thông tin", "wrong")]
)
def test_a_reason_told_at_once_is_not_asked(talk: Talk, conversations: Conversations, text: str, reason: str) -> None:
    heard(conversations)
    assert "đã ghi lại" in talk.say(text)
    assert [rating["reason"] for rating in conversations.ratings()] == [reason]


def test_praise_is_kept(talk: Talk, conversations: Conversations) -> None:
    heard(conversations)
    assert "Cảm ơn" in talk.say("rất hữu ích", "rate_good")
    assert [rating["good"] for rating in conversations.ratings()] == [True]
    said = talk.desk.pressed(talk.turn(picked="rate:down"), "down")
    assert said is not None
    assert [rating["good"] for rating in conversations.ratings()] == [False]


def test_asking_in_other_words_is_a_question(talk: Talk, conversations: Conversations) -> None:
    heard(conversations)
    talk.say("sai rồi")
    assert talk.hear("ý tôi là làm lại khai sinh", "ask_procedure") is None


def test_no_reason_is_fine(talk: Talk, conversations: Conversations) -> None:
    heard(conversations)
    talk.say("sai rồi")
    assert "Vâng" in talk.say("không", "deny")
    assert talk.memory.pending is None


def test_without_an_answer_there_is_nothing_to_rate(talk: Talk) -> None:
    assert "chưa trả lời" in talk.say("sai rồi")
    for option in ("why:wrong", "up"):
        said = talk.desk.pressed(talk.turn(picked=f"rate:{option}"), option)
        assert said is not None
        assert "chưa trả lời" in said.answer.text


@pytest.mark.parametrize("option", ["", "why", "why:dance", "sideways", "up:up"])
def test_an_unknown_button_is_not_its_own(talk: Talk, option: str) -> None:
    assert talk.desk.pressed(talk.turn(picked=f"rate:{option}"), option) is None


@pytest.mark.parametrize("text", ODD)
def test_odd_text(talk: Talk, conversations: Conversations, text: str) -> None:
    heard(conversations)
    assert talk.say(text)
    talk.memory = talk.memory.__class__(pending="rate:why")
    talk.hear(text, "nlu_fallback")


def test_a_database_that_is_down_is_told(broken: Database) -> None:
    assert "1022" in Talk(RatingDesk(Conversations(broken, Settings())), "rate_bad").say("sai rồi")
