"""Composed answers: complete by themselves, sourced, and with no figure that the record has not."""

import re
from pathlib import Path
from typing import get_args

import pytest

from core.answer import Alternative, Answer, Facet
from core.procedure import Procedure
from core.text import fold, syllables
from knowledge import answer
from knowledge.fitting import LONGEST, room
from knowledge.tidy import is_bounded
from tests.conftest import HOME
from tests.knowledge.records import LIBRARY, LOST, procedure

SEED = sorted((HOME / "knowledge" / "seed" / "procedures").glob("*.json"))
FACETS: tuple[Facet, ...] = get_args(Facet)
TWIN = Alternative(code="1.900002", name="Cấp lại thẻ thư viện", difference="làm lại vì thẻ cũ bị mất")


def about(record: Procedure, *facets: Facet, others: tuple[Alternative, ...] = ()) -> Answer:
    return answer.answered(record, list(facets), list(others), "r1", 0.91234)


def figures(text: str) -> set[str]:
    """Numbers with their thousands joined ("8.000" -> "8000") and leading zeros dropped ("05" -> "5")."""
    text = re.sub(r"Và \d+ [\w ]+ khác: |\(\d+ giấy tờ\)", "", text)  # counts of what is not listed
    joined = re.sub(r"(?<![\d.])(\d{1,3})((?:\.\d{3})+)(?![\d.]*\d)", lambda m: m[0].replace(".", ""), text)
    return {number.lstrip("0") or "0" for number in re.findall(r"\d+", joined)}


@pytest.fixture(params=SEED, ids=lambda path: path.stem)
def seed(request: pytest.FixtureRequest) -> Procedure:
    path: Path = request.param
    return Procedure.model_validate_json(path.read_text("utf-8"))


def test_every_figure_of_every_answer_is_in_the_record(seed: Procedure) -> None:
    known = figures(seed.model_dump_json()) | {"1022"}  # the hotline of the city
    for facet in FACETS:
        assert figures(about(seed, facet).text) <= known, facet
    assert figures(about(seed).text) <= known


def test_nothing_is_called_free_that_the_record_does_not_call_free(seed: Procedure) -> None:
    if "mien" not in syllables(fold(seed.model_dump_json())):
        assert not any("miễn" in about(seed, facet).text.lower() for facet in FACETS)


def test_every_answer_of_the_seed_says_what_it_is_about_and_where_it_is_from(seed: Procedure) -> None:
    for facet in FACETS:
        made = about(seed, facet)
        assert seed.code in made.text
        assert "Nguồn: " in made.text
        assert made.sources[0].url == seed.source_url
        assert made.sources[0].url in made.text
        assert len(made.text) <= LONGEST
        missing = [item for part in made.sections for item in part.items if item not in made.text and not is_bounded([item])]
        assert not missing or "xem đủ" in made.text
        whole = sum(map(len, (item for part in made.sections for item in part.items)))
        assert not missing or whole > LONGEST - 600, "what fits is told whole"


@pytest.mark.parametrize(
    ("sizes", "over", "kept"),
    [([100, 2_000], 500, 1_340), ([1_000, 1_000, 1_000], 300, 740), ([400], 0, 400), ([], 0, 0), ([300, 300], 600, 250)],
)
def test_the_longest_parts_give_way_first(sizes: list[int], over: int, kept: int) -> None:
    assert room(sizes, over) == kept


def test_a_long_record_is_told_in_one_message_and_whole_on_the_page() -> None:
    papers = [{"name": f"Giấy tờ số {n} của người nộp hồ sơ, " + "bản sao có chứng thực " * 4} for n in range(18)]
    long = procedure(cases=[{"documents": papers}], steps=[f"Bước {n}: mang hồ sơ đến nơi nhận. " * 3 for n in range(14)])
    made = about(long, "documents", "steps")
    assert [len(part.items) for part in made.sections] == [18, 14]
    assert len(made.text) <= LONGEST
    assert re.search(r"Và \d+ giấy tờ khác", made.text)


def test_procedures_beside_one_another_are_told_in_few_words() -> None:
    result = "; ".join(f"Giấy chứng nhận số {n} do nơi nhận cấp" for n in range(40))
    ways = [{"channel": way, "time_limit": {"value": days, "unit": "working_day"}} for way, days in (("direct", 3), ("post", 4))]
    records = [procedure(code=f"1.90000{n}", result=result, methods=ways, source_url="https://example.invalid/x") for n in range(3)]
    made = answer.compared(records, [None] * 3, "r1", 0.5)
    assert len(made.text) <= LONGEST
    assert made.text.count("[…]") == 3, "each says that its result goes on"
    assert "Thời hạn giải quyết: Trực tiếp: 3 ngày làm việc; Bưu chính: 4 ngày làm việc" in made.text


