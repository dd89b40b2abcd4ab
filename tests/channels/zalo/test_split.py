"""Long texts in messages: where they are cut, and where they never are."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.zalo.split import split

LINE = "Người yêu cầu nộp hồ sơ tại nơi cư trú"
TOGETHER = [
    "ngày 15 tháng 4 năm 2026", "15/04/2026", "1 200 000 đồng", "500.000 đồng", "03 ngày làm việc", "H29.18-260310-0001",
    "1.001193", "số 123/2015/NĐ-CP", "https://dichvucong.gov.vn/thu-tuc/019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7", "0912 345 678",
    "Điều 12", "TP. Hồ", "(028) 3829 0000", "7 January 2026",
]  # fmt: skip


def parts(longest: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from("aăệ0123456789.,:;!?()/- \n\t\u0301đ😀"), max_size=longest * 6)


@given(parts(50), st.integers(1, 50))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, longest: int) -> None:
    pieces = split(text, longest)
    assert all(0 < len(piece) <= longest for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
    assert all(piece == piece.strip() for piece in pieces)


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing(text: str) -> None:
    assert split(text, 10) == []


def test_a_text_that_fits_stays_as_it_is() -> None:
    text = f"{LINE}.\n\n- một\n- hai"
    assert split(f" {text}\n", 2_000) == [text]


def test_paragraphs_before_lines_before_sentences() -> None:
    first, second = f"{LINE}.\n- {LINE}. {LINE}.", f"{LINE}.\n- {LINE}."
    assert split(f"{first}\n\n{second}", len(first) + 30) == [first, second]
    assert split(f"{LINE}\n{LINE}. {LINE}", len(LINE) * 2 + 3) == [LINE, f"{LINE}. {LINE}"]
    assert split(f"{LINE}. {LINE}. {LINE}", len(LINE) * 2 + 10) == [f"{LINE}. {LINE}.", LINE]
    assert split(" ".join([LINE] * 3), len(LINE) + 3) == [LINE] * 3


def test_a_short_paragraph_does_not_leave_a_message_nearly_empty() -> None:
    pieces = split(f"Chào.\n\n{' '.join([LINE + '.'] * 5)}", 150)
    assert pieces[0].startswith("Chào.\n\nNgười")


def test_a_head_stays_with_its_first_item() -> None:
    pieces = split(f"{LINE}\n{LINE}\nGiấy tờ:\n- {LINE}", len(LINE) * 2 + 12)
    assert pieces == [f"{LINE}\n{LINE}", f"Giấy tờ:\n- {LINE}"]


@pytest.mark.parametrize("whole", TOGETHER)
def test_what_belongs_together_is_never_cut(whole: str) -> None:
    for before in range(120):
        text = f"{'x' * (before % 7)} {'chữ ' * (before // 7)}{whole} và nữa rồi thôi " + "chữ " * 40
        assert any(whole in piece for piece in split(text, 90)), split(text, 90)


def test_a_number_at_the_beginning_of_a_line_stays_with_it() -> None:
    text = " ".join(f"{n}. Nộp hồ sơ tại nơi cư trú." for n in range(1, 40))
    assert all(re.match(r"\d+\. Nộp", piece) and piece.endswith(".") for piece in split(text, 100))


def test_a_word_longer_than_a_message_is_cut_between_letters() -> None:
    word = unicodedata.normalize("NFC", "a\u0302\u0301\u0323\u0330" * 30)
    pieces = split(word, 25)
    assert "".join(pieces) == word
    assert not any(unicodedata.combining(piece[0]) for piece in pieces)


@pytest.mark.parametrize(
    "text", ["1 " * 50_000, "1" * 100_000, "a:\n" * 30_000, "ngày 1 tháng " * 8_000, "." * 100_000, "số " * 30_000, "(1) " * 20_000]
)
def test_hostile_texts_are_cut_in_time(text: str) -> None:
    begun = time.monotonic()
    assert all(len(piece) <= 2_000 for piece in split(text, 2_000))
    assert time.monotonic() - begun < 5
