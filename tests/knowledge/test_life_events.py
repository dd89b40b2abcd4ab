"""Life events: their files, what is heard as one, and the plan that is made of the records."""

import itertools
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.procedure import Procedure
from core.settings import Settings
from core.text import fold
from knowledge.life_event import Event
from knowledge.life_events import LifeEvents, life_events
from knowledge.plans import Plan, plan
from knowledge.plans.papers import papers_of
from knowledge.plans.sums import brief, total_fee, total_time
from knowledge.repository import ProcedureRepository
from tests.catalogue import SHARED, needs_catalogue, raw_records
from tests.knowledge.records import procedure

HOME = Path(__file__).resolve().parents[2]
ASKED = {
    "birth", "marriage", "death", "home_buy", "home_build", "food_shop", "company", "job_loss", "turning_14", "retiring", "moving",
    "hire_foreigner", "fuel_station", "lost_papers", "adopting", "study_abroad", "vehicle",
}  # fmt: skip
SITUATIONS = [
    ("tôi vừa sinh con thì phải làm những gì", "birth"),
    ("vợ mới sinh cần làm thủ tục gì hết", "birth"),
    ("vợ mới sinh em bé", "birth"),
    ("nhà mình mới có em bé, cần làm những thủ tục gì", "birth"),
    ("tụi mình sắp cưới cần làm thủ tục gì", "marriage"),
    ("ba mình mới mất giờ làm gì", "death"),
    ("ông nội vừa mất, gia đình cần lo những việc gì", "death"),
    ("sắp mua nhà thì phải làm gì", "home_buy"),
    ("tôi muốn xây nhà phải làm gì trước", "home_build"),
    ("muốn mở quán phở", "food_shop"),
    ("tính mở quán ăn", "food_shop"),
    ("mình muốn mở công ty thì làm gì", "company"),
    ("thất nghiệp rồi", "job_loss"),
    ("công ty cho nghỉ việc rồi giờ tôi phải làm gì", "job_loss"),
    ("con tôi sắp tròn 14 tuổi cần làm gì", "turning_14"),
    ("tôi sắp nghỉ hưu, phải làm những thủ tục gì", "retiring"),
    ("nhà mình sắp chuyển nhà qua phường khác thì làm gì", "moving"),
    ("muốn tuyển người nước ngoài thì cần làm những gì", "hire_foreigner"),
    ("muốn mở cây xăng thì bắt đầu từ đâu", "fuel_station"),
    ("bị mất ví mất hết giấy tờ rồi giờ làm sao", "lost_papers"),
    ("vợ chồng tôi muốn nhận con nuôi thì cần làm những gì", "adopting"),
    ("con tôi sắp đi du học cần làm gì", "study_abroad"),
    ("mới mua xe máy cũ giờ làm gì", "vehicle"),
    ("tui tính bán bún bò tại nhà, phải làm thủ tục gì", "food_shop"),
    ("em mới chuyển trọ, có cần làm gì không", "moving"),
    ("bị sa thải rồi giờ sao", "job_loss"),
    ("trung tâm muốn thuê giáo viên nước ngoài, các bước thế nào", "hire_foreigner"),
]
ENGLISH = [
    ("I just had a baby, what should I do?", "birth"),
    ("my father passed away, what do I do now", "death"),
    ("I want to open a restaurant", "food_shop"),
    ("I lost my job", "job_loss"),
]
QUESTIONS = [
    "làm giấy khai sinh cho con cần giấy tờ gì",
    "đăng ký kết hôn lệ phí bao nhiêu",
    "xin hỗ trợ tiền mai táng",
    "tôi mới sinh con muốn đăng ký tạm trú",
    "bà mời mật ong",
    "ba tôi mới mất giấy tờ xe",
    "mới mất bằng lái giờ làm sao",
    "em là sinh viên mới",
    "sinh nhật con gái cuối tuần này",
    "mở tài khoản ngân hàng",
    "thành lập công ty tnhh phải làm sao",
    "muốn nhận con nuôi",
    "hôm nay trời đẹp quá",
]


@pytest.fixture(scope="module")
def events() -> LifeEvents:
    return life_events(Settings(home=HOME).seed / "life_events")


@pytest.fixture(scope="module")
def seed() -> dict[str, Procedure]:
    settings = Settings(home=HOME)
    return {p.code: p for p in ProcedureRepository(settings.seed, settings.var / "none.jsonl").published(date(2026, 11, 1))}


def every_answer(event: Event) -> Iterator[dict[str, str]]:
    """All ways to answer, silence included."""
    choices = [[(question.id, option) for option in (None, *(one.id for one in question.options))] for question in event.questions]
    for told in itertools.product(*choices):
        yield {question: option for question, option in told if option}


