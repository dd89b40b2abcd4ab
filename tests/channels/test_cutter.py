"""Long texts in messages: where they are cut, and where they never are, whichever way a platform counts."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.cutter import Size, split, tail
from channels.messenger.limits import size as units

LINE = "Người yêu cầu nộp hồ sơ tại nơi cư trú"
TOGETHER = [
    "ngày 15 tháng 4 năm 2026", "ngày 28 tháng 5", "15/04/2026", "tháng 5 năm 2020", "28 May 2020", "May 28, 2020", "7 January 2026",
    "1 200 000 đồng", "500.000 đồng", "8.000.000 đồng", "03 ngày làm việc", "30 ngày", "15 working days", "15 days",
    "0912 345 678", "028 3822 6184", "(028) 3829 0000", "+84 28 3822 6184", "H29.18-260310-0420", "1.001193", "số 123/2015/NĐ-CP",
    "https://dichvucong.gov.vn/p/home/dvc.html?ma=1.001193&x=1", "Điều 12", "khoản 2", "Phường 14", "bước 3", "Article 9",
    "TP. Hồ", "Q. Ba", "ThS. Lan", "No. Seven", "1. Đăng", "(2) Nộp", "a) Tờ",
]  # fmt: skip
SIZES = pytest.mark.parametrize("size", [len, units])


def parts(longest: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from("aăệ0123456789.,:;!?()/- \n\t\u0301đ😀\u200d"), max_size=longest * 6)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@SIZES
@given(parts(50), st.integers(2, 50))
def test_nothing_is_lost_and_nothing_is_too_long(size: Size, text: str, longest: int) -> None:
    pieces = split(text, longest, size)
    assert all(0 < size(piece) <= longest for piece in pieces)
    assert bare("".join(pieces)) == bare(text)
    assert all(piece == piece.strip() for piece in pieces)
    head, end = tail(text, longest, size)
    assert size(end) <= longest
    assert bare(head + end) == bare(text)


@pytest.mark.parametrize("blank", ["", " ", "\n\n", " \n\t ", "\u00a0"])
def test_a_blank_text_is_no_message(blank: str) -> None:
    assert split(blank, 20) == []


def test_a_text_that_fits_stays_as_it_is() -> None:
    text = f"{LINE}.\n\n- một\n- hai"
    assert split(f" {text}\n", 2_000) == [text]
    assert tail(f" {text}\n", 2_000) == ("", text)


def test_paragraphs_before_lines_before_sentences_before_words() -> None:
    assert split("Một. Hai ba.\nBốn năm.\n\nSáu bảy. Tám", 33) == ["Một. Hai ba.\nBốn năm.", "Sáu bảy. Tám"]
    assert split("Một hai. Ba bốn.\nNăm sáu bảy. Tám chín", 30) == ["Một hai. Ba bốn.", "Năm sáu bảy. Tám chín"]
    assert split("Một hai ba. Bốn năm sáu bảy tám", 24) == ["Một hai ba.", "Bốn năm sáu bảy tám"]
    assert split("một hai ba bốn năm sáu", 13) == ["một hai ba", "bốn năm sáu"]
    assert split(" ".join([LINE] * 3), len(LINE) + 3) == [LINE] * 3


def test_a_short_paragraph_does_not_leave_a_message_nearly_empty() -> None:
    pieces = split(f"Chào.\n\n{' '.join([LINE + '.'] * 5)}", 150)
    assert pieces[0].startswith("Chào.\n\nNgười")


def test_a_head_stays_with_its_first_item() -> None:
    pieces = split(f"{LINE}\n{LINE}\nGiấy tờ:\n- {LINE}", len(LINE) * 2 + 12)
    assert pieces == [f"{LINE}\n{LINE}", f"Giấy tờ:\n- {LINE}"]
    assert not tail(f"{LINE}.\nGiấy tờ:\n- Tờ khai theo mẫu, bản chính\n- Giấy chứng sinh", 60)[1].startswith("- Tờ khai")


@SIZES
@pytest.mark.parametrize("whole", TOGETHER)
def test_what_belongs_together_is_never_cut(size: Size, whole: str) -> None:
    for before in range(len(whole) + 12):  # the limit falls on each of its letters
        first = ("chữ " * 40)[: 84 - before].rstrip()
        text = f"{first} {whole} và nữa rồi thôi {'chữ ' * 40}{whole} {'x' * (before % 7)} {'chữ ' * 12}"
        assert sum(piece.count(whole) for piece in split(text, 90, size)) == 2, split(text, 90, size)
        head, end = tail(text, 90, size)
        assert head.count(whole) + end.count(whole) == 2


@pytest.mark.parametrize("kept", ["1. Đăng", "TP. Hồ", "Q. Ba", "ThS. Lan", "No. Seven", "v.v. và"])
@pytest.mark.parametrize("shift", range(12))
def test_what_only_looks_like_the_end_of_a_sentence_is_none(kept: str, shift: int) -> None:
    text = f"{'Câu đầu tiên ở đây.'} {'x' * shift} {kept} và những chữ khác nữa rồi lại thêm nữa."
    assert not [piece for piece in split(text, 45)[:-1] if piece.endswith(kept.split()[0])]


def test_a_number_at_the_beginning_of_a_line_stays_with_it() -> None:
    text = " ".join(f"{n}. Nộp hồ sơ tại nơi cư trú." for n in range(1, 40))
    assert all(re.match(r"\d+\. Nộp", piece) and piece.endswith(".") for piece in split(text, 100))


def test_what_ends_with_a_line_is_not_kept_with_the_next() -> None:
    assert split(f"{LINE} năm 2020\n15 ngày nữa {LINE}", len(LINE) + 12) == [f"{LINE} năm 2020", f"15 ngày nữa {LINE}"]


def test_a_word_longer_than_a_message_is_cut_between_letters() -> None:
    word = unicodedata.normalize("NFC", "a\u0302\u0301\u0323\u0330" * 30)
    pieces = split(word, 25)
    assert "".join(pieces) == word
    assert not any(unicodedata.combining(piece[0]) for piece in pieces)
    family = "👨\u200d👩\u200d👧"
    pieces = split("x" * 17 + family * 3, 20, units)
    assert "".join(pieces) == "x" * 17 + family * 3
    assert not [piece for piece in pieces if piece.startswith("\u200d") or piece.endswith("\u200d")]
    assert all(units(piece) <= 20 for piece in pieces)


def test_a_letter_of_two_units_counts_as_two_where_the_platform_says_so() -> None:
    assert split("😀" * 6, 4) == ["😀" * 4, "😀" * 2]
    assert split("😀" * 6, 4, units) == ["😀" * 2] * 3


def test_the_end_is_as_long_as_whole_parts_allow() -> None:
    text = "Một hai ba.\n\nBốn năm sáu.\n\nBảy tám chín."
    assert tail(text, 30) == ("Một hai ba.", "Bốn năm sáu.\n\nBảy tám chín.")
    assert tail("một hai ba bốn", 8) == ("một hai", "ba bốn")
    assert tail("x" * 30, 10) == ("x" * 20, "x" * 10)


@pytest.mark.timeout(60)  # an expression that goes back and forth would take hours
@SIZES
@pytest.mark.parametrize(
    "text",
    ["1 " * 20_000, "1" * 40_000, "a:\n" * 12_000, "ngày 1 tháng " * 8_000, "." * 100_000, "số " * 12_000, "(1) " * 20_000, "a. " * 12_000,
     "+" * 40_000, "Nộp hồ sơ tại phường, xã. " * 8_000, "x" + " " * 100_000 + "x", "1 tháng 1 " * 10_000],
)  # fmt: skip
def test_hostile_texts_are_cut(size: Size, text: str) -> None:
    pieces = split(text, 2_000, size)
    assert max(map(size, pieces)) <= 2_000
    assert bare("".join(pieces)) == bare(text)
    assert size(tail(text, 640, size)[1]) <= 640
