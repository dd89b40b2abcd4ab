"""Which language a message is in; what is short or mixed keeps the conversation's."""

import json
from pathlib import Path

import pytest

from core.text import fold
from core.text.language import language
from tests.conftest import HOME

DEV = HOME.parent / "shared" / "questions" / "dev.jsonl"


@pytest.mark.parametrize(
    "text",
    [
        "How do I register my child's birth?",
        "what documents are needed",
        "how much?",
        "I’m looking for a permit in phường Bến Nghé",
        "marriage registration with a Vietnamese citizen in Ho Chi Minh City",
        "can you help me",
    ],
)
def test_english_is_heard(text: str) -> None:
    assert language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "làm giấy khai sinh cần gì",
        "lam giay khai sinh can gi",
        "lệ phí?",
        "lam work permit cho sep nguoi Nhat o dau",
        "check in khach san khai bao tam tru online",
        "e muon lam passport cho be thi can gi a",
        "to khai nay do ai dien",
        "can cuoc het han thi lam the nao",
    ],
)
def test_vietnamese_is_heard_with_and_without_accents(text: str) -> None:
    assert language(text) == "vi"
    assert language(fold(text)) in ("vi", None)


@pytest.mark.parametrize(
    "text", ["", " ", "ok", "VNeID", "1.004194", "2", "passport", "hello", "thank you", "Ben Nghe", "🙂", "你好", "\x00"]
)
def test_what_is_short_or_strange_is_left_open(text: str) -> None:
    assert language(text) is None


@pytest.mark.skipif(not DEV.exists(), reason="the questions are not beside this checkout")
def test_no_question_of_a_citizen_is_taken_for_english() -> None:
    lines = [json.loads(line) for line in Path(DEV).read_text("utf-8").splitlines()]
    asked = [line["question"] for line in lines if line["suite"] != "unanswerable"]
    assert not [text for text in asked for typed in (text, fold(text)) if language(typed) == "en"]
    assert sum(language(fold(text)) == "vi" for text in asked) / len(asked) > 0.99