def test_the_events_of_the_service_are_there_for_people_and_for_businesses(events: LifeEvents) -> None:
    assert set(events.all) == ASKED
    assert {event.audience for event in events.all.values()} == {"people", "business"}


def test_one_question_has_the_same_answers_wherever_it_is_asked(events: LifeEvents) -> None:
    answers: dict[str, set[tuple[str, ...]]] = {}
    for event in events.all.values():
        for question in event.questions:
            answers.setdefault(question.id, set()).add(tuple(option.id for option in question.options))
    assert {question: ids for question, ids in answers.items() if len(ids) > 1} == {}


@needs_catalogue
def test_every_code_is_a_procedure_of_the_national_catalogue(events: LifeEvents, seed: dict[str, Procedure]) -> None:
    known, used = raw_records(), {code for event in events.all.values() for code in (*event.codes(), *event.main)}
    assert sorted(used - known.keys()) == []
    print(f"of {len(used)} codes {len(used & seed.keys())} are in the seed:", *sorted(used & seed.keys()))  # noqa: T201


def test_a_step_about_one_case_names_a_case_of_the_record(events: LifeEvents, seed: dict[str, Procedure]) -> None:
    named = [(step.case, seed[step.code[0]]) for event in events.all.values() for step in event.steps if step.case and step.code[0] in seed]
    assert len(named) > 5
    for case, record in named:
        assert any(fold(case) in fold(one.name or "") for one in record.cases), (record.code, case)


def test_the_files_state_no_amount_and_no_deadline(events: LifeEvents) -> None:
    for event in events.all.values():
        told = " ".join(words for step in event.steps for words in (step.title.vi, step.why.vi if step.why else ""))
        assert not re.search(r"\d+ ?(dong|ngay|nam|gio)|\d000|trong vong", fold(told)), event.id


@pytest.mark.parametrize(("text", "wanted"), [*SITUATIONS, *ENGLISH])
def test_a_situation_is_heard_with_and_without_accents(events: LifeEvents, text: str, wanted: str) -> None:
    for written in (text, fold(text), text.upper()):
        found = events.detect(written)
        assert found is not None, written
        assert found.id == wanted


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_on_one_procedure_is_none(events: LifeEvents, text: str) -> None:
    assert events.detect(text) is None


@pytest.mark.parametrize("text", ["", " ", "?", "\x00\ud800", "🙂" * 50, "mới " * 400, "a" * 9_000, "((((", "mở quán " * 150])
def test_whatever_is_typed_is_read_in_no_time(events: LifeEvents, text: str) -> None:
    for sure in (True, False):
        found = events.detect(text, sure)
        assert found is None or found.id in ASKED


@pytest.mark.skipif(not (SHARED / "questions" / "dev.jsonl").exists(), reason="the question files are not beside this checkout")
def test_questions_are_hardly_ever_taken_for_an_event(events: LifeEvents) -> None:
    lines = (SHARED / "questions" / "dev.jsonl").read_text("utf-8").splitlines()
    heard = [text for line in lines for text in [json.loads(line)["question"]] if events.detect(text) or events.detect(fold(text))]
    assert len(lines) > 1_000
    assert len(heard) <= len(lines) / 500, heard


def test_a_procedure_knows_the_package_it_belongs_to(events: LifeEvents) -> None:
    for code, wanted in (("1.001193", "birth"), ("1.000656", "death"), ("2.000648", "fuel_station"), ("1.014177", "death")):
        found = events.related(code)
        assert found is not None
        assert found.id == wanted
    assert events.related("9.999999") is None
    assert events.related("1.001308") is None  # it serves two events, and is the heart of neither


@pytest.mark.parametrize(
    ("event", "question", "text", "wanted"),
    [
        ("birth", "foreign", "vợ tôi người Hàn", "yes"),
        ("birth", "foreign", "vo toi nguoi han", "yes"),
        ("birth", "foreign", "dạ không có ạ", "no"),
        ("birth", "foreign", "không có người nước ngoài", "no"),
        ("birth", "married", "rồi", "yes"),
        ("birth", "insured", "có đóng", "yes"),
        ("birth", "insured", "hong dong", "no"),
        ("birth", "insured", "không biết", None),
        ("birth", "insured", "có cần gì không", None),
        ("home_build", "certificate", "không cần", "no"),
        ("birth", "married", "dạ chưa ạ", "no"),
        ("birth", "married", "tụi em chưa cưới", "no"),
        ("company", "owners", "hai người hùn vốn", "several"),
        ("moving", "new_home", "đi ở trọ", "rent"),
        ("moving", "new_home", "về nhà ba mẹ", "family"),
        ("vehicle", "used", "xe cũ", "used"),
        ("birth", "married", "lệ phí khai sinh bao nhiêu", None),
        ("birth", "married", "", None),
        ("birth", "foreign", "x" * 5_000, None),
    ],
)
def test_an_answer_is_heard_in_ones_own_words(events: LifeEvents, event: str, question: str, text: str, wanted: str | None) -> None:
    asked = events.all[event].asks(question)
    assert asked is not None
    option = events.chosen(events.all[event], asked, text)
    assert (option.id if option else None) == wanted


