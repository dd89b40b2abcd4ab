"""The consents of the status desk: thought over, taken back; and whose proof it is that is held."""

from dataclasses import replace

import pytest

from conversations.schemas import Purpose
from conversations.service import Conversations
from portal.dossiers.models import Dossier, Proof
from portal.dossiers.notices import Notices
from tests.actions.desks.conftest import AN
from tests.actions.desks.status.talk import LATE, LATE_PHONE, Faulty, Serve, StatusTalk


@pytest.mark.parametrize("yes", ["đồng ý", "thôi được, đồng ý", "à thôi cũng được", "thôi tra đi", "well ok"])
def test_who_refused_may_think_again(talk: StatusTalk, conversations: Conversations, yes: str) -> None:
    talk.say(f"{LATE} {LATE_PHONE}")
    talk.say("không", "deny")
    assert "Tôi không giữ mã" in talk.say(yes, "affirm")
    assert talk.memory.pending == "status:code"
    assert not conversations.has_agreed(AN, Purpose.LOOKUP), "a yes to nothing is no consent"
    assert "Bạn có đồng ý không" in talk.say(LATE)


@pytest.mark.parametrize("other", ["sao vậy", "giấy khai sinh cần gì", "không", "được không"])
def test_after_a_refusal_what_is_no_second_thought_is_for_others(talk: StatusTalk, other: str) -> None:
    talk.say(LATE)
    talk.say("không", "deny")
    assert talk.hear(other, "ask_procedure") is None


@pytest.mark.parametrize("words", ["rút lại sự đồng ý", "tôi rút đồng ý", "tôi không đồng ý cho tra cứu nữa", "withdraw my consent"])
def test_a_consent_is_taken_back(talk: StatusTalk, conversations: Conversations, notices: Notices, words: str) -> None:
    talk.shown()
    talk.press("Báo tôi")
    talk.say("đồng ý", "affirm")
    said = talk.desk.spoken_of(talk.turn(words, "remember"))
    assert said is not None
    assert "rút lại" in said.answer.text
    assert said.memory.dossier is None
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)
    assert not conversations.has_agreed(AN, Purpose.NOTICE)
    assert notices.following(AN) == []


def test_the_button_among_one_s_data_takes_the_consent_back(talk: StatusTalk, conversations: Conversations) -> None:
    talk.shown()
    assert "rút lại" in talk.pick("status:withdraw")
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)
    assert "Bạn có đồng ý không" in talk.say(LATE)


def test_who_agreed_to_nothing_takes_nothing_back_here(talk: StatusTalk) -> None:
    assert talk.desk.spoken_of(talk.turn("rút lại sự đồng ý", "remember")) is None


def test_no_news_without_the_consent_to_lookups(talk: StatusTalk, conversations: Conversations, notices: Notices) -> None:
    talk.shown()
    talk.press("Báo tôi")
    conversations.disagreed(AN, Purpose.LOOKUP)  # in another conversation of the same person
    assert "Trước khi tra cứu" in talk.say("đồng ý", "affirm")
    assert notices.following(AN) == []


@pytest.mark.parametrize("now", ["nobody", "somebody else"])
def test_the_identity_of_who_was_signed_in_shows_nothing_to_who_comes_after(talk: StatusTalk, now: str) -> None:
    talk.identity = talk.seal.close("099840104729")
    talk.say(LATE)
    assert "trễ hẹn" in talk.press("Đồng ý")
    talk.identity = talk.seal.close("099853209458") if now == "somebody else" else None
    for said in (talk.say("xem lại"), talk.pick("status:news:yes"), talk.pick("status:refresh")):
        assert "trễ hẹn" not in said


def test_the_end_of_a_code_is_told_in_one_way(serve: Serve, notices: Notices) -> None:
    short = "H29.18-260310-420"

    class Short(Faulty):
        async def lookup(self, code: str, proof: Proof) -> Dossier | None:
            found = await super().lookup(LATE, proof)
            return replace(found, code=short) if found and code == short else None

    talk = serve(Short())
    talk.agreed(f"{short} {LATE_PHONE}")
    assert "…0420" in talk.text
    talk.press("Báo tôi")
    talk.say("đồng ý", "affirm")
    assert [one.hint for one in notices.following(AN)] == ["0420"]
    talk.press("Xem lại")
    assert "Ngừng báo" in talk.titles
    talk.press("Ngừng báo")
    assert notices.following(AN) == []


@pytest.mark.parametrize("text", ["ok đồng ý 4321", "đồng ý, số cuối là 4321", "dạ đồng ý, sđt 0571 004 321"])
def test_a_yes_and_the_proof_in_one_message(talk: StatusTalk, conversations: Conversations, text: str) -> None:
    talk.say(LATE)
    assert "trễ hẹn" in talk.say(text, "my_data")
    assert conversations.has_agreed(AN, Purpose.LOOKUP)


@pytest.mark.parametrize(
    "text", ["không đồng ý 4321", "đồng ý là sao, 4321", "chưa đồng ý 4321", "4321", "đừng tra 4321", "4321 được không?"]
)
def test_a_proof_without_a_clear_yes_is_no_consent(talk: StatusTalk, conversations: Conversations, text: str) -> None:
    talk.say(LATE)
    assert "trễ hẹn" not in talk.say(text, "deny")
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)
