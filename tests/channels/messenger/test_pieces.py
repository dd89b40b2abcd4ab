"""Where a long text is cut."""

import pytest

from channels.messenger.limits import size
from channels.messenger.pieces import split, tail


def test_paragraphs_go_before_lines_before_sentences_before_words() -> None:
    assert split("Một. Hai ba.\nBốn năm.\n\nSáu bảy. Tám", 33) == ["Một. Hai ba.\nBốn năm.", "Sáu bảy. Tám"]
    assert split("Một hai. Ba bốn.\nNăm sáu bảy. Tám chín", 30) == ["Một hai. Ba bốn.", "Năm sáu bảy. Tám chín"]
    assert split("Một hai ba. Bốn năm sáu bảy tám", 24) == ["Một hai ba.", "Bốn năm sáu bảy tám"]
    assert split("một hai ba bốn năm sáu", 13) == ["một hai ba", "bốn năm sáu"]


@pytest.mark.parametrize(
    "whole",
    [
        "ngày 28 tháng 5 năm 2020", "28/05/2020", "8.000.000 đồng", "1 000 000 đồng", "028 3822 6184", "+84 28 3822 6184",
        "https://dichvucong.gov.vn/p/home/dvc.html?ma=1.001193&x=1", "H29.18-260310-0420", "123/2015/NĐ-CP", "28 May 2020", "May 28, 2020",
        "Điều 15", "khoản 2", "30 ngày", "15 days", "Phường 14", "tháng 5 năm 2020",
    ],
)  # fmt: skip
@pytest.mark.parametrize("shift", range(14))
def test_what_must_stay_whole_stays_whole(whole: str, shift: int) -> None:
    text = f"{'a' * (shift + 1)} {'bb ' * 20}{whole} {'cc ' * 20}{whole} {'dd ' * 20}".strip()
    pieces = split(text, 75)
    assert len(pieces) > 1
    assert "".join(pieces).count(whole) == sum(piece.count(whole) for piece in pieces) == 2
    head, end = tail(text, 75)
    assert head.count(whole) + end.count(whole) == 2


@pytest.mark.parametrize("kept", ["1. Đăng", "TP. Hồ", "Q. Ba", "ThS. Lan", "No. Seven"])
@pytest.mark.parametrize("shift", range(12))
def test_what_only_looks_like_the_end_of_a_sentence_is_none(kept: str, shift: int) -> None:
    text = f"{'Câu đầu tiên ở đây.'} {'x' * shift} {kept} và những chữ khác nữa rồi lại thêm nữa."
    assert not [piece for piece in split(text, 45)[:-1] if piece.endswith(kept.split()[0])]


def test_the_head_of_a_list_goes_with_the_list() -> None:
    text = "Hồ sơ nộp tại phường, xã.\nGiấy tờ cần chuẩn bị:\n- Tờ khai theo mẫu, bản chính\n- Giấy chứng sinh"
    assert split(text, 60)[0] == "Hồ sơ nộp tại phường, xã."
    assert tail(text, 78)[1].startswith("- Tờ khai") is False


def test_a_word_longer_than_a_message_is_cut_between_letters() -> None:
    family = "👨\u200d👩\u200d👧"
    pieces = split("x" * 17 + family * 3, 20)
    assert "".join(pieces) == "x" * 17 + family * 3
    assert not [piece for piece in pieces if piece.startswith("\u200d") or piece.endswith("\u200d")]
    assert all(size(piece) <= 20 for piece in pieces)


def test_the_end_is_as_long_as_whole_parts_allow() -> None:
    text = "Một hai ba.\n\nBốn năm sáu.\n\nBảy tám chín."
    assert tail(text, 30) == ("Một hai ba.", "Bốn năm sáu.\n\nBảy tám chín.")
    assert tail(text, 100) == ("", text)
    assert tail("một hai ba bốn", 8) == ("một hai", "ba bốn")
    assert tail("x" * 30, 10) == ("x" * 20, "x" * 10)


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u00a0"])
def test_a_blank_text_is_no_piece(blank: str) -> None:
    assert split(blank, 20) == []


def test_a_text_of_a_million_letters_is_cut_at_once() -> None:
    pieces = split("Nộp hồ sơ tại phường, xã. " * 40_000, 2_000)
    assert max(map(size, pieces)) <= 2_000
    assert len(pieces) < 600
