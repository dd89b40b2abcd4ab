"""A danger is heard by its circumstance, not by a bare word."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dangers import danger
from actions.texts import replies
from core.text import fold

HERE = Path(__file__).parent


def lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


DANGERS, HARMLESS = lines("dangers.jsonl"), [line["text"] for line in lines("harmless.jsonl")]
ALIKE = {"secrets", "scam", "photos"}  # a caller who wants a code is both


@pytest.mark.parametrize("line", DANGERS, ids=lambda line: line["text"])
def test_a_danger_is_heard_with_and_without_accents(line: dict[str, str]) -> None:
    for text in (line["text"], fold(line["text"])):
        heard = danger(text)
        assert heard == line["key"] or {heard, line["key"]} <= ALIKE, text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_question_about_a_procedure_is_no_danger(text: str) -> None:
    assert danger(text) is None
    assert danger(fold(text)) is None


def test_there_are_enough_of_both() -> None:
    assert len(DANGERS) >= 120
    assert len(HARMLESS) >= 80
    assert len({line["text"] for line in DANGERS}) == len(DANGERS)


def test_every_danger_has_its_reply_in_both_languages() -> None:
    keys = {line["key"] for line in DANGERS}
    for language in ("vi", "en"):
        told = replies(language)
        assert keys <= set(told)
        assert all(told[key].status in ("safety", "answered") for key in keys)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("m@t kh@u vneid cua toi la abc123", "secrets"),
        ("gui ma o.t.p cho em", "secrets"),
        ("maatj khaaur cua toi laf 123", "secrets"),
        ("đọc mã ОТР giùm", "secrets"),
        ("  NHÀ   TÔI\nĐANG CHÁY!!! ", "emergency_fire"),
    ],
)
def test_light_disguise_is_seen_through(text: str, key: str) -> None:
    assert danger(text) == key


@pytest.mark.parametrize("text", ["", " ", "\x00", "🔥🔥🔥", "?" * 5_000, "a b c d e f g h", "\ud800", "o" * 100_000])
def test_what_says_nothing_is_no_danger(text: str) -> None:
    assert danger(text) is None


@pytest.mark.parametrize("word", ["gửi ảnh ", "bị ", "nộp hồ sơ ", "o t p ", "công an gọi ", "gium toi ", "((((", "chuyển tiền "])
def test_a_long_message_is_read_in_time(word: str) -> None:
    start = time.process_time()
    danger(word * 2_000)
    assert time.process_time() - start < 1.0  # about 30 ms on one slow core


@given(st.text(max_size=300))
def test_whatever_is_written_has_a_reply_or_none(text: str) -> None:
    heard = danger(text)
    assert heard is None or heard in replies()