def test_no_step_comes_before_one_it_waits_for(events: LifeEvents, seed: dict[str, Procedure]) -> None:
    for event in events.all.values():
        for told in every_answer(event):
            made = plan(event, told, seed.get)
            assert made.items, (event.id, told)
            assert [item.number for item in made.items] == list(range(1, len(made.items) + 1))
            assert all(other < item.number for item in made.items for other in item.after)
            if len(told) == len(event.questions):
                assert not any(item.only_if for item in made.items)


def test_what_is_not_told_stands_with_its_condition(events: LifeEvents, seed: dict[str, Procedure]) -> None:
    birth = events.all["birth"]
    told = plan(birth, {"married": "yes", "foreign": "no", "insured": "no"}, seed.get)
    assert [item.id for item in told.items] == ["birth", "residence", "health_card", "card"]
    untold = plan(birth, {"foreign": "nonsense", "other": "yes"}, seed.get)
    assert len(untold.items) == 8
    assert untold.items[0].only_if == ("Đã đăng ký kết hôn", "Cả hai là người Việt Nam")


def test_steps_that_one_form_does_are_one_step_where_its_record_is_published(events: LifeEvents, seed: dict[str, Procedure]) -> None:
    form = procedure("2.000986", "Liên thông khai sinh, thường trú, thẻ bảo hiểm y tế")
    records: dict[str, Procedure] = {**seed, form.code: form}
    made = plan(events.all["birth"], {"married": "yes", "foreign": "no", "insured": "yes"}, records.get)
    first = made.items[0]
    assert (first.id, first.code, len(first.parts)) == ("three_in_one", "2.000986", 3)
    assert [record.code for record in first.apart] == ["1.001193", "1.004222", "1.001939"]
    assert made.items[2].after == (1,)  # the card waited for the birth


def test_a_step_without_a_record_is_named_and_nothing_is_said_of_it(events: LifeEvents) -> None:
    made = plan(events.all["fuel_station"], {}, lambda code: None)
    assert all(item.record is None and item.title for item in made.items)
    assert (total_time(made), total_fee(made)) == (None, None)
    assert papers_of(made).shared == papers_of(made).single == ()


EVENT: dict[str, Any] = {
    "id": "shop", "title": {"vi": "Mở tiệm", "en": "Shop"}, "audience": "business", "triggers": ["mở tiệm"], "questions": [],
    "steps": [
        {"id": "one", "code": "1.900001", "title": {"vi": "Một", "en": "One"}},
        {"id": "two", "code": "1.900002", "title": {"vi": "Hai", "en": "Two"}, "after": ["one"]},
        {"id": "three", "code": "1.900003", "title": {"vi": "Ba", "en": "Three"}, "after": ["one"]},
    ],
}  # fmt: skip


def limited(code: str, *limits: tuple[float | None, str], fees: tuple[int | None, ...] = (), **fields: Any) -> Procedure:
    asked = [{"amount_vnd": fee, "text": "lệ phí"} for fee in fees]
    methods = [{"channel": "direct", "time_limit": {"value": value, "unit": unit, "text": "x"}, "fees": asked} for value, unit in limits]
    return procedure(code, f"Thủ tục {code}", methods=methods, **fields)


def made_of(*records: Procedure) -> Plan:
    known = {record.code: record for record in records}
    return plan(Event.model_validate(EVENT), {}, known.get)


def test_times_are_added_along_the_longest_way_and_units_stay_apart() -> None:
    total = total_time(made_of(limited("1.900001", (3, "working_day")), limited("1.900002", (10, "day")), limited("1.900003", (2, "day"))))
    assert total is not None
    assert (total.parts, total.at_least, total.without) == (((3.0, "working_day"), (10.0, "day")), False, ())


