"""What a turn is about, over our own conversations (`conversations.jsonl`): tuned on these, measured on others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.text import fold
from knowledge import context
from knowledge.evaluation import hits, read
from knowledge.gate import Gate
from knowledge.schemas import Asked
from knowledge.service import Knowledge

CONVERSATIONS = Path(__file__).with_name("conversations.jsonl")
BIRTH, FOREIGN_BIRTH, RESIDENCE, RENEWAL, MARRIAGE = "1.001193", "2.000528", "1.004194", "1.002755", "1.000894"


def first(knowledge: Knowledge, *turns: str) -> str:
    return knowledge.search(turns[-1], limit=1, history=turns[:-1])[0].code


@pytest.mark.parametrize(
    "turn",
    ["hết bao nhiêu tiền?", "het bao nhieu tien", "nộp ở đâu", "nộp hồ sơ ở phường nào", "bao lâu thì xong vậy", "cái đó cần giấy gì"],
)
def test_a_turn_that_only_asks_is_about_the_matter_before(seed_knowledge: Knowledge, turn: str) -> None:
    searcher = seed_knowledge.searcher()
    found = context.follow(searcher, Gate.read(), ["đăng ký tạm trú cho phòng trọ"], turn, 3)
    assert found.relation == "same"
    assert found.candidates[0].procedure.code == RESIDENCE
    assert len(found.candidates) == 3


@pytest.mark.parametrize("written", [str, fold])
def test_a_turn_that_adds_refines_the_matter_before(seed_knowledge: Knowledge, written: Callable[[str], str]) -> None:
    assert first(seed_knowledge, written("làm giấy khai sinh cho con"), written("có yếu tố nước ngoài thì sao")) == FOREIGN_BIRTH
    assert first(seed_knowledge, written("đăng ký tạm trú"), written("hết hạn rồi thì gia hạn sao")) == RENEWAL


def test_a_turn_with_a_matter_of_its_own_stands_alone(seed_knowledge: Knowledge) -> None:
    alone = seed_knowledge.search("đăng ký kết hôn lệ phí bao nhiêu")
    assert seed_knowledge.search("đăng ký kết hôn lệ phí bao nhiêu", history=["đăng ký tạm trú"]) == alone
    assert alone[0].code == MARRIAGE


@pytest.mark.parametrize("written", [str, fold])
def test_a_turn_that_would_be_answered_alone_is_not_taken_for_a_word_about_the_matter_before(
    seed_knowledge: Knowledge, written: Callable[[str], str]
) -> None:
    asked = Asked(written("vậy mất bằng lái xe thì làm lại hết bao nhiêu tiền"), history=(written("đăng ký khai sinh"),), current=BIRTH)
    answer = seed_knowledge.answer(asked)

    assert answer.procedure is not None
    assert "giấy phép lái xe" in answer.procedure.name


def test_what_only_asked_in_between_is_passed_over(seed_knowledge: Knowledge) -> None:
    assert first(seed_knowledge, "đăng ký tạm trú", "phí bao nhiêu", "nộp ở đâu", "mất bao lâu") == RESIDENCE


def test_without_a_matter_before_a_turn_is_searched_as_it_is(seed_knowledge: Knowledge) -> None:
    for history in ([], ["lệ phí bao nhiêu?"], ["", "  "]):
        assert seed_knowledge.search("nộp ở đâu", history=history) == seed_knowledge.search("nộp ở đâu")


def test_a_code_that_is_typed_stands_first_whatever_was_said(seed_knowledge: Knowledge) -> None:
    assert first(seed_knowledge, "đăng ký tạm trú", "còn 1.001193 thì sao") == BIRTH


@pytest.mark.parametrize(("written", "at_least"), [(str, 0.9), (fold, 0.9)])
def test_follow_ups_of_our_conversations_find_their_procedure(
    seed_knowledge: Knowledge, written: Callable[[str], str], at_least: float
) -> None:
    items = [item for item in read(CONVERSATIONS) if item.history]
    ranks = []
    for item in items:
        found = seed_knowledge.search(written(item.question), history=[written(turn) for turn in item.history])
        ranks.append(hits(item, [(one.code, []) for one in found]))
    assert sum(rank == 1 for rank in ranks) >= at_least * len(items)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("chồng tôi người Mỹ, làm giấy khai sinh cho con cần gì", FOREIGN_BIRTH),
        ("bằng lái xe hết hạn đi đổi ở đâu", "3.000347"),
        ("chưa đăng ký kết hôn, ba nó người Đài Loan, làm khai sinh có tên cha", "1.001695"),
        ("tạm nghỉ bán vài tháng có phải báo không", "1.001570"),
        ("xin bản sao bằng tốt nghiệp cấp 3 bị mất", "3.000465"),
    ],
)
def test_a_twin_is_taken_when_the_question_says_what_sets_it_apart(seed_knowledge: Knowledge, question: str, code: str) -> None:
    answer = seed_knowledge.answer(Asked(question))

    assert answer.procedure is not None
    assert answer.procedure.code == code


def test_a_mere_difference_is_about_the_matter_before(seed_knowledge: Knowledge) -> None:
    answer = seed_knowledge.answer(Asked("có yếu tố nước ngoài", history=("đăng ký kết hôn lệ phí bao nhiêu",), current=MARRIAGE))

    assert answer.procedure is not None
    assert answer.procedure.code == "2.000806"


@pytest.mark.parametrize("text", ["nộp hồ sơ ở đâu", "bao nhiêu tiền một bản", "mất mấy ngày"])
@pytest.mark.parametrize("history", [(), ("xyzt qwrt",)])
def test_a_facet_of_nothing_is_asked_back(seed_knowledge: Knowledge, text: str, history: tuple[str, ...]) -> None:
    answer = seed_knowledge.answer(Asked(text, history=history))

    assert (answer.status, answer.procedure, answer.alternatives) == ("clarify", None, [])


@pytest.mark.parametrize("text", ["mất mấy ngày", "bao nhiêu tiền một bản"])
def test_asking_words_tell_no_twin_from_another(seed_knowledge: Knowledge, text: str) -> None:
    answer = seed_knowledge.answer(Asked(text, history=("thế còn khai tử?",), current="1.000656"))

    assert answer.procedure is not None
    assert answer.procedure.code == "1.000656"


@pytest.mark.parametrize(
    "asked",
    [
        Asked("xin phép xây nhà nộp hôm nay có kịp trước Tết không"),
        Asked("If I apply for temporary residence today, when will it be ready?", language="en"),
    ],
)
def test_a_day_that_is_asked_for_is_reckoned_in_both_languages(seed_knowledge: Knowledge, asked: Asked) -> None:
    answer = seed_knowledge.answer(asked)

    assert answer.facets == ["time"]
    assert any(word in answer.text for word in ("Chậm nhất", "At the latest"))


def test_the_name_of_the_matter_itself_tells_no_twin_from_it(seed_knowledge: Knowledge) -> None:
    answer = seed_knowledge.answer(Asked("thời gian giải quyết thủ tục nhận cha, mẹ, con là bao lâu"))

    assert answer.procedure is not None
    assert answer.procedure.code == "1.001022"
