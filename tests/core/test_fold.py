"""The accent-less copy, and what a syllable is."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text import fold, has_accents, normalize, syllables
from tests.core.test_normalize import CODES, EVERYTHING

SENTENCE = st.text("aáàảãạăâđeêioôơuưyỳquhnHNĐƯ .,/0123456789-")


@given(EVERYTHING)
def test_no_text_is_too_strange(text: str) -> None:
    fold(text)
    syllables(text)
    has_accents(text)


@given(EVERYTHING)
@example("a \u0300 b")
@example("a \u0300")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(SENTENCE)
def test_a_folded_sentence_is_ascii(text: str) -> None:
    assert fold(text).isascii()


@given(SENTENCE)
def test_case_accents_and_composition_do_not_matter(text: str) -> None:
    assert fold(text) == fold(text.upper()) == fold(text.lower()) == fold(unicodedata.normalize("NFD", text)) == fold(normalize(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký tạm trú", "dang ky tam tru"),
        ("ĐƯỜNG", "duong"),
        ("hoà giải", "hoa giai"),
        ("Uỷ ban nhân dân", "uy ban nhan dan"),
        ("lệ phí?", "le phi?"),
        ("Ðơn xin", "don xin"),
    ],
)
def test_accents_and_strokes_are_dropped(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("code", CODES)
def test_codes_survive_every_change_of_case_and_accent(code: str) -> None:
    bare = code.replace("Đ", "D").lower()
    assert fold(code) == fold(code.upper()) == fold(code.lower()) == bare


@pytest.mark.parametrize("text", ["lệ phí", "Đ", "đ", "ơ", "LỆ PHÍ", "le phí", "le\u0323", "ý"])
def test_any_accent_is_seen(text: str) -> None:
    assert has_accents(text)


@pytest.mark.parametrize("text", ["", "le phi bao nhieu", "DANG KY", "1.001193", "?!", "A1"])
def test_no_accent_is_seen_where_there_is_none(text: str) -> None:
    assert not has_accents(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lệ phí bao nhiêu?", ["Lệ", "phí", "bao", "nhiêu"]),
        ("mã 1.001193, nộp.", ["mã", "1.001193", "nộp"]),
        ("123/2015/NĐ-CP", ["123/2015/NĐ", "CP"]),
        ("8.000 đồng/bản", ["8.000", "đồng/bản"]),
        ("...", []),
        ("", []),
    ],
)
def test_codes_and_numbers_stay_whole_among_syllables(text: str, parts: list[str]) -> None:
    assert syllables(text) == parts
