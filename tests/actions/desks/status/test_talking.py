"""The talk about a dossier: what comes in between, what is left off, what is told again, and bad days."""

from dataclasses import replace
from typing import Literal

import pytest

from actions.desks.status.held import Held
from actions.desks.status.told import paused
from conversations.service import Conversations
from core.db import Database
from core.errors import LookupPaused, PortalDenied, PortalUnavailable
from core.settings import Settings
from portal.dossiers.models import Proof, ProofKind
from tests.actions.desks.conftest import ODD
from tests.actions.desks.status.talk import DONE, KEY, LATE, LATE_PHONE, Aging, Faulty, Serve, StatusTalk, forgets_procedure, serving


@pytest.mark.parametrize("stop", ["thôi", "thôi không tra nữa", "thôi khỏi", "hủy đi", "stop"])
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_never_mind_ends_it_at_every_step(talk: StatusTalk, steps: int, stop: str) -> None:
    for text in ("hồ sơ tới đâu rồi", LATE, "đồng ý")[:steps]:
        talk.say(text)
    assert "dừng tra cứu" in talk.say(stop, "stop")
    assert talk.memory.pending is None
    assert talk.memory.dossier is None


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_question_in_between_is_for_somebody_else(talk: StatusTalk, steps: int) -> None:
    for text in ("hồ sơ tới đâu rồi", LATE, "đồng ý")[:steps]:
        talk.say(text)
    pending, kept = talk.memory.pending, talk.memory.dossier
    assert talk.hear("đăng ký tạm trú lệ phí bao nhiêu?", "ask_fee") is None
    assert talk.hear("hôm nay trời đẹp quá", "chitchat") is None
    assert (talk.memory.pending, talk.memory.dossier) == (pending, kept)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_what_is_stored_is_told_and_the_question_stays_open(talk: StatusTalk, steps: int) -> None:
    for text in ("hồ sơ tới đâu rồi", f"{LATE} 4321", "đồng ý")[:steps]:
        talk.say(text)
    pending = talk.memory.pending
    if pending:
        assert "90 ngày" in talk.say("bạn lưu gì của tôi", "privacy")
        assert talk.memory.pending == pending
    if pending == "status:consent":
        assert "trễ hẹn" in talk.press("Đồng ý")


def test_why_a_proof_is_told(talk: StatusTalk) -> None:
    assert "chỉ người nộp biết" in talk.agreed().say("sao phải đưa số điện thoại", "nlu_fallback")
    assert "VNeID" in talk.press("Tôi không nhớ số")
    assert talk.memory.pending == "status:proof"


@pytest.mark.parametrize("text", ["làm sao tra cứu hồ sơ đã nộp", "muốn xem hồ sơ đã nộp trên mạng ở đâu", "how can I check my file"])
def test_how_to_look_it_up_leaves_another_desk_its_question(talk: StatusTalk, text: str) -> None:
    talk.memory = replace(talk.memory, pending="report:where")
    said = talk.desk.reply(talk.turn(text))
    assert said is not None
    assert said.memory.pending == "report:where"


@pytest.mark.parametrize("text", ["làm sao tra cứu hồ sơ đã nộp", "muốn xem hồ sơ đã nộp trên mạng ở đâu", "how can I check my file"])
def test_how_to_look_it_up(talk: StatusTalk, text: str) -> None:
    said = talk.say(text)
    for way in ("Tra cứu hồ sơ", "1022"):
        assert way in said
    assert talk.memory.pending is None
    assert "nhắn mã hồ sơ" in talk.press("Tra cứu hồ sơ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("yêu cầu bổ sung nghĩa là gì", "thời hạn của cơ quan tạm dừng"),
        ("đang xử lý hoài là sao", "đến lượt cơ quan"),
        ("hồ sơ em bị trả về là sao", "chưa nhận giải quyết"),
        ("sao hồ sơ của tôi trễ hẹn vậy", "hẹn lại"),
    ],
)
def test_a_word_of_the_portal_is_explained(talk: StatusTalk, text: str, told: str) -> None:
    said = talk.say(text)
    assert told in said
    assert "nhắn mã hồ sơ" in said
    assert talk.memory.pending == "status:code"


