"""Where a dossier stands: the code, the consent, the proof, and what is said of it."""

from dataclasses import replace

import pytest

from conversations.schemas import Purpose
from conversations.service import Conversations
from core.db import Database
from tests.actions.desks.conftest import AN
from tests.actions.desks.status.talk import DONE, LATE, LATE_PHONE, StatusTalk


@pytest.mark.parametrize("text", ["hồ sơ của tôi tới đâu rồi", "ktra hs giúp e với ạ", "ho so cua toi toi dau roi", "", "hs em răng rồi"])
def test_without_a_code_it_is_asked(talk: StatusTalk, text: str) -> None:
    assert "mã hồ sơ" in talk.say(text)
    assert "giấy tiếp nhận hồ sơ" in talk.text
    assert (talk.status, talk.memory.pending) == ("form", "status:code")
    assert talk.titles == ["Tôi không nhớ mã", "Thôi"]


def test_from_code_to_the_explained_state(talk: StatusTalk, conversations: Conversations) -> None:
    consent = talk.say("xem giùm hồ sơ h29.18 260310 0420")
    for told in ("4 số cuối", "Để làm gì", "mã hóa", "không ghi vào nội dung trò chuyện", "nhật ký", "xem dữ liệu của tôi"):
        assert told in consent
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)
    assert "4 số cuối" in talk.press("Đồng ý")
    assert conversations.has_agreed(AN, Purpose.LOOKUP)
    text = talk.say("4321", "nlu_fallback")
    assert "trễ hẹn" in text
    assert "17/03/2026" in text
    assert (talk.status, talk.memory.pending) == ("dossier", None)
    assert talk.titles == ["Xem lại", "Báo tôi khi có thay đổi", "Giấy tờ cần chuẩn bị"]
    assert "Khổng" not in text
    assert "0571" not in text


def test_the_consent_is_kept_word_for_word_and_asked_once(talk: StatusTalk, database: Database) -> None:
    words = talk.say(LATE)
    talk.say("tôi đồng ý", "affirm")
    with database.begin() as session:
        assert session.connection().exec_driver_sql("select told from consents").scalar() == words
    talk.say("thôi", "stop")
    assert "4 số cuối" in talk.say(DONE)
    assert talk.memory.pending == "status:proof"


@pytest.mark.parametrize(
    "text", ["H29.18-260310-0420 4321", "mã H29.18-260310-0420, 4 số cuối 4321", "hs H29.18-260310-0420 sdt 0571004321"]
)
def test_code_and_proof_at_once_wait_for_the_yes(talk: StatusTalk, text: str) -> None:
    assert "đồng ý không" in talk.say(text)
    assert "trễ hẹn" in talk.say("đồng ý", "affirm")


def test_silence_is_no_consent(talk: StatusTalk, conversations: Conversations) -> None:
    talk.say(LATE)
    for text in ("4321", "được không", "ừm để coi", "hmm"):
        assert "chưa tra cứu gì" in talk.say(text, "nlu_fallback")
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)
    assert "trễ hẹn" in talk.say("đồng ý cho tra cứu", "affirm")


@pytest.mark.parametrize("no", ["không", "không đồng ý", "khỏi", "không tra nữa", "no"])
def test_who_refuses_is_told_other_ways_and_nothing_is_kept(talk: StatusTalk, conversations: Conversations, no: str) -> None:
    talk.say(f"{LATE} {LATE_PHONE}")
    text = talk.say(no, "deny")
    assert "không" in text
    assert talk.memory.dossier is None
    assert talk.memory.pending in (None, "status:done")
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)


def test_a_button_of_the_consent_that_is_old_asks_again(talk: StatusTalk, conversations: Conversations) -> None:
    talk.say(LATE)
    talk.memory = replace(talk.memory, pending=None)
    assert "đồng ý không" in talk.pick("status:agree")
    assert not conversations.has_agreed(AN, Purpose.LOOKUP)


@pytest.mark.parametrize(
    "proof", ["4321", "4 số cuối là 4321", "bốn số cuối là 4 3 2 1", "dạ 4321 ạ", "đuôi 4321", "nhầm, 4321", "bốn ba hai một", "k7Xm2Qp9"]
)
def test_a_proof_as_people_type_it(talk: StatusTalk, proof: str) -> None:
    assert "trễ hẹn" in talk.agreed().say(proof, "nlu_fallback")


def test_a_whole_phone_number_is_cut_and_that_is_said(talk: StatusTalk) -> None:
    text = talk.agreed().say("0571 004 321", "nlu_fallback")
    assert "trễ hẹn" in text
    assert "Lần sau bạn chỉ cần gửi 4 số đó" in text
    assert "0571" not in text


def test_an_identity_number_is_not_taken(talk: StatusTalk) -> None:
    text = talk.agreed().say("cccd của tôi 099840104729", "nlu_fallback")
    assert "không cần số căn cước" in text
    assert "0998" not in text
    assert talk.memory.pending == "status:proof"
    assert "trễ hẹn" in talk.say(LATE_PHONE)


@pytest.mark.parametrize("text", ["432", "12345", "số 12"])
def test_digits_that_are_no_proof(talk: StatusTalk, text: str) -> None:
    assert "đúng 4 chữ số" in talk.agreed().say(text, "nlu_fallback")
    assert talk.memory.pending == "status:proof"


