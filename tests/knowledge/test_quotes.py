"""The words of a record that answer what no facet does: found, word for word, and none where there are none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.answer import Facet
from core.procedure import Procedure
from core.text import fold
from knowledge import quotes
from knowledge.importers.portal import to_procedure
from knowledge.quotes import MOST_CHARS, Quote
from tests.catalogue import needs_catalogue, raw_records
from tests.conftest import HOME
from tests.knowledge.records import procedure

BOATS = procedure(
    name="Thủ tục đăng ký thuyền rồng",
    steps=[
        "Bước 1: Người đăng ký thuyền rồng nộp hồ sơ.\n"
        "- Thuyền bị bỏ rơi thì ủy ban niêm yết 9 ngày liên tục; hết hạn thì báo người đang giữ.\n"
        "Bước 2: Nhận kết quả đăng ký thuyền rồng.",
        "Trường hợp hồ sơ chưa hợp lệ thì xử lý như sau:",
    ],
    requirements=["Người dưới 14 tuổi không được cầm lái. Người nước ngoài phải có bằng lái quốc tế còn hạn."],
    cases=[{"documents": [{"name": "Văn bản ủy quyền có chứng thực, nếu nhờ người khác nộp thay"}]}],
    methods=[{"channel": "direct", "fees": [{"text": "Miễn cho hộ nghèo và thương binh."}]}],
    result="Giấy chứng nhận thuyền rồng",
)


def best(question: str, record: Procedure = BOATS, facets: tuple[Facet, ...] = ()) -> Quote | None:
    return next(iter(quotes.ranked(question, record, facets, frozenset(), lambda _: 0.001)), None)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("thuyền bị bỏ rơi thì ai đi đăng ký?", "bị bỏ rơi thì ủy ban niêm yết"),
        ("niêm yết mấy ngày liên tục?", "niêm yết 9 ngày liên tục"),
        ("tôi nhờ người khác nộp thay, có ủy quyền được không", "Văn bản ủy quyền"),
        ("người nước ngoài lái thuyền rồng được không", "Người nước ngoài phải có"),
        ("hộ nghèo có được miễn không", "Miễn cho hộ nghèo"),
    ],
)
@pytest.mark.parametrize("typed", [str, fold])
def test_the_sentence_that_speaks_of_it_is_found(question: str, words: str, typed: Callable[[str], str]) -> None:
    found = best(typed(question))
    assert found
    assert words in found.text


@pytest.mark.parametrize(
    "question", ["đăng ký thuyền rồng", "đăng ký thuyền rồng ở đâu vậy bạn", "thuyền rồng có phải sơn đỏ không", "", "?", "phí bao nhiêu"]
)
def test_what_no_sentence_speaks_of_is_not_quoted(question: str) -> None:
    assert best(question) is None


def test_a_facet_that_is_asked_for_is_not_looked_for_elsewhere() -> None:
    assert best("thuyền bị bỏ rơi lệ phí ra sao", facets=("fee",)) is None
    assert best("thuyền bị bỏ rơi lệ phí ra sao", facets=("steps",))


def test_how_many_is_not_answered_without_a_number() -> None:
    assert best("ủy quyền có thời hạn bao lâu") is None


def test_a_quote_is_one_sentence_without_its_list_mark() -> None:
    found = best("niêm yết liên tục")
    assert found
    assert found.text == "Thuyền bị bỏ rơi thì ủy ban niêm yết 9 ngày liên tục; hết hạn thì báo người đang giữ."
    assert found.facet == "steps"
    assert found.code == BOATS.code


def test_a_sentence_too_long_is_quoted_by_its_clause() -> None:
    clause = "thuyền bị bỏ rơi thì niêm yết tại trụ sở;"
    long = procedure(requirements=[f"Người nộp phải khai {'đủ tên thuyền, ' * 30} đúng màu; {clause} thuyền chìm thì vớt lên."])
    found = best("thuyền bị bỏ rơi niêm yết ở đâu", long)
    assert found
    assert found.text == clause


def test_a_line_that_only_announces_a_list_is_no_quote() -> None:
    assert not any(unit.text.endswith(":") for unit in quotes.units(BOATS))


def assert_word_for_word(record: Procedure) -> None:
    texts = [*record.steps, *record.requirements, record.place or "", record.result or ""]
    texts += [text or "" for case in record.cases for paper in case.documents for text in (paper.name, paper.note)]
    texts += [method.time_limit.text or "" for method in record.methods if method.time_limit]
    texts += [fee.text or "" for method in record.methods for fee in method.fees]
    for unit in quotes.units(record):
        assert any(unit.text in text for text in texts), unit.text
        assert len(unit.text) <= MOST_CHARS


@pytest.mark.parametrize("path", sorted((HOME / "knowledge" / "seed" / "procedures").glob("*.json"))[::7], ids=lambda path: path.stem)
def test_whatever_can_be_quoted_of_the_seed_stands_in_it_word_for_word(path: Path) -> None:
    assert_word_for_word(Procedure.model_validate_json(path.read_text("utf-8")))


@needs_catalogue
def test_whatever_can_be_quoted_of_the_catalogue_stands_in_it_word_for_word() -> None:
    for raw in list(raw_records().values())[::40]:
        assert_word_for_word(to_procedure(raw))


def test_what_stands_nowhere_in_the_record_is_measured() -> None:
    assert quotes.unheard("thuyền rồng có phải sơn đỏ không", BOATS, frozenset(), lambda _: 0.001) == 1.0
    assert quotes.unheard("thuyền bị bỏ rơi thì sao", BOATS, frozenset(), lambda _: 0.001) == 0.0
    assert quotes.unheard("đăng ký thuyền rồng", BOATS, frozenset(), lambda _: 0.001) == 0.0