def test_a_word_is_explained_while_the_question_stays_open(talk: StatusTalk) -> None:
    talk.agreed()
    assert "cơ quan" in talk.say("đang xử lý nghĩa là gì")
    assert talk.memory.pending == "status:proof"
    assert "trễ hẹn" in talk.say("4321")


@pytest.mark.parametrize("text", ["hồ sơ tôi tới đâu rồi", "còn mấy ngày nữa", "thử lại"])
def test_what_was_shown_is_shown_again_without_typing(talk: StatusTalk, text: str) -> None:
    assert "trễ hẹn" in talk.shown().say(text)
    assert "trễ hẹn" in talk.press("Xem lại")


@pytest.mark.parametrize("text", ["xem hồ sơ khác", "hồ sơ của mẹ tôi tới đâu rồi", "check another file"])
def test_another_dossier_is_asked_for(talk: StatusTalk, text: str) -> None:
    assert "nhắn mã hồ sơ" in talk.shown().say(text)


def test_a_code_is_known_whatever_the_intent(talk: StatusTalk) -> None:
    said = talk.desk.spoken_of(talk.turn(f"lệ phí hồ sơ {LATE}", "ask_fee"))
    assert said is not None
    assert "đồng ý không" in said.answer.text
    assert talk.desk.spoken_of(talk.turn("H29.18-26O310-0420", "ask_fee")) is None  # repaired: only where a code is expected


def test_a_follow_up_is_known_whatever_its_intent(talk: StatusTalk) -> None:
    assert talk.desk.spoken_of(talk.turn("còn mấy ngày nữa", "ask_time")) is None
    talk.shown()
    said = talk.desk.spoken_of(talk.turn("còn mấy ngày nữa", "ask_time"))
    assert said is not None
    assert "trễ hẹn" in said.answer.text
    for text in ("khai sinh cần giấy tờ gì", "làm khai sinh bao giờ xong", "xem hồ sơ khác"):
        assert talk.desk.spoken_of(talk.turn(text, "ask_time")) is None


def test_after_half_an_hour_it_is_asked_anew(talk: StatusTalk) -> None:
    talk.shown()
    talk.seal.age = 1_801
    assert "chỉ giữ trong 30 phút" in talk.press("Xem lại")
    assert talk.memory.pending == "status:code"


def test_the_procedure_is_spoken_of_when_its_record_is_known(talk: StatusTalk) -> None:
    forgets_procedure(talk)
    talk.shown()
    assert talk.memory.procedure_code == "1.004884"
    (payload,) = (payload for title, payload in talk.memory.options if "Giấy tờ" in title)
    assert payload == '/ask_documents{"procedure_code":"1.004884"}'


def test_a_procedure_without_record_leaves_no_other_in_its_place(talk: StatusTalk) -> None:
    forgets_procedure(talk)
    talk.agreed(f"{DONE} 7070")
    assert talk.status == "dossier"
    assert talk.memory.procedure_code is None


def test_who_is_signed_in_needs_no_digits(talk: StatusTalk) -> None:
    talk.identity = talk.seal.close("099840104729")
    consent = talk.say(LATE)
    assert "số định danh của tài khoản" in consent
    assert "trễ hẹn" in talk.press("Đồng ý")


def test_who_is_signed_in_may_ask_for_another_s_with_its_phone(talk: StatusTalk) -> None:
    talk.identity = talk.seal.close("099853209458")
    assert "Không tìm thấy" in talk.agreed().text
    assert "trễ hẹn" in talk.say("4321")


def test_a_portal_that_takes_keys_alone(serve: Serve) -> None:
    talk = serve(Faulty(proofs=frozenset({ProofKind.SECRET})))
    assert "mã bí mật" in talk.agreed().text
    assert "trễ hẹn" in talk.say("k7Xm2Qp9", "nlu_fallback")


def test_a_portal_that_needs_a_sign_in(serve: Serve) -> None:
    talk = serve(Faulty(proofs=frozenset({ProofKind.IDENTITY})))
    assert "đăng nhập" in talk.agreed().text
    assert "1022" in talk.text
    assert talk.memory.pending is None


