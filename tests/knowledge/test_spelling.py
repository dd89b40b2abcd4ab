"""Typing repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, normalize
from core.text.keys import from_keys, telex, vni
from core.text.orthography import is_syllable
from knowledge.spelling import Speller
from knowledge.words import Words
from tests.core.test_normalize import EVERYTHING
from tests.knowledge.conftest import SEED
from tests.knowledge.test_accents import RESTORER, TEXTS

SPELLER = Speller(RESTORER.ngrams, Words.read(SEED / "words.tsv").stay)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dduwowcj cấp", "được cấp"),
        ("đawng kys khai sinh", "đăng ký khai sinh"),
        ("d9a8ng ky1 tạm trú", "đăng ký tạm trú"),
        ("giayyy tờ", "giay tờ"),
        ("đăng ký khaisinh", "đăng ký khai sinh"),
        ("dang kyketthon cho con", "dang kyketthon cho con"),  # two slips in one word: not guessed
        ("giấy khia snih", "giấy khia sinh"),  # "khia" is spelled as a syllable
        ("giấy khai sihn", "giấy khai sinh"),
        ("hồ sơ cần giấy tờ fải nộp", "hồ sơ cần giấy tờ phải nộp"),
        ("nop ho so ở dadu", "nop ho so ở đau"),  # the key of đ may come late
    ],
)
def test_broken_words_are_repaired(typed: str, meant: str) -> None:
    assert SPELLER.repair(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["1.001193", "A1", "quan1 lop6", "H29.17-240115-0012", "VNeID", "UBND", "wifi zalo", "cccd đkkh ntn", "abc@khaisinh.vn",
     "www.dangkyy.vn", "https://khaisinh.vn/giayyy", "Nguyễn Văn Khoẻnh", "Đắk Lắk", "123/2015/NĐ-CP"],
)  # fmt: skip
def test_codes_names_and_known_words_stay(text: str) -> None:
    assert SPELLER.repair(text) == text


@given(st.lists(st.sampled_from(sorted({word for text in TEXTS[:2000] for word in text.split() if is_syllable(fold(word))})), max_size=12))
def test_known_syllables_stay(syllables: list[str]) -> None:
    assert SPELLER.repair(" ".join(syllables)) == " ".join(syllables)


@given(EVERYTHING)
def test_repairing_twice_is_repairing_once(raw: str) -> None:
    once = SPELLER.repair(normalize(raw))
    assert SPELLER.repair(once) == once


@given(st.text("abcdeghiklmnoprstuvxyzfjw0123456789.,đăâêôơưáàả ", max_size=60))
def test_repairing_near_words_twice_is_repairing_once(raw: str) -> None:
    once = SPELLER.repair(normalize(raw))
    assert SPELLER.repair(once) == once


def test_every_syllable_survives_its_keys() -> None:
    words = [word for word in RESTORER.ngrams.words[3:] if not word.isascii() and is_syllable(fold(word)) and word == normalize(word)]
    read = [word for word in words if normalize(from_keys(telex(word)) or "") == normalize(from_keys(vni(word)) or "") == word]
    assert len(words) > 1000
    assert len(read) > 0.99 * len(words)  # the rest is misspelled in the records: "taị"


@pytest.mark.parametrize("syllable", ["khai", "nghieng", "quyen", "gi", "giay", "uyen", "o", "y", "thuy", "khuya", "ngoai", "boong"])
def test_syllables_are_known_by_their_spelling(syllable: str) -> None:
    assert is_syllable(syllable)


@pytest.mark.parametrize("other", ["", "khaii", "shop", "kon", "cing", "ngien", "ddi", "gks", "wifi", "khaisinh", "zo"])
def test_what_is_no_syllable(other: str) -> None:
    assert not is_syllable(other)
