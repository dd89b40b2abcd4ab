"""A yes is heard only where it is clear; a contact is a phone number or an e-mail and nothing longer."""

import pytest

from actions.desks.hearing import agrees, contact_in, refuses

YES = [
    "có",
    "vâng ạ",
    "dạ đồng ý",
    "tôi đồng ý cho lưu thông tin",
    "đồng ý xóa hết dữ liệu nhé",
    "ok em",
    "đúng",
    "chắc chắn",
    "I agree",
]
UNCLEAR = [
    *("đồng ý là sao", "đồng ý để làm gì", "chưa đồng ý", "đâu có đồng ý", "đâu có", "có đâu", "sao phải đồng ý", "đồng ý?", "có không"),
    *("không đồng ý", "đừng", "dung", "chắc", "chắc vậy", "", "?", "hổng chắc", "nếu đồng ý thì sao", "có phải không"),
]


@pytest.mark.parametrize("text", YES)
def test_a_clear_yes(text: str) -> None:
    assert agrees(text)
    assert not refuses(text)


@pytest.mark.parametrize("text", UNCLEAR)
def test_silence_doubt_and_questions_are_no_yes(text: str) -> None:
    assert not agrees(text)


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("0909 123 456", "0909123456"), ("số em là 090.912.3456 nha", "0909123456"), ("(028) 3829 1234", "02838291234"),
        ("+84 909 123 456 hoặc", "+84909123456"), ("an.b@gmail.com", "an.b@gmail.com"), ("0909123456, sau 17 giờ", "0909123456"),
        ("079 123 456 789", None), ("0791.2345.6789", None), ("079123456789", None), ("12345", None), ("19001234567", None),
    ],
)  # fmt: skip
def test_a_contact_is_no_identity_number(text: str, contact: str | None) -> None:
    assert contact_in(text) == contact