def test_a_limit_without_a_figure_makes_the_total_a_lower_bound() -> None:
    total = total_time(
        made_of(limited("1.900001", (None, "other")), limited("1.900002", (5, "day"), (7, "day")), limited("1.900003", (1, "day")))
    )
    assert total is not None
    assert (total.parts, total.at_least, total.without) == (((7.0, "day"),), True, (1,))
    assert total_time(made_of(limited("1.900001", (3, "day")))) is None  # two of three steps give no figure: no sum at all
    mixed = made_of(limited("1.900001", (3, "day"), (3, "working_day")))
    assert total_time(mixed) is None  # one limit in two units is no figure


def test_a_figure_that_its_words_do_not_bear_out_is_not_told() -> None:
    def saying(unit: str, text: str) -> Procedure:
        return procedure(methods=[{"channel": "direct", "time_limit": {"value": 9, "unit": unit, "text": text}}])

    assert brief(saying("day", "9 ngày làm việc"), "time", "vi") == "9 ngày làm việc", "the longer unit"
    assert "30 ngày" in (brief(saying("day", "9 ngày, phải xác minh thì 30 ngày"), "time", "vi") or "")


def test_the_case_of_an_event_is_the_one_of_just_that_name() -> None:
    cases = [
        {"name": "Tàu lớn (thêm vào hồ sơ chung)", "documents": [{"name": "Giấy của tàu lớn"}]},
        {"name": "Hồ sơ chung", "documents": [{"name": "Đơn"}]},
    ]
    record = procedure(cases=cases)
    steps = [{**EVENT["steps"][0], "code": record.code, "case": "Hồ sơ chung"}, EVENT["steps"][1]]
    made = plan(Event.model_validate({**EVENT, "steps": steps}), {}, {record.code: record}.get)
    assert made.items[0].meant == 1
    assert [paper.name for paper in papers_of(made).single] == ["Đơn"]


def test_only_stated_amounts_are_added() -> None:
    one, two = limited("1.900001", (1, "day"), (1, "day"), fees=(20_000,)), limited("1.900002", (1, "day"), fees=(10_000, 50_000))
    total = total_fee(made_of(one, two, limited("1.900003", (1, "day"), fees=(None,))))
    assert total is not None
    assert (total.least, total.most, total.without) == (20_000, 20_000, (2, 3))
    assert brief(two, "fee", "vi") == "có các mức từ 10.000 đến 50.000 đồng, tùy trường hợp"
    assert brief(one, "fee", "en") == "20,000 VND"


def test_a_paper_of_several_steps_stands_once() -> None:
    def asking(code: str, *names: str) -> Procedure:
        return limited(code, (1, "day"), cases=[{"documents": [{"name": name} for name in names]}])

    papers = papers_of(
        made_of(
            asking("1.900001", "Thẻ căn cước còn hạn", "Đơn riêng"),
            asking("1.900002", "Xuất trình: Căn cước hoặc hộ chiếu", "Đơn khác"),
            asking("1.900003", "02 bản sao thẻ căn cước"),
        )
    )
    assert [(paper.name, paper.steps) for paper in papers.shared] == [("Thẻ căn cước còn hạn", (1, 2, 3))]
    assert {paper.name for paper in papers.single} == {"Đơn riêng", "Đơn khác"}


def test_a_paper_that_every_step_needs_in_some_case_only_says_so() -> None:
    mandate = {"name": "Nhờ người khác", "documents": [{"name": "Văn bản ủy quyền;"}]}
    always = {"documents": [{"name": "Giấy ủy quyền có chứng thực"}]}
    one, two = (limited(code, (1, "day"), cases=[mandate]) for code in ("1.900001", "1.900002"))
    (shared,) = papers_of(made_of(one, two)).shared
    assert (shared.name, shared.steps, shared.case, shared.depends) == ("Văn bản ủy quyền", (1, 2), "Nhờ người khác", True)
    (shared,) = papers_of(made_of(one, limited("1.900002", (1, "day"), cases=[always]))).shared
    assert (shared.case, shared.depends) == (None, False)


@pytest.mark.parametrize(
    "change",
    [
        {"steps": [{"id": "one", "code": "1.900001", "title": {"vi": "Một", "en": "One"}, "after": ["none"]}, EVENT["steps"][0]]},
        {"steps": [{**EVENT["steps"][0], "after": ["two"]}, EVENT["steps"][1]]},
        {"steps": [{**EVENT["steps"][0], "when": {"who": ["yes"]}}, EVENT["steps"][1]]},
        {"together": [{"id": "form", "code": "1.900009", "title": {"vi": "x", "en": "x"}, "steps": ["one", "nine"]}]},
        {"fee": "100"},
        {"triggers": []},
    ],
)
def test_a_file_with_a_slip_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Event.model_validate({**EVENT, **change})
