"""Not one wrong fact: every figure of 500 sampled answers stands in the record the answer names."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from core import working_days
from core.answer import Answer, Facet, Section
from core.procedure import Procedure
from core.settings import Settings
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests.catalogue import SHARED
from tests.conftest import HOME
from tests.live.facts import figures, wrong

_MANY, _SEED = 500, 20261122
_ASKS: dict[Facet, tuple[str, ...]] = {
    "documents": ("{} cần giấy tờ gì", "{} phai nop nhung gi", "{}: tôi có căn cước và giấy khai sinh rồi, còn thiếu gì"),
    "fee": ("{} hết bao nhiêu tiền", "le phi {}"),
    "time": ("{} mất mấy ngày", "{} nộp hôm nay bao giờ xong"),
    "place": ("{} nộp ở đâu",),
    "steps": ("các bước {}",),
    "requirements": ("điều kiện {}",),
    "legal_basis": ("căn cứ pháp lý của {}",),
    "result": ("{} kết quả nhận được là gì",),
    "online": ("{} nộp online được không",),
    "subjects": ("ai được {}",),
    "form": ("mẫu đơn {}",),
    "overview": ("{}", "muốn {} thì làm sao"),
}
_WARDS = ("26740", "27475")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.open(Settings(home=HOME))


@pytest.fixture(scope="module")
def records(knowledge: Knowledge) -> Mapping[str, Procedure]:
    return knowledge.searcher().by_code


def _pool(records: Mapping[str, Procedure]) -> Iterator[Asked]:
    """Yield questions on each record by its names and aliases, the golden ones, English ones, and those beside the checkout."""
    for procedure in records.values():
        for name in (procedure.name, *procedure.aliases[:4]):
            for facet, forms in _ASKS.items():
                for form in forms:
                    yield Asked(form.format(name.lower()), facets=(facet,), ward=_WARDS[len(name) % 2] if facet == "place" else None)
    golden = [
        json.loads(line)
        for path in sorted((HOME / "knowledge" / "golden").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    yield from (Asked(item["question"]) for item in golden * 5)
    english = (HOME / "tests" / "knowledge" / "english_questions.jsonl").read_text("utf-8").splitlines()
    yield from (Asked(json.loads(line)["question"], language="en") for line in english * 5)
    shared = SHARED / "questions" / "dev.jsonl"
    items = [json.loads(line) for line in shared.read_text("utf-8").splitlines()] if shared.exists() else []
    yield from (Asked(item["question"]) for item in items * 3 if item["suite"] == "generated")


def _sampled(knowledge: Knowledge, records: Mapping[str, Procedure]) -> list[tuple[Asked, Answer]]:
    """Return as many answered questions as are wanted, the same ones at every run."""
    pool = list(_pool(records))
    random.Random(_SEED).shuffle(pool)
    made = ((asked, knowledge.answer(asked)) for asked in pool)
    found: list[tuple[Asked, Answer]] = []
    for asked, answer in made:
        if answer.procedure:
            found.append((asked, answer))
        if len(found) == _MANY:
            break
    return found


def test_every_figure_of_an_answer_is_in_the_record_it_names(knowledge: Knowledge, records: Mapping[str, Procedure]) -> None:
    began = working_days.today()
    sampled = _sampled(knowledge, records)
    days = {began, working_days.today()}  # midnight may have passed meanwhile

    faults = [
        f"{asked.text} -> {answer.procedure and answer.procedure.code}: {one}"
        for asked, answer in sampled
        for one in min((wrong(answer, records, day) for day in days), key=len)
    ]

    assert len(sampled) == _MANY
    assert len({answer.procedure.code for _, answer in sampled if answer.procedure}) >= 90
    assert {"documents", "fee", "time", "place", "steps", "legal_basis"} <= {facet for _, answer in sampled for facet in answer.facets}
    assert sum(len(figures(answer.text)) for _, answer in sampled) > 4 * _MANY
    assert not faults, "\n".join([f"{len(faults)} wrong", *faults[:40]])


@pytest.mark.parametrize(
    ("question", "right", "tampered"),
    [
        ("làm hộ chiếu lệ phí bao nhiêu", "200.000", "250.000"),
        ("đăng ký tạm trú mất mấy ngày", "03 ngày", "04 ngày"),
        ("đăng ký tạm trú nộp ở đâu", "dichvucong.gov.vn", "dichvucong.gov.vn, gọi 0909123456"),
        ("làm hộ chiếu căn cứ pháp lý", "25/2021/TT-BTC", "25/2020/TT-BTC"),
        ("đăng ký khai sinh cần giấy tờ gì", "(1 bản chính)", "(2 bản chính)"),
        ("đăng ký khai sinh cần giấy tờ gì", "163/QĐ-BTP", "164/QĐ-BTP"),
        ("đăng ký khai sinh cần giấy tờ gì", "/thu-tuc-hanh-chinh/", "/thu-tuc/"),
        ("đăng ký khai sinh cần giấy tờ gì", "15/04/2026", "16/04/2026"),
        ("đăng ký khai sinh cần giấy tờ gì", "mã 1.001193", "mã 1.001194"),
    ],
)
def test_a_tampered_answer_is_caught(
    knowledge: Knowledge, records: Mapping[str, Procedure], question: str, right: str, tampered: str
) -> None:  # fmt: skip
    answer = knowledge.answer(Asked(question))
    today = working_days.today()
    assert right in answer.text
    assert wrong(answer, records, today) == []

    assert wrong(answer.model_copy(update={"text": answer.text.replace(right, tampered)}), records, today)


def test_a_tampered_section_is_caught_even_where_the_text_is_right(knowledge: Knowledge, records: Mapping[str, Procedure]) -> None:
    answer = knowledge.answer(Asked("làm hộ chiếu lệ phí bao nhiêu"))
    moved = [part.model_copy(update={"items": ["08 đồng"]}) for part in answer.sections]  # the days of its time limit

    assert wrong(answer.model_copy(update={"sections": moved}), records, working_days.today())


def test_another_number_of_copies_is_caught(knowledge: Knowledge, records: Mapping[str, Procedure]) -> None:
    answer = knowledge.answer(Asked("đăng ký khai sinh cần giấy tờ gì"))
    text = answer.text.replace("(1 bản chính)", "(2 bản chính)")
    more = [
        part.model_copy(update={"items": [item.replace("(1 bản chính)", "(2 bản chính)") for item in part.items]})
        for part in answer.sections
    ]

    assert wrong(answer.model_copy(update={"text": text, "sections": more}), records, working_days.today())


def test_a_day_that_is_reckoned_wrong_is_caught(knowledge: Knowledge, records: Mapping[str, Procedure]) -> None:
    answer = knowledge.answer(Asked("đăng ký tạm trú nộp hôm nay bao giờ xong"))
    today = working_days.today()
    assert wrong(answer, records, today) == []
    done = working_days.add_working_days(working_days.next_working_day(today), 3)
    later = working_days.add_working_days(done, 1)

    text = answer.text.replace(f"{done:%d/%m/%Y}", f"{later:%d/%m/%Y}")

    assert text != answer.text
    assert wrong(answer.model_copy(update={"text": text}), records, today)


def test_a_day_off_that_is_called_by_a_number_is_no_figure(knowledge: Knowledge, records: Mapping[str, Procedure]) -> None:
    answer = knowledge.answer(Asked("làm hộ chiếu lệ phí bao nhiêu"))
    closed = Section(facet="time", title="Thời hạn", items=["Thứ Năm, 04/02/2027 nơi nhận hồ sơ nghỉ (29 Tết)."])
    told = answer.model_copy(update={"sections": [closed]})

    assert "29 in time" not in wrong(told, records, date(2027, 2, 4))
    assert "29 in time" in wrong(told, records, date(2027, 2, 3))


def test_figures_are_read_in_one_form() -> None:
    told = "1. 135.000 đồng (135,000 VND), 07 ngày, 25/2021/TT-BTC, mã 1.001193; https://a.vn/b-1. Ngày 05/4/2026."

    assert figures(told) == {"135000", "7", "25/2021/TT-BTC", "1.001193", "https://a.vn/b-1", "5/4/2026"}
    assert date(2026, 4, 5).isoformat() in figures("2026-04-05")