def test_an_answer_names_procedure_facets_sources_release_and_confidence() -> None:
    made = about(LIBRARY, "fee")
    assert made.status == "answered"
    assert made.procedure
    assert made.procedure.code == LIBRARY.code
    assert made.facets == ["fee"]
    assert [part.facet for part in made.sections] == ["fee"]
    assert made.release == "r1"
    assert made.confidence == 0.912
    assert made.sources[0].model_dump() == {
        "title": "Cấp thẻ thư viện",
        "number": "12/QĐ-TV",
        "url": "https://example.invalid/1.900001",
        "updated": "2026-04-15",
        "checked": "2026-07-18",
    }


def test_the_text_is_complete_by_itself() -> None:
    assert about(LIBRARY, "fee", others=(TWIN,)).text == (
        "Cấp thẻ thư viện (mã 1.900001)\n\n"
        "Lệ phí:\n- Trực tiếp: Phí 30.000 đồng\n- Trực tuyến: Phí 15.000 đồng\n\n"
        "Nguồn: Quyết định 12/QĐ-TV, cập nhật 15/04/2026, kiểm tra 18/07/2026. https://example.invalid/1.900001\n\n"
        "Tôi trả lời cho thủ tục trên. Nếu việc của bạn khác: Cấp lại thẻ thư viện (làm lại vì thẻ cũ bị mất)"
    )


def test_who_asks_nothing_in_particular_gets_an_overview() -> None:
    made = about(LIBRARY)
    assert made.facets == ["overview", "documents", "fee", "time", "place"]
    assert [part.facet for part in made.sections] == ["documents", "fee", "time", "place"]


def test_a_case_is_a_heading_and_not_a_paper() -> None:
    assert "\nTrẻ em dưới 15 tuổi:\n- Giấy cam kết" in about(LIBRARY, "documents").text


def test_a_record_without_decision_and_dates_is_still_sourced() -> None:
    assert about(procedure(), "fee").text.endswith("Nguồn: bản ghi trên Cổng Dịch vụ công quốc gia.")


def test_legal_documents_are_sources_of_a_legal_question() -> None:
    assert [one.number for one in about(LIBRARY, "legal_basis").sources] == ["12/QĐ-TV", "46/2019/QH14"]
    assert len(about(LIBRARY, "fee").sources) == 1


def test_only_facets_the_record_speaks_of_are_offered() -> None:
    buttons = {button.payload: button.title for button in about(LOST, "fee").buttons}
    assert buttons == {"/ask_time": "Thời hạn giải quyết", "/ask_place": "Nơi nộp hồ sơ", "/ask_online": "Nộp trực tuyến"}


def test_a_facet_already_told_is_not_offered() -> None:
    assert not {"/ask_documents", "/ask_fee"} & {button.payload for button in about(LIBRARY, "documents", "fee").buttons}


def test_a_twin_is_offered_with_what_sets_it_apart() -> None:
    made = about(LIBRARY, "fee", others=(TWIN,))
    assert made.alternatives == [TWIN]
    assert (made.buttons[-1].title, made.buttons[-1].payload) == (
        "Làm lại vì thẻ cũ bị mất",
        '/choose_procedure{"procedure_code":"1.900002"}',
    )


def test_a_bracket_nobody_reads_is_left_out_of_the_text_but_not_of_the_name() -> None:
    name = f"Cấp thẻ (lần đầu) ({'rất dài ' * 10})"
    made = about(procedure(name=name), "fee")
    assert made.text.startswith("Cấp thẻ (lần đầu) (mã 1.900001)")
    assert made.procedure
    assert made.procedure.name == name


def test_asking_back_lists_numbered_choices_with_their_differences() -> None:
    choices = [TWIN, Alternative(code="1.900001", name="Cấp thẻ thư viện")]
    made = answer.clarify(choices, "r1", 0.4)
    assert made.status == "clarify"
    assert made.procedure is None
    assert made.alternatives == choices
    assert "1. Cấp lại thẻ thư viện (làm lại vì thẻ cũ bị mất)\n2. Cấp thẻ thư viện\n" in made.text
    assert [button.title for button in made.buttons] == ["Làm lại vì thẻ cũ bị mất", "Cấp thẻ thư viện"]


def test_not_found_says_who_knows_and_names_no_procedure() -> None:
    made = answer.not_found("r1", 0.1)
    assert made.status == "not_found"
    assert "1022" in made.text
    assert made.procedure is None
    assert not made.alternatives
    assert not made.sections


def test_a_comparison_sets_both_beside_one_another_with_their_sources() -> None:
    made = answer.compared([LIBRARY, LOST], ["làm thẻ lần đầu", ""], "r1", 0.5)
    assert [part.title for part in made.sections] == ["Cấp thẻ thư viện (1.900001)", "Cấp lại thẻ thư viện (1.900002)"]
    assert "Dùng khi: làm thẻ lần đầu" in made.text
    assert made.text.count("Dùng khi") == 1
    assert made.text.count("Nguồn: ") == 2
    assert len(made.sources) == 2
    assert "Lệ phí: Bản ghi không nêu lệ phí" in made.text
    assert [choice.code for choice in made.alternatives] == [LIBRARY.code, LOST.code]


def test_a_choice_without_a_difference_says_null() -> None:
    assert answer.compared([LIBRARY, LOST], ["", ""], "r1", 0.5).alternatives[0].difference is None
