"""A question made ready for search."""

import pytest
from hypothesis import given

from knowledge.question import prepare
from knowledge.spelling import Speller
from knowledge.words import Words
from tests.core.test_normalize import EVERYTHING
from tests.knowledge.test_accents import RESTORER


def test_the_person_s_own_words_stay_beside_the_official_ones(words: Words) -> None:
    question = prepare("Làm khai sanh ở đâu?", words)
    assert question.text == "Làm khai sanh ở đâu?"
    assert question.official == ["khai sinh"]
    assert question.searched == "Làm khai sanh ở đâu? khai sinh"


@pytest.mark.parametrize(("raw", "accented"), [("lệ phí", True), ("le phi", False), ("gks", True), ("le\u0323 phi", True)])
def test_accents_are_noticed(words: Words, raw: str, accented: bool) -> None:
    assert prepare(raw, words).accented is accented


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("thủ tục 1.001193 lệ phí?", "1.001193"),
        ("1.001193", "1.001193"),
        ("(1.001193).", "1.001193"),
        ("mã 1.001193: cần gì", "1.001193"),
        ("8.000 đồng", None),
        ("11.001193", None),
        ("H29.17-240115-0012", None),
        ("không có", None),
    ],
)
def test_a_procedure_code_is_recognised(words: Words, raw: str, code: str | None) -> None:
    assert prepare(raw, words).code == code


def test_what_names_the_matter_weighs_most(words: Words) -> None:
    weights = prepare("xin cho hỏi đăng ký kết hôn cần giấy tờ gì ạ", words).weights
    assert weights["ket"] == weights["hon"] == weights["ket hon"] == 1.0
    assert weights["xin"] < 0.5
    assert weights["giay"] < 0.5
    assert weights["giay to"] < 0.5


def test_added_words_weigh_half(words: Words) -> None:
    weights = prepare("khai sanh", words).weights
    assert weights["sanh"] == 1.0
    assert weights["sinh"] == weights["khai sinh"] == 0.5
    assert weights["khai"] == 1.0


def test_with_and_without_accents_weighs_the_same(words: Words) -> None:
    assert prepare("cấp lại bằng lái xe bị mất", words).weights == prepare("cap lai bang lai xe bi mat", words).weights


@given(raw=EVERYTHING)
def test_no_text_is_too_strange(words: Words, raw: str) -> None:
    prepare(raw, words)


def test_typing_is_repaired_and_accents_come_back(words: Words) -> None:
    question = prepare("dk khaisinh cho conn", words, RESTORER, Speller(RESTORER.ngrams, words.stay))
    assert question.text == "đăng ký khai sinh cho con"
    assert prepare("cap giay khai sinh", words, RESTORER).restored == "cấp giấy khai sinh"


def test_without_a_restorer_the_text_stays(words: Words) -> None:
    question = prepare("cap giay khai sinh", words)
    assert question.restored == question.text == "cap giay khai sinh"


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("tôi tên Lan, số điện thoại 0909123456, làm thẻ thư viện cần gì", "làm thẻ thư viện cần gì"),
        ("làm thẻ thư viện ở đâu, sđt tôi là 0909123456", "làm thẻ thư viện ở đâu"),
        ("0909123456", "0909123456"),
        ("thủ tục 1.001193 nộp ở đâu", "thủ tục 1.001193 nộp ở đâu"),
    ],
)
def test_what_a_person_tells_of_themselves_is_not_searched(words: Words, raw: str, left: str) -> None:
    assert prepare(raw, words).text == left
