"""What keeps records true: legal documents that end, the yearly plan, and questions nobody has an answer to."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.errors import BadRequest, Conflict, NotFound
from knowledge.editorial.coverage import Subjects, gaps, plain
from knowledge.editorial.dealt import DealtWith
from knowledge.editorial.effect import Question
from knowledge.editorial.laws import Law, Laws, stamp
from knowledge.editorial.plan import Chosen, Plan
from knowledge.words import Words
from tests.conftest import HOME
from tests.editorial.conftest import AN, BINH, CHI, CODE, Room
from tests.knowledge.records import SMALL

TODAY = date(2026, 11, 23)
CODES = [record.code for record in SMALL]


@pytest.fixture
def laws(room: Room) -> Laws:
    return Laws(room.database, room.clock)


@pytest.fixture
def plan(room: Room) -> Plan:
    return Plan(room.database, room.clock)


def test_a_document_ends_after_its_last_day(laws: Laws, room: Room) -> None:
    laws.put(Law("46/2019/QH14", "Luật Thư viện", valid_to=TODAY), AN)
    assert laws.ended() == {}
    room.clock.forward(days=1)
    assert laws.ended() == {"46/2019/qh14": ""}
    laws.put(Law("46/2019/qh14", "Luật Thư viện", valid_to=TODAY, replaced_by="9/2026/QH16"), AN)
    assert laws.ended() == {"46/2019/qh14": "9/2026/QH16"}
    assert [law.number for law in laws.all()] == ["46/2019/qh14"]
    laws.put(Law("46/2019/QH14"), AN)
    assert laws.ended() == {}


@pytest.mark.parametrize(
    "law",
    [Law(""), Law("x" * 81), Law("1/NĐ", valid_from=TODAY, valid_to=TODAY - timedelta(days=1)), Law("1/NĐ", replaced_by="1/nđ")],
)
def test_what_is_no_document_is_refused(laws: Laws, law: Law) -> None:
    with pytest.raises(BadRequest):
        laws.put(law, AN)


def test_a_plan_spreads_over_working_days_and_owners(plan: Plan) -> None:
    assert plan.spread([*CODES, CODES[0]], [AN, BINH], TODAY, TODAY + timedelta(days=13), CHI) == 5
    tasks = plan.open()
    assert [task.code for task in tasks] == CODES
    assert [task.owner for task in tasks] == [AN, BINH, AN, BINH, AN]
    assert all(task.due.weekday() < 5 and TODAY <= task.due <= TODAY + timedelta(days=13) for task in tasks)
    assert tasks[0].due == TODAY
    assert plan.spread(CODES, [CHI], TODAY, TODAY, CHI) == 0
    assert [task.code for task in plan.open(AN, until=TODAY)] == CODES[:1]


def test_a_task_is_given_over_and_done(plan: Plan, room: Room) -> None:
    plan.assign(CODE, AN, TODAY + timedelta(days=3), CHI)
    plan.assign(CODE, BINH, TODAY + timedelta(days=5), CHI)
    (task,) = plan.open()
    assert (task.owner, task.due) == (BINH, TODAY + timedelta(days=5))
    plan.done(CODE, BINH)
    assert plan.open() == []
    with pytest.raises(Conflict):
        plan.done(CODE, BINH)
    plan.assign(CODE, AN, TODAY + timedelta(days=370), CHI)
    assert room.audited() == [f"{CHI} plan.assign", f"{CHI} plan.assign", f"{BINH} plan.done", f"{CHI} plan.assign"]


def test_a_plan_that_cannot_be_is_refused(plan: Plan) -> None:
    saturday = TODAY + timedelta(days=5)
    for owners, first, last in (([], TODAY, TODAY), ([AN], saturday, saturday), ([AN], TODAY - timedelta(days=1), TODAY)):
        with pytest.raises(BadRequest):
            plan.spread(CODES, owners, first, last, CHI)
    with pytest.raises(BadRequest):
        plan.assign(CODE, AN, TODAY - timedelta(days=1), CHI)


def test_a_page_of_tasks(plan: Plan, room: Room) -> None:
    plan.spread(CODES, [AN, BINH], TODAY, TODAY + timedelta(days=13), CHI)
    assert (plan.count(Chosen()), plan.count(Chosen(AN)), plan.count(Chosen(until=TODAY))) == (5, 3, 1)
    page = plan.page(Chosen(), 99, size=2)
    assert ([task.code for task in page.rows], page.total, page.page, page.pages) == (CODES[4:], 5, 3, 3)
    plan.done(CODES[0], AN)
    plan.drop(CODES[1], CHI)
    assert [task.code for task in plan.page(Chosen(done=True)).rows] == CODES[:1]
    assert plan.of_code(CODES[1]) is None
    assert plan.count(Chosen()) == 3


def test_a_document_that_is_replaced_ends_by_the_other(laws: Laws) -> None:
    laws.put(Law("9/2026/QH16", valid_from=TODAY), AN)
    old = laws.put(Law("Luật số 46/2019/QH14", "Luật Thư viện", replaced_by="09/2026/qh16"), AN)
    assert (old.number, old.valid_to) == ("46/2019/QH14", TODAY - timedelta(days=1))
    assert laws.ended() == {"46/2019/qh14": "09/2026/qh16"}
    assert laws.find("9/2026/QH16") is not None
    with pytest.raises(Conflict):
        laws.put(Law("46/2019/QH14"), AN, "")
    with pytest.raises(Conflict):
        laws.put(Law("46/2019/QH14"), AN, "2020-01-01T00:00:00+00:00")
    assert laws.put(Law("46/2019/QH14"), AN, stamp(old)).replaced_by is None


def test_subjects_that_were_dealt_with(room: Room) -> None:
    dealt = DealtWith(room.database, room.clock)
    dealt.put("nuôi ong", AN, "1.900050")
    dealt.put("giá vàng", BINH)
    dealt.put("nuôi ong", BINH)  # the later word on a subject
    assert [(one.subject, one.code, one.by) for one in dealt.all()] == [("giá vàng", None, BINH), ("nuôi ong", None, BINH)]
    dealt.take_back(dealt.all()[0].id, AN)
    assert [one.subject for one in dealt.all()] == ["nuôi ong"]
    with pytest.raises(NotFound):
        dealt.take_back(99, AN)
    for wrong in ("", "x" * 401):
        with pytest.raises(BadRequest):
            dealt.put(wrong, AN)


def test_a_subject_is_known_again_by_other_words() -> None:
    weigh = plain(Words.read(Path(HOME) / "knowledge" / "seed" / "words.tsv"))
    (gap,) = gaps([Question("nuôi ong cần giấy gì vậy ạ")], Words.read(Path(HOME) / "knowledge" / "seed" / "words.tsv"))
    assert Subjects(["xin phép nuôi ong", "giá vàng"], weigh).of(gap) == "xin phép nuôi ong"
    assert Subjects(["giá vàng"], weigh).of(gap) is None
    assert Subjects([], weigh).of(gap) is None


def test_questions_about_one_thing_are_put_together() -> None:
    words = Words.read(Path(HOME) / "knowledge" / "seed" / "words.tsv")
    asked = [
        Question("xin phép nuôi ong ở đâu", 5),
        Question("nuôi ong cần giấy gì vậy ạ", 2),
        Question("em muon nuoi ong thi lam sao", 3),
        Question("mở quán karaoke cần giấy phép gì", 4),
        Question("thủ tục mở quán karaoke", 3),
        Question("thả diều", 1),
        Question("ạ", 90),
        Question("", 9),
    ]
    found = gaps(asked, words)
    assert [(gap.times, gap.questions[0].text) for gap in found] == [
        (10, "xin phép nuôi ong ở đâu"),
        (7, "mở quán karaoke cần giấy phép gì"),
        (1, "thả diều"),
    ]
    assert [gap.times for gap in gaps(asked, words, most=1)] == [10]
