"""Answers beyond facets: a quotation of the record, or an honest word that there is none."""

from itertools import product
from pathlib import Path

import pytest

from core.answer import Answer
from core.encoder import Encoder
from core.settings import Settings
from core.text import fold
from knowledge import release
from knowledge.quoting import Quoter
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests.knowledge.conftest import Build
from tests.knowledge.records import LIBRARY
from tests.knowledge.test_papers import many

BIRTH, RESIDENCE = "1.001193", "1.004194"


def quoted(made: Answer) -> str:
    return next((part.quote for part in made.sections if part.quote), "")


@pytest.mark.parametrize(
    ("text", "current", "words"),
    [
        ("trẻ bị bỏ rơi thì ai đi khai sinh?", None, "bỏ rơi"),
        ("tre bi bo roi thi ai di khai sinh", None, "bỏ rơi"),
        ("niêm yết mấy ngày liên tục?", BIRTH, "niêm yết 7 ngày liên tục"),
        ("ông bà đi làm khai sinh cho cháu thì có cần giấy ủy quyền của cha mẹ bé không", None, "ủy quyền"),
    ],
)
def test_the_record_is_quoted_word_for_word_and_marked(seed_knowledge: Knowledge, text: str, current: str | None, words: str) -> None:
    made = seed_knowledge.answer(Asked(text, current=current))
    assert made.procedure
    assert made.procedure.code == BIRTH
    assert words in quoted(made)
    assert f"Bản ghi viết: “{quoted(made)}”" in made.text
    assert quoted(made) in seed_knowledge.searcher().by_code[BIRTH].model_dump_json()


@pytest.mark.parametrize(
    "text", ["làm giấy khai sinh cần giấy tờ gì?", "đăng ký tạm trú mất bao lâu", "đăng ký tạm trú", "lệ phí đăng ký kết hôn"]
)
def test_what_a_facet_answers_needs_no_quotation(seed_knowledge: Knowledge, text: str) -> None:
    made = seed_knowledge.answer(Asked(text))
    assert quoted(made) == ""
    assert "Tôi không thấy câu nào" not in made.text


def test_what_a_short_section_says_anyway_is_not_said_twice(seed_knowledge: Knowledge) -> None:
    made = seed_knowledge.answer(Asked("hộ nghèo đăng ký khai tử có được miễn lệ phí không"))
    assert "hộ nghèo" in made.text
    assert quoted(made) == ""


def test_where_the_record_is_silent_that_is_said(seed_knowledge: Knowledge) -> None:
    made = seed_knowledge.answer(Asked("đăng ký tạm trú có phải xăm hình phượng hoàng không?"))
    assert made.procedure
    assert made.procedure.code == RESIDENCE
    assert "Tôi không thấy câu nào trong bản ghi nói riêng về điều bạn hỏi." in made.text
    assert quoted(made) == ""


def test_a_chosen_case_tells_its_papers(settings: Settings, build: Build) -> None:
    release.point_to(settings.releases, build([LIBRARY, many().model_copy(update={"code": "1.920001"})], settings.releases))
    knowledge = Knowledge.open(settings)
    pressed = knowledge.answer(Asked("", facets=("documents",), chosen="1.920001#2"))
    assert "Thuyền hạng 2:" in pressed.text
    assert "Thuyền hạng 1" not in pressed.text
    named = knowledge.answer(Asked("mã 1.920001 giấy tờ thuyền hạng 3 gồm gì"))
    assert "Thuyền hạng 3:" in named.text
    assert "Thuyền hạng 2" not in named.text


@pytest.mark.parametrize("chosen", ["1.920001#", "1.900001#99", "1.900001#-1", "#", "1.900001#²"])
def test_a_malformed_choice_is_no_error(settings: Settings, chosen: str) -> None:
    assert Knowledge.open(settings).answer(Asked("", facets=("documents",), chosen=chosen)).text


def test_any_text_may_be_asked_of_any_record(settings: Settings, encoder: Encoder) -> None:
    searcher = Knowledge.open(settings).searcher()
    quoter = Quoter(
        Path(settings.releases) / searcher.id,
        searcher.procedures,
        searcher.words.light_folded,
        encoder,
        lambda text: encoder.encode([text]),
    )
    texts = ["", " ", "?", "\ud800 thẻ", "a" * 3000, "có 1 2 3 không", fold("Trẻ em dưới 15 tuổi nộp Giấy cam kết?")]
    for text, record in product(texts, searcher.procedures):
        question = searcher.question(text)
        quote = quoter.quote(question, record, question.facets)
        assert quote is None or quote.code == record.code
        quoter.unsaid(question, record, question.facets)
