"""Citizen texts: both languages, nothing left open, short, plain, and with no number or office that is not meant."""

import re
import string
import unicodedata
from typing import Any, get_args

import pytest

from core.answer import Facet
from core.text import has_accents
from core.words import FOLDER, Language, say, words

LANGUAGES: tuple[Language, ...] = get_args(Language)
KEYS = sorted(words())
FIXED = [key for key in KEYS if "status" in words()[key]]
_ZALO, _MESSENGER, _WITH_BUTTONS, _FIXED = 2_000, 2_000, 640, 600  # characters of one message; a fixed text is sent in one piece
_QUICK_REPLY = 20  # characters of a title that Messenger shows
_HOTLINES = {"111", "113", "114", "115", "1022"}
_CALLED = re.compile(
    r"(?:gọi|tổng đài|hotline|call|line|công an|police on|cấp cứu|cứu hỏa|qua số|ambulance on)\b[^\d.;]{0,25}?(\d{3,4})\b", re.I
)
_STIFF = ("quý khách", "quý vị", "kính mời", "kính gửi", "xin vui lòng", "dear customer", "kindly")
_OLD_OFFICE = re.compile(
    r"(?:ubnd|ủy ban nhân dân|công an|phòng|tòa án|office of the|police of the) (?:quận|huyện|thị xã|district)", re.IGNORECASE
)


def fields(text: str) -> set[str]:
    return {name.split(".")[0].split(":")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def texts(entry: dict[str, Any]) -> list[str]:
    return [str(entry[language]) for language in LANGUAGES]


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.!?:;]+(?:\s|$)|\n", re.sub(r"\{[^}]*\}", "x", text)) if part.strip()]


def test_a_text_stands_in_both_languages_with_the_same_values() -> None:
    for key in KEYS:
        told = texts(words()[key])
        assert all(text.strip() for text in told), key
        assert fields(told[0]) == fields(told[1]) or key.endswith("date"), f"{key}: only a date names its month in English"
        assert "" not in fields(told[0]), f"{key}: a value is named"


def test_a_text_is_composed_and_clean() -> None:
    for key in KEYS:
        for text in texts(words()[key]):
            assert text == unicodedata.normalize("NFC", text), key
            assert "  " not in text.strip(), key
            assert not re.search(r"[\u200b-\u200f\ufeff]|\bTODO\b|\?\?", text), key


def test_a_text_fits_every_channel() -> None:
    for key in KEYS:
        entry = words()[key]
        longest = _FIXED if key in FIXED else _WITH_BUTTONS if entry.get("buttons") else min(_ZALO, _MESSENGER)
        assert all(len(text.strip()) <= longest for text in texts(entry)), key


def test_a_text_is_plain() -> None:
    for key in KEYS:
        for language, text in zip(LANGUAGES, texts(words()[key]), strict=True):
            assert not any(word in text.lower() for word in _STIFF), key
            told = sentences(text)
            average = sum(len(sentence.split()) for sentence in told) / max(1, len(told))
            assert average <= (32 if language == "vi" else 25), f"{key}: syllables in Vietnamese, words in English"


def test_no_district_is_named_as_the_office_in_charge() -> None:
    assert not [key for key in KEYS for text in texts(words()[key]) if _OLD_OFFICE.search(text)]


def test_only_known_hotlines_are_named() -> None:
    assert {number for key in KEYS for text in texts(words()[key]) for number in _CALLED.findall(text)} == _HOTLINES


@pytest.mark.parametrize("key", FIXED)
def test_a_reply_has_its_buttons_in_both_languages(key: str) -> None:
    buttons = words()[key].get("buttons", {"vi": [], "en": []})
    assert len(buttons["vi"]) == len(buttons["en"])
    assert all(fields(words()[key][language]) == set() for language in LANGUAGES)


@pytest.mark.parametrize("key", [key for key in FIXED if len(words()[key]["vi"]) > 40])
def test_vietnamese_is_written_with_its_accents_and_english_without(key: str) -> None:
    parts = words()[key]["vi"].split()
    assert sum(has_accents(part) for part in parts) > len(parts) / 2
    english = words()[key]["en"].split()
    assert sum(has_accents(part) for part in english) < len(english) / 5


@pytest.mark.parametrize("facet", get_args(Facet))
def test_a_facet_s_title_fits_a_button(facet: str) -> None:
    for language in LANGUAGES:
        assert 0 < len(say(f"facets.{facet}", language)) <= _QUICK_REPLY


def test_a_value_is_put_in_and_a_missing_one_is_an_error() -> None:
    assert say("facets.amount", amount="8.000") == "8.000 đồng"
    assert say("facets.amount", "en", amount="{x}") == "{x} VND", "what is put in is not read again"
    with pytest.raises(KeyError):
        say("facets.amount", count=1)
    with pytest.raises(KeyError):
        say("facets.nothing")


def test_a_topic_is_a_file() -> None:
    assert {key.split(".")[0] for key in KEYS} == {path.stem for path in FOLDER.glob("*.yml")}
