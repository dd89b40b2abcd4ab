"""A question in English: the records' words it becomes, the facets it asks for, and what it finds."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answer import Facet
from core.text.language import language
from knowledge import english
from knowledge.service import Knowledge

QUESTIONS = [json.loads(line) for line in Path(__file__).with_name("english_questions.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How do I register my son's birth?", "đăng ký khai sinh trẻ em"),
        ("renewing a driver’s license", "đổi giấy phép lái xe"),
        ("Where do I renew my driving licence?", "đổi giấy phép lái xe"),
        ("WORK PERMIT!!!", "cấp giấy phép lao động cho người lao động nước ngoài"),
        ("what is the fee of 1.004194", "1.004194"),
        ("how do I get a hộ khẩu", "hộ khẩu"),
        ("what is the fee and how long?", "lệ phí bao nhiêu, mất bao lâu"),
        ("what is this", ""),
        ("", ""),
    ],
)
def test_a_question_becomes_the_records_words(question: str, said: str) -> None:
    assert english.to_vietnamese(question) == said


def test_a_verb_is_no_testament() -> None:
    assert "di chúc" not in english.to_vietnamese("when will my temporary residence be ready")
    assert "di chúc" in english.to_vietnamese("how do I certify my will")


def test_the_longer_entry_is_taken() -> None:
    assert english.to_vietnamese("temporary residence card") == "cấp thẻ tạm trú cho người nước ngoài tại Việt Nam"
    assert english.to_vietnamese("temporary residence") == "đăng ký tạm trú"


@pytest.mark.parametrize(
    ("question", "facets"),
    [
        ("What documents do I need for a passport?", ["documents"]),
        ("how much is it and how long does it take", ["fee", "time"]),
        ("where can I submit the form online", ["place", "online", "form"]),
        ("how do I get married", ["overview", "steps"]),
        ("what are the steps to register a company", ["steps"]),
        ("can I do it online?", ["online"]),
        ("can I do it without a visa", ["overview", "requirements"]),
        ("which decree is the legal basis", ["legal_basis"]),
        ("marriage with a foreigner", []),
        ("", []),
    ],
)
def test_facets_are_heard(question: str, facets: list[Facet]) -> None:
    assert english.facets(question) == facets


def test_the_facets_of_the_questions_are_heard() -> None:
    asked = [line for line in QUESTIONS if "facet" in line]
    assert len(asked) > 50
    missed = [line["question"] for line in asked if line["facet"] not in english.facets(line["question"])]
    assert not missed


def test_the_questions_are_heard_to_be_english() -> None:
    heard = [language(line["question"]) for line in QUESTIONS]
    assert "vi" not in heard
    assert heard.count("en") / len(heard) > 0.95


def test_each_question_finds_its_procedure_in_the_seed(seed_knowledge: Knowledge) -> None:
    known = seed_knowledge.searcher().by_code
    asked = [line for line in QUESTIONS if set(line["expected_codes"]) & set(known)]
    assert len(asked) > 80
    found = [
        {result.code for result in seed_knowledge.search(english.to_vietnamese(line["question"]) or line["question"], 5)} for line in asked
    ]
    right = sum(bool(codes & set(line["expected_codes"])) for codes, line in zip(found, asked, strict=True))
    assert right / len(asked) >= 0.95


def test_a_short_question_is_in_the_language_spoken_so_far() -> None:
    assert english.is_english("where?", "en")
    assert not english.is_english("where?")
    assert not english.is_english("nộp ở đâu vậy", "en")


def test_the_table_says_one_thing_for_each_spelling() -> None:
    spelled = list(english.spelled())
    assert len(spelled) > 400
    assert all(words.split() for words in spelled)


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    for text in ("birth\n", "birth\t \n", "... birth\tkhai sinh\n", "birth ...\tkhai sinh\n", "a\tb\tc\n"):
        table = tmp_path / f"{abs(hash(text))}.tsv"
        table.write_text(f"# words\n{text}", "utf-8")
        with pytest.raises(ValueError, match="line 2"):
            english.to_vietnamese("birth", table)


@given(st.text(max_size=400))
def test_whatever_is_written_is_read(text: str) -> None:
    english.to_vietnamese(text)
    english.facets(text)


def test_a_huge_question_is_read_in_its_first_part() -> None:
    assert len(english.to_vietnamese("register the birth of my child " * 5_000)) < 2_000
