"""Proofs, yes and no as people type them to the status desk."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from actions.desks.status import asked_news, asked_on
from actions.desks.status.heard import chosen, consents, declines, given, gives_up, reads_right, reads_wrong, without
from core.text.dossier_codes import find
from portal.dossiers.models import ProofKind
from tests.actions.desks.conftest import ODD

PHONE = frozenset({ProofKind.PHONE})
SECRET = frozenset({ProofKind.SECRET})
BOTH = PHONE | SECRET


def digits(text: str, kinds: frozenset[ProofKind] = PHONE) -> str | None:
    proof = given(text, kinds).proof
    return proof.value if proof else None


@pytest.mark.parametrize(
    "text",
    [
        "4321", "4 số cuối 4321", "4 số cuối là: 4321", "bốn số cuối 43 21", "4 3 2 1", "dạ 4.3.2.1 ạ", "last 4 digits 4321",
        "số cuối 4321 nha",
        "0571004321", "0571 004 321", "+84571004321", "sđt 0571.004.321", "bốn ba hai một", "dạ là bốn ba hai một ạ", "four three two one",
        "không phải 5678 mà là 4321", "không phải 5678, 4321", "4321 chứ không phải 5678", "nhầm, 4321", "nộp năm 2026, số 4321",
        "hồ sơ ngày 12/11/2026 số 4321", "gọi 1022 họ nói 4321", "４３２１", "4so cuoi 4321", "4 chữ số cuối của số điện thoại là 4321",
    ],
)  # fmt: skip
def test_the_end_of_a_phone_number(text: str) -> None:
    assert digits(text) == "4321"
    assert digits(text, BOTH) == "4321"


@pytest.mark.parametrize(
    "text", ["", "432", "43210", "năm 2026", "12/11/2026", "gọi 1022", "5000 đồng", "4 số cuối", "bốn ba hai", "abc", "không", "1.004884"]
)
def test_what_is_none(text: str) -> None:
    assert digits(text) is None


@pytest.mark.parametrize("text", ["099840104729", "cccd 0998 4010 4729", "cmnd 023456789", "số định danh: 099 840 104 729"])
def test_an_identity_number_is_noticed_and_not_taken(text: str) -> None:
    heard = given(text, BOTH)
    assert heard.identity
    assert heard.proof is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mã bí mật là k7Xm2Qp9", "k7Xm2Qp9"), ("ma bi mat: WZfGixgd", "WZfGixgd"), ("k7Xm2Qp9", "k7Xm2Qp9"),
        ("secret key abc123", "abc123"),
        ("khóa bí mật của hồ sơ là a4321b", "a4321b"), ("WZfGixgd", "WZfGixgd"),
    ],
)  # fmt: skip
def test_a_secret_key(text: str, key: str) -> None:
    assert digits(text, SECRET) == key
    assert digits(text, BOTH) == key
    assert digits(text, PHONE) in (None, "4321")


@pytest.mark.parametrize("text", ["4321nha", "tracuu", "khongbiet", "mã bí mật là gì", "VNeID", "tôi không có"])
def test_words_are_no_key(text: str) -> None:
    proof = given(text, BOTH).proof
    assert proof is None or proof.kind is ProofKind.PHONE


def test_beside_a_code_the_rest_is_read() -> None:
    text = "hs H29.18-260310-0420 đuôi 4321 giùm"
    assert digits(without(text, find(text))) == "4321"
    assert digits(without("H29.18-260310-0420", find("H29.18-260310-0420"))) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("không phải H29.18-260601-0107 mà là H29.18-260310-0420", "H29.18-260310-0420"),
        ("H29.18-26O310-0420 à, H29.18-260601-0107", "H29.18-260601-0107"),
        ("nhầm, mã là H29.18-260310-0420", "H29.18-260310-0420"),
        ("H29.18-260310-0420 rồi H29.18-260601-0107", "H29.18-260310-0420"),
    ],
)
def test_which_code_is_meant(text: str, code: str) -> None:
    assert chosen(text, find(text)).code.text == code


@pytest.mark.parametrize(
    "text", ["đồng ý", "tôi đồng ý", "ok đồng ý cho tra cứu", "đồng ý tra hồ sơ", "có", "dạ được ạ", "I agree", "yes", "dong y"]
)
def test_a_clear_yes(text: str) -> None:
    assert consents(text)
    assert not declines(text)


@pytest.mark.parametrize(
    "text", ["được không", "đồng ý là sao", "chưa đồng ý", "không đồng ý", "đừng", "để coi", "ừ mà khoan", "có bắt buộc không", "", "đóng"]
)
def test_no_clear_yes(text: str) -> None:
    assert not consents(text)


@pytest.mark.parametrize("text", ["thôi", "thôi không tra nữa", "không tra cứu nữa", "thôi khỏi", "never mind", "tôi không muốn xem nữa"])
def test_giving_up(text: str) -> None:
    assert gives_up(text)


@pytest.mark.parametrize("text", ["tra không được", "không tra ra", "thôi chết, nhầm rồi", "không xem được", "4321"])
def test_trouble_is_no_giving_up(text: str) -> None:
    assert not gives_up(text)


def test_a_reading_is_right_or_wrong() -> None:
    assert all(reads_right(text) for text in ("đúng", "dung roi", "phải rồi", "dạ đúng ạ", "chuẩn", "yes", "correct"))
    assert all(reads_wrong(text) for text in ("sai", "sai rồi", "không phải", "không", "no", "nhầm rồi"))
    assert not any(reads_right(text) or reads_wrong(text) for text in ("đúng không", "mã nào", ""))


@pytest.mark.parametrize(
    "text", ["xem lại", "còn mấy ngày nữa", "bao giờ xong vậy em", "hồ sơ tôi tới đâu rồi", "is it ready", "how many days left"]
)
def test_asking_on(text: str) -> None:
    assert asked_on.follows_up(text)


@pytest.mark.parametrize("text", ["làm khai sinh bao giờ xong", "đăng ký tạm trú mấy ngày có", "cần giấy tờ gì", "lệ phí bao nhiêu"])
def test_asking_of_something_else(text: str) -> None:
    assert not asked_on.follows_up(text)


@pytest.mark.parametrize("text", ODD)
def test_odd_text(text: str) -> None:
    for kinds in (PHONE, SECRET, BOTH, frozenset(ProofKind), frozenset[ProofKind]()):
        given(text, kinds)
    assert not consents(text)
    asked_on.state_asked(text)
    asked_news.wants_news(text)


@drawn(st.text(max_size=80))
def test_a_phone_proof_is_four_digits_whatever_is_typed(text: str) -> None:
    proof = given(text, PHONE).proof
    assert proof is None or (len(proof.value) == 4 and proof.value.isascii() and proof.value.isdigit())
    assert given(text, frozenset()).proof is None
