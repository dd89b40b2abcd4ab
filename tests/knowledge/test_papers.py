"""The papers of records with many cases: the person chooses theirs."""

from core.procedure import Procedure
from knowledge import answer, papers
from knowledge.answer import Extra
from knowledge.sections import section
from tests.knowledge.records import LIBRARY, procedure

PAGE = "https://example.invalid/thuyen"


def many(cases: int = 3, each: int = 9) -> Procedure:
    """A record with one common paper and `cases` cases of `each` papers."""
    named = [
        {"name": f"Thuyền hạng {n}", "documents": [{"name": f"Giấy hạng {n} số {m}", "originals": 1} for m in range(each)]}
        for n in range(1, cases + 1)
    ]
    return procedure(cases=[{"documents": [{"name": "Đơn đề nghị;"}]}, *named], source_url=PAGE)


def test_where_there_are_too_many_papers_the_cases_are_named() -> None:
    assert section(many(), "documents").items == [
        "Đơn đề nghị",
        "Giấy tờ tùy từng trường hợp, bạn chọn trường hợp của mình:",
        "Thuyền hạng 1 (9 giấy tờ)",
        "Thuyền hạng 2 (9 giấy tờ)",
        "Thuyền hạng 3 (9 giấy tờ)",
    ]


def test_each_of_the_first_cases_has_a_button() -> None:
    made = answer.answered(many(6), ["documents"], [], "r", 1.0)
    assert [(b.title, b.payload) for b in made.buttons[:4]] == [
        (f"Thuyền hạng {n}", f'/ask_documents{{"procedure_code":"1.900001#{n}"}}') for n in range(1, 5)
    ]


def test_a_chosen_case_tells_its_papers_and_the_common_ones() -> None:
    made = answer.answered(many(), ["documents"], [], "r", 1.0, Extra(case=2))
    assert made.sections[0].items[:3] == ["Đơn đề nghị", "Thuyền hạng 2:", "Giấy hạng 2 số 0 (1 bản chính)"]
    assert len(made.sections[0].items) == 11
    assert not any("#" in button.payload for button in made.buttons)


def test_a_case_that_is_not_there_is_no_choice() -> None:
    assert section(many(), "documents", case=99).items == section(many(), "documents").items


def test_the_case_that_is_named_is_heard_with_and_without_accents() -> None:
    assert papers.case_named(many(), "giấy tờ cho thuyền hạng 3 gồm gì") == 3
    assert papers.case_named(many(), "giay to cho THUYEN HANG 3 gom gi") == 3
    assert papers.case_named(many(), "giấy tờ gồm gì") is None
    assert papers.case_named(LIBRARY, "trẻ em dưới 15 tuổi cần gì") is None, "few papers are told at once"


def test_a_single_case_with_hundreds_of_papers_is_bounded() -> None:
    told = section(many(1, 300), "documents").items
    assert len(told) < 25
    assert told[-1].startswith("Và ")
    assert told[-1].endswith(PAGE)


def test_how_many_is_not_said_twice() -> None:
    told = [
        {"name": "Điều lệ (bản sao)", "copies": 1},
        {"name": "01 bản chính kế hoạch.", "originals": 1},
        {"name": "Bản đồ;", "copies": 3},
    ]
    assert list(papers.papers(procedure(cases=[{"documents": told}]))) == [
        "Điều lệ (bản sao)",
        "01 bản chính kế hoạch.",
        "Bản đồ (3 bản sao)",
    ]
