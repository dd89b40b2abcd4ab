"""The seed, asked as people ask: answered, asked back, or declined."""

import pytest

from core.text import fold
from knowledge.schemas import Asked
from knowledge.service import Knowledge

BIRTH, RESIDENCE, MARRIAGE, LICENCE, DEATH = "1.001193", "1.004194", "1.000894", "3.000348", "1.000656"
PLAIN = [
    ("làm giấy khai sinh cần giấy tờ gì?", BIRTH, "documents"),
    ("khai sanh cho em bé nộp ở đâu", BIRTH, "place"),
    ("mới sinh em bé, làm gks cần mang theo gì", BIRTH, "documents"),
    ("đăng ký tạm trú mất bao lâu", RESIDENCE, "time"),
    ("đăng ký kết hôn có tốn tiền không", MARRIAGE, "fee"),
    ("mất bằng lái xe làm lại ở đâu", LICENCE, "place"),
    ("đăng ký khai tử lệ phí bao nhiêu", DEATH, "fee"),
]


@pytest.mark.parametrize(("text", "code", "facet"), PLAIN)
def test_a_plain_question_is_answered(seed_knowledge: Knowledge, text: str, code: str, facet: str) -> None:
    made = seed_knowledge.answer(Asked(text))
    assert made.status == "answered"
    assert made.procedure
    assert made.procedure.code == code
    assert facet in made.facets
    assert (made.confidence or 0) >= 0.6
    assert made.release == seed_knowledge.release_id


@pytest.mark.parametrize(("text", "code", "facet"), PLAIN)
def test_without_accents_it_is_answered_the_same(seed_knowledge: Knowledge, text: str, code: str, facet: str) -> None:
    made = seed_knowledge.answer(Asked(fold(text)))
    assert made.procedure
    assert made.procedure.code == code
    assert facet in made.facets


@pytest.mark.parametrize("text", ["xyzzy plugh qwerty", "thời tiết hôm nay", "asdf jkl", "kể chuyện cười đi", "ai vô địch world cup"])
def test_what_no_record_speaks_of_is_declined(seed_knowledge: Knowledge, text: str) -> None:
    made = seed_knowledge.answer(Asked(text, elsewhere=0.9))
    assert made.status == "not_found"
    assert made.procedure is None
    assert not made.alternatives


def test_between_answer_and_silence_it_asks_back(seed_knowledge: Knowledge) -> None:
    """The same words, ever less likely to be about a procedure: surely, perhaps, not."""
    made = [seed_knowledge.answer(Asked("khai sinh", elsewhere=share / 10)) for share in range(0, 31)]
    statuses = [one.status for one in made]
    order = [status for status in ("answered", "clarify", "not_found") if status in statuses]
    assert statuses == sorted(statuses, key=order.index)
    assert {"clarify", "not_found"} <= set(statuses)
    assert all(one.procedure is None and 2 <= len(one.alternatives) <= 4 for one in made if one.status == "clarify")
    confidences = [one.confidence or 0 for one in made]
    assert confidences == sorted(confidences, reverse=True)


def test_a_follow_up_that_names_another_procedure_is_about_that(seed_knowledge: Knowledge) -> None:
    made = seed_knowledge.answer(Asked("còn đăng ký kết hôn lệ phí bao nhiêu", current=RESIDENCE))
    assert made.procedure
    assert made.procedure.code == MARRIAGE
    assert made.facets == ["fee"]


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("lệ phí bao nhiêu?", "fee"),
        ("le phi bao nhieu", "fee"),
        ("còn lệ phí thì sao", "fee"),
        ("rồi tốn nhiêu tiền vậy", "fee"),
        ("có mất tiền không", "fee"),
        ("mất bao lâu?", "time"),
        ("mat bao lau", "time"),
        ("mấy bữa thì xong vậy bạn", "time"),
        ("nộp ở đâu", "place"),
        ("vậy cần giấy tờ gì", "documents"),
        ("nộp qua mạng được không", "online"),
    ],
)
def test_a_short_follow_up_is_about_what_was_spoken_of(seed_knowledge: Knowledge, text: str, facet: str) -> None:
    made = seed_knowledge.answer(Asked(text, current=RESIDENCE))
    assert made.procedure
    assert made.procedure.code == RESIDENCE
    assert facet in made.facets


def test_a_question_on_the_identity_card_is_not_taken_for_one_on_the_law(seed_knowledge: Knowledge) -> None:
    assert "legal_basis" not in seed_knowledge.answer(Asked("cấp đổi thẻ căn cước cần giấy tờ gì")).facets


def test_every_procedure_is_found_by_its_own_name(seed_knowledge: Knowledge) -> None:
    searcher = seed_knowledge.searcher()
    missed = [
        p.code for p in searcher.procedures if p.code not in {c.procedure.code for c in searcher.search(searcher.question(p.name), 3)}
    ]
    assert missed == []


def test_every_alias_finds_its_procedure_among_the_first_five(seed_knowledge: Knowledge) -> None:
    searcher = seed_knowledge.searcher()
    asked = [(alias, p.code) for p in searcher.procedures for alias in p.aliases[::8]]
    found = [code in {c.procedure.code for c in searcher.search(searcher.question(alias), 5)} for alias, code in asked]
    assert sum(found) >= 0.98 * len(found)


def test_small_talk_after_a_question_is_not_about_it(seed_knowledge: Knowledge) -> None:
    history = ("khai sinh cho con cần giấy tờ gì",)
    for text, elsewhere in (("hôm nay ăn gì", 0.8), ("ừ vậy hả", 0.3), ("mua điện thoại nào đẹp", 0.9)):
        made = seed_knowledge.answer(Asked(text, history=history, current="1.001193", elsewhere=elsewhere))
        assert (made.procedure, made.alternatives) == (None, []), text