def test_unknown_and_wrong_are_the_same_words(talk: StatusTalk) -> None:
    wrong = talk.agreed().say("5678")
    buttons = talk.titles
    assert "Không tìm thấy hồ sơ khớp" in wrong
    assert talk.memory.pending == "status:proof"
    unknown = talk.say("H29.18-260310-0421 4321")
    assert (unknown, talk.titles) == (wrong, buttons)
    assert (talk.say("H29.18-260310-0422 mã bí mật là Abcd1234"), talk.titles) == (wrong, buttons)


def test_after_nothing_found_either_may_be_mended(talk: StatusTalk) -> None:
    talk.agreed().say("5678")
    assert "trễ hẹn" in talk.say("nhầm, 4321")
    assert "Không tìm thấy" in talk.say("H29.18-260310-0421 4321")
    assert "4 số cuối" in talk.say("không, mã là H29.18-260601-0107")
    assert "đã có kết quả" in talk.say("7070")


def test_a_code_is_mended_at_the_consent(talk: StatusTalk) -> None:
    talk.say("H29.18-260310-0421")
    assert "đồng ý không" in talk.say("nhầm, mã là H29.18-260310-0420")
    assert "0420" in talk.press("Đồng ý")


def test_a_code_taken_back_is_not_looked_up(talk: StatusTalk) -> None:
    talk.agreed("không phải H29.18-260601-0107 mà là H29.18-260310-0420")
    assert "0420" in talk.text


@pytest.mark.parametrize(
    ("answer", "intent"), [("đúng", "affirm"), ("dung roi", "affirm"), ("phải", "affirm"), ("chuẩn luôn ạ", "nlu_fallback")]
)
def test_a_repaired_code_is_asked_about(talk: StatusTalk, answer: str, intent: str) -> None:
    assert "Có phải mã H29.18-260310-0420 không?" in talk.say("H29.18-26O310-0420 4321")
    assert talk.titles == ["Đúng", "Không, tôi gõ lại"]
    if answer.startswith("chuẩn"):
        assert "Có phải" in talk.say(answer, intent)  # not a clear yes: asked once more
        answer = "đúng"
    assert "đồng ý không" in talk.say(answer, intent)
    assert "trễ hẹn" in talk.say("đồng ý", "affirm")


def test_a_repaired_code_that_was_not_meant(talk: StatusTalk) -> None:
    talk.say("H29.18-26O310-0420")
    assert "nhắn mã hồ sơ" in talk.say("không phải", "deny")
    assert talk.memory.pending == "status:code"
    talk.say("H29.18-26O310-0420")
    assert "nhắn mã hồ sơ" in talk.press("Không, tôi gõ lại")


def test_of_many_codes_the_first_is_looked_up(talk: StatusTalk) -> None:
    text = talk.say(f"xem giùm {LATE} và {DONE}")
    assert "từng hồ sơ một" in text
    talk.press("Đồng ý")
    assert "0420" in talk.text


def test_a_code_of_another_province_is_sent_there(talk: StatusTalk) -> None:
    text = talk.say("H56.18-260310-0420")
    assert "tỉnh Thanh Hóa" in text
    assert "dichvucong.gov.vn" in text
    assert talk.status == "out_of_scope"
    assert talk.memory.dossier is None
    assert talk.memory.pending is None


def test_a_code_of_social_insurance_is_looked_up(talk: StatusTalk) -> None:
    assert "đang được xử lý" in talk.agreed("03799/2026/00042 4560").text


def test_what_is_no_code_is_said_so_and_then_helped(talk: StatusTalk) -> None:
    talk.say("tra cứu hồ sơ")
    assert "chưa thấy mã hồ sơ" in talk.say("123456", "nlu_fallback")
    assert "H29.18-260310-0000" in talk.text
    second = talk.say("123 456 789", "nlu_fallback")
    assert "gặp cán bộ" in second
    assert talk.titles == ["Tôi không nhớ mã", "Gặp cán bộ", "Thôi"]
    assert "đồng ý không" in talk.say(LATE)


@pytest.mark.parametrize(
    "text",
    ["tôi không nhớ mã", "mất biên nhận rồi thì tra kiểu gì", "quên mã hồ sơ rồi", "em làm mất giấy hẹn", "I lost the receipt", "ko có mã"],
)
def test_who_has_no_code_is_told_how_to_find_it(talk: StatusTalk, text: str) -> None:
    said = talk.say(text)
    for way in ("Hồ sơ của tôi", "VNeID", "1022", "đừng gửi"):
        assert way in said


@pytest.mark.parametrize("text", ["quá hẹn 5 ngày rồi mà chưa có kết quả", "em nộp rồi mà chưa thấy kết quả", "nộp rồi ma chua thay gi"])
def test_but_is_no_code(talk: StatusTalk, text: str) -> None:
    assert "Bạn nhắn mã hồ sơ" in talk.say(text)


def test_a_long_number_is_no_code(talk: StatusTalk) -> None:
    assert "chưa thấy mã hồ sơ" in talk.say("số biên nhận 2605123 xong chưa em")


@pytest.mark.parametrize("text", ["quên rồi", "không nhớ", "mất rồi", "không có", "không"])
def test_once_asked_fewer_words_will_do(talk: StatusTalk, text: str) -> None:
    talk.say("hồ sơ tới đâu rồi")
    assert "VNeID" in talk.say(text, "deny")
    assert talk.memory.pending == "status:code"
