"""Why an answer is as it is: what is told is what retrieval, the gate and the quotes themselves say."""

import pytest

from core.settings import Settings
from knowledge import legs
from knowledge.gate import Gate
from knowledge.quoting import ENOUGH
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from knowledge.trace import Trace

BIRTH, LIBRARY = "1.001193", "1.900001"


@pytest.fixture
def small_knowledge(settings: Settings) -> Knowledge:
    """The five invented procedures."""
    return Knowledge(settings)


def trace(knowledge: Knowledge, text: str, **more: object) -> Trace:
    answer, told = knowledge.traced(Asked(text, **more))  # type: ignore[arg-type]
    assert answer == knowledge.answer(Asked(text, **more))  # type: ignore[arg-type]
    return told


@pytest.mark.parametrize(
    ("typed", "step", "text"),
    [
        ("lam giay khai sinh can gi", "restored", "làm giấy khai sinh cần gì"),
        ("đk khai sinh ở đâu", "expanded", "đăng ký khai sinh ở đâu"),
        ("làm giáy khai sinhh cần gì", "repaired", "làm giáy khai sinh cần gì"),
        ("không phải đăng ký lại, đăng ký khai sinh cho con", "meant", "đăng ký khai sinh cho con"),
        ("tôi tên Lan, số điện thoại 0912345678, làm khai sinh cần gì", "nameless", "làm khai sinh cần gì"),
        ("hoà giải\u200b ở đâu", "normalized", "hòa giải ở đâu"),
    ],
)
def test_each_step_of_the_reading_is_told(seed_knowledge: Knowledge, typed: str, step: str, text: str) -> None:
    reading = trace(seed_knowledge, typed).reading
    assert getattr(reading, step) == text
    question = seed_knowledge.searcher().question(typed)
    assert (reading.expanded, reading.restored) == (question.text, question.restored)


def test_the_candidates_are_those_of_the_search_with_the_points_of_each_leg(seed_knowledge: Knowledge) -> None:
    typed = "lam giay khai sinh can giay to gi"
    told, searcher = trace(seed_knowledge, typed), seed_knowledge.searcher()
    found = searcher.search(searcher.question(typed))
    assert [(one.code, one.score) for one in told.candidates] == [(c.procedure.code, c.score) for c in found[: len(told.candidates)]]
    assert told.candidates[0].code == BIRTH
    for one, candidate in zip(told.candidates, found, strict=False):
        assert sum(leg.points for leg in one.legs) == pytest.approx(one.score, abs=1e-4)
        values = {leg.name: leg.value for leg in one.legs}
        assert tuple(values) == legs.NAMES
        assert (values["agreement"], values["nearness"], values["mentioned"]) == (
            candidate.agreement, candidate.nearness, candidate.mentioned,
        )  # fmt: skip


def test_the_gate_tells_its_probabilities_and_limits(seed_knowledge: Knowledge) -> None:
    typed, gate, searcher = "lam giay khai sinh can giay to gi", Gate.read(), seed_knowledge.searcher()
    told = trace(seed_knowledge, typed, elsewhere=0.02)
    question = searcher.question(typed)
    found = searcher.search(question)
    assert told.judged
    assert told.judged.first == gate.probability("first", question, found, 0.02)
    assert told.judged.offered == gate.probability("offered", question, found, 0.02)
    assert (told.judged.zone, told.judged.clarify_from) == ("answer", gate.clarify_from)
    assert told.judged.first >= told.judged.answer_from
    assert (told.why, told.facets, told.relation) == ("sure", ["documents"], "own")


@pytest.mark.parametrize(
    ("typed", "more", "why"),
    [
        ("1.001193 hết bao nhiêu tiền", {}, "named"),
        ("", {"chosen": BIRTH}, "named"),
        ("thế lệ phí bao nhiêu", {"current": BIRTH, "history": ("làm giấy khai sinh cần gì",)}, "current"),
        ("hết bao nhiêu tiền", {}, "of_which"),
        ("quay lại vụ khai sinh", {"trail": (BIRTH,), "current": "1.000894"}, "earlier"),
        ("bầu trời hôm nay màu tím phải không", {"elsewhere": 0.97}, "unknown"),
    ],
)
def test_why_is_told(seed_knowledge: Knowledge, typed: str, more: dict[str, object], why: str) -> None:
    told = trace(seed_knowledge, typed, **more)
    assert told.why == why
    if why == "named":
        assert (told.candidates, told.judged) == ([], None)  # nothing was searched for


def test_a_quote_is_the_first_of_the_sentences_and_told_with_what_it_needs(seed_knowledge: Knowledge) -> None:
    answer, told = seed_knowledge.traced(Asked("trẻ bị bỏ rơi thì ai đi khai sinh?"))
    assert told.sentences == sorted(told.sentences, key=lambda one: -one.score)
    assert told.weighed is not None
    assert told.weighed >= told.quoted_from == ENOUGH
    assert [part.quote for part in answer.sections if part.quote] == [told.sentences[0].text]


def test_what_is_not_near_enough_is_told_and_not_quoted(seed_knowledge: Knowledge) -> None:
    answer, told = seed_knowledge.traced(Asked("đăng ký tạm trú mất bao lâu"))
    assert told.weighed is None or told.weighed < told.quoted_from
    assert not any(part.quote for part in answer.sections)


def test_twins_are_told(small_knowledge: Knowledge) -> None:
    told = trace(small_knowledge, "xin cấp thẻ thư viện lần đầu cần giấy tờ gì")
    assert told.candidates[0].code == LIBRARY
    assert [one.code for one in told.variants] == ["1.900002"]


def test_another_folder_of_releases_is_read(settings: Settings) -> None:
    apart = settings.releases.rename(settings.var / "trials")
    [manifest] = apart.glob("*/manifest.json")
    pinned = Knowledge(settings, pinned=manifest.parent.name, releases=apart)
    assert trace(pinned, "cấp thẻ thư viện").candidates[0].code == LIBRARY
