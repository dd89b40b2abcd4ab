"""The frame of an answer in English: titles, labels, amounts, dates and units; the record's own words stay."""

import re
from pathlib import Path
from typing import get_args

import pytest

from core.answer import Alternative, Answer, Facet
from core.procedure import Procedure
from knowledge import answer
from knowledge.sections import section
from tests.conftest import HOME
from tests.knowledge.records import LIBRARY, LOST, procedure

SEED = sorted((HOME / "knowledge" / "seed" / "procedures").glob("*.json"))
FACETS: tuple[Facet, ...] = get_args(Facet)
TWIN = Alternative(code="1.900002", name="Cấp lại thẻ thư viện", difference="làm lại vì thẻ cũ bị mất")
# Words of our own frame in Vietnamese; a record may use them, so only the beginning of a line or a label counts.
_FRAME = re.compile(
    r"^(?:Nguồn|Lệ phí|Giấy tờ cần chuẩn bị|Thời hạn giải quyết|Nơi nộp hồ sơ|Tôi trả lời cho [^:]*|- (?:Trực tiếp|Trực tuyến|Bưu chính)):",
    re.M,
)


def about(record: Procedure, *facets: Facet) -> Answer:
    return answer.answered(record, list(facets), [TWIN], "r1", 0.9, language="en")


def test_the_text_is_complete_by_itself() -> None:
    made = about(LIBRARY, "fee")
    assert made.language == "en"
    assert made.text == (
        "Cấp thẻ thư viện (code 1.900001)\n\n"
        "The official record is in Vietnamese; its names and sentences are shown as they stand.\n\n"
        "Fee:\n- In person: Fee 30,000 VND\n- Online: Fee 15,000 VND\n\n"
        "Source: Decision 12/QĐ-TV, updated 15 Apr 2026, checked 18 Jul 2026. https://example.invalid/1.900001\n\n"
        "This answer is for the procedure above. If yours is another: Cấp lại thẻ thư viện (làm lại vì thẻ cũ bị mất)"
    )


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ({"value": 3, "unit": "working_day"}, "3 working days"),
        ({"value": 1, "unit": "working_day", "text": "01 ngày làm việc"}, "1 working day"),
        ({"value": 1, "unit": "hour"}, "1 hour"),
        ({"value": 0.5, "unit": "day"}, "0.5 days"),
        ({"value": 2, "unit": "month", "text": "2 tháng kể từ ngày nhận đủ hồ sơ"}, "2 months. 2 tháng kể từ ngày nhận đủ hồ sơ"),
    ],
)
def test_a_time_has_its_unit(limit: dict[str, object], told: str) -> None:
    record = procedure(methods=[{"channel": "direct", "time_limit": limit}])
    assert section(record, "time", language="en").items == [told]


@pytest.mark.parametrize(
    ("fee", "told"),
    [
        ({"kind": "fee", "amount_vnd": 50_000}, "Fee 50,000 VND"),
        ({"kind": "fee", "amount_vnd": 50_000, "text": "50.000 đồng"}, "50,000 VND"),
        ({"kind": "service_fee", "amount_vnd": 1_200_000, "text": "cho mỗi lần"}, "1,200,000 VND: cho mỗi lần"),
        ({"kind": "price", "text": "Theo quy định"}, "Theo quy định"),
    ],
)
def test_an_amount_is_in_vnd(fee: dict[str, object], told: str) -> None:
    assert section(procedure(methods=[{"channel": "direct", "fees": [fee]}]), "fee", language="en").items == [told]


def test_a_silent_record_is_said_to_be_silent() -> None:
    bare = procedure()
    for facet in FACETS[1:]:
        (item,) = section(bare, facet, language="en").items
        assert item.startswith(("The record", "You can"))


def test_asking_back_and_declining_are_in_english() -> None:
    asked = answer.clarify([TWIN], "r1", 0.4, "en")
    assert asked.text.startswith("Which of these procedures")
    assert "1. Cấp lại thẻ thư viện (làm lại vì thẻ cũ bị mất)" in asked.text
    whose = answer.of_which(["fee", "time"], "r1", "en")
    assert "fee and processing time" in whose.text
    declined = answer.not_found("r1", 0.1, "en")
    assert "1022" in declined.text
    beside = answer.compared([LIBRARY, LOST], ["làm thẻ lần đầu", None], "r1", 0.5, "en")
    assert "Used when: làm thẻ lần đầu" in beside.text
    assert {made.language for made in (asked, whose, declined, beside)} == {"en"}


@pytest.mark.parametrize("path", SEED, ids=lambda path: path.stem)
def test_no_label_of_the_frame_is_left_in_vietnamese(path: Path) -> None:
    record = Procedure.model_validate_json(path.read_text("utf-8"))
    for facet in FACETS:
        made = about(record, facet)
        assert not _FRAME.search(made.text), facet
        assert made.text.count("The official record is in Vietnamese") == 1
        titles = [button.title for button in made.buttons if button.payload.startswith("/ask_") and "{" not in button.payload]
        assert all(title.isascii() for title in titles)


@pytest.mark.parametrize("path", SEED, ids=lambda path: path.stem)
def test_both_languages_give_the_same_figures(path: Path) -> None:
    record = Procedure.model_validate_json(path.read_text("utf-8"))
    for facet in ("fee", "time"):
        vietnamese, english = (" ".join(section(record, facet, language=language).items) for language in ("vi", "en"))
        amounts = {figure.replace(".", "") for figure in re.findall(r"\d{1,3}(?:\.\d{3})+(?= đồng)", vietnamese)}
        assert amounts <= set(re.findall(r"\d+", english.replace(",", "").replace(".", "")))