FAULTS: tuple[Literal["timeout", "unreachable", "server_error", "malformed"], ...] = ("timeout", "unreachable", "server_error", "malformed")


@pytest.mark.parametrize("reason", FAULTS)
def test_a_portal_that_does_not_answer(serve: Serve, reason: Literal["timeout", "unreachable", "server_error", "malformed"]) -> None:
    portal = Faulty(PortalUnavailable(reason=reason, retry_after=600))
    talk = serve(portal, "Cổng thử")
    text = talk.agreed(f"{LATE} 4321").text
    assert "Cổng thử" in text
    assert "9:10" in text  # ten minutes after nine
    assert "1022" in text
    assert (talk.status, talk.memory.pending) == ("error", None)
    portal.fault = None
    assert "trễ hẹn" in talk.press("Thử lại")


def test_a_portal_that_does_not_let_us_in(serve: Serve) -> None:
    talk = serve(Faulty(PortalDenied()))
    text = talk.agreed(f"{LATE} 4321").text
    assert "không phải lỗi của bạn" in text
    assert "1022" in text


def test_after_many_misses_lookups_rest(talk: StatusTalk) -> None:
    talk.agreed()
    texts = [talk.say(f"{number:04}") for number in range(6)]
    assert all("Không tìm thấy" in text for text in texts[:5])
    assert "15 phút" in texts[5]
    assert "1022" in texts[5]
    assert talk.memory.pending is None


@pytest.mark.parametrize(("seconds", "told"), [(1, "1 phút"), (899, "15 phút"), (20 * 3600, "20 giờ"), (None, "5 phút")])
def test_how_long_lookups_rest(talk: StatusTalk, seconds: int | None, told: str) -> None:
    assert f"khoảng {told}" in paused(talk.turn("4321"), LookupPaused(retry_after=seconds)).answer.text


def test_a_database_that_is_down_is_told(broken: Database) -> None:
    from tests.actions.desks.conftest import wishes

    conversations = Conversations(broken, Settings())
    with serving(broken, conversations, wishes(broken)) as serve:
        talk = serve()
        assert "1022" in talk.say(LATE)
        assert talk.status == "error"
        assert "nhắn mã hồ sơ" in talk.say("hồ sơ tới đâu rồi")


def test_in_english(serve: Serve) -> None:
    talk = serve(language="en")
    assert "file code" in talk.say("where is my application")
    assert "Do you agree" in talk.say(LATE)
    assert "last 4 digits" in talk.say("I agree", "affirm")
    assert "late" in talk.say("4321")
    assert "look" in talk.titles[0].lower()


@pytest.mark.parametrize("text", [*ODD, " ".join(f"H29.18-260310-{number:04}" for number in range(200)), "H29." * 5_000, "4" * 5_000])
@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_odd_text(talk: StatusTalk, steps: int, text: str) -> None:
    for said in ("hồ sơ tới đâu rồi", LATE, "đồng ý")[:steps]:
        talk.say(said)
    talk.hear(text, "nlu_fallback")
    talk.hear(text)


def test_nothing_held_shows_in_a_repr() -> None:
    held = Held(code=LATE, proof=Proof(ProofKind.PHONE, LATE_PHONE))
    assert LATE not in repr(held)
    assert LATE_PHONE not in repr(held)


def test_a_seal_that_is_not_ours_opens_nothing(talk: StatusTalk) -> None:
    other = Aging(b"another key of 16")
    talk.memory = replace(talk.memory, pending="status:proof", dossier=other.close({"code": LATE, "proof": ["phone", "4321"]}))
    assert "không giữ mã" in talk.say("4321", "nlu_fallback")
    talk.memory = replace(talk.memory, pending="status:proof", dossier=Aging(KEY).close(["x"]))
    assert "không giữ mã" in talk.say("4321", "nlu_fallback")


def test_an_unknown_button_is_not_its_own(talk: StatusTalk) -> None:
    assert talk.desk.pressed(talk.turn(picked="status:dance"), "dance") is None
    assert talk.desk.resume(talk.turn("có"), "dance") is None
    for option in ("right", "refresh", "nophone", "news", "news:yes"):
        assert "không giữ mã" in talk.pick(f"status:{option}")
