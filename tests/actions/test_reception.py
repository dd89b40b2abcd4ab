"""The order in which a turn is dealt with, with a desk of the test's own."""

import re
from dataclasses import replace
from typing import Any

import pytest

from actions.desks.human import Human
from actions.desks.life import Life
from actions.desks.my_data import MyData
from actions.desks.rating import RatingDesk
from actions.desks.report import ReportDesk
from actions.desks.wards import Wards
from actions.reception import Reception
from actions.turn import Desk, Memory, Said, Turn, pick
from core.answer import Answer, Button, ProcedureRef
from core.words import say
from knowledge.schemas import Asked

PROCEDURE = ProcedureRef(code="1.900001", name="Làm thẻ thư viện")
ANSWERED = Answer(status="answered", text="Lệ phí là 8.000 đồng.", procedure=PROCEDURE)
NOT_FOUND = Answer(status="not_found", text="Tôi chưa tìm thấy.")


class Report:
    """A desk that asks one thing and is content with any word but "lệ phí"."""

    name = "report"

    def reply(self, turn: Turn) -> Said | None:
        asked = Answer(status="form", text="Ở đâu?", buttons=[Button(title="Thôi", payload=pick("report:stop"))])
        return Said(asked, replace(turn.memory, pending="report:where"))

    def pressed(self, turn: Turn, option: str) -> Said | None:
        return Said(Answer(status="greeting", text=f"Đã bấm {option}."), replace(turn.memory, pending=None)) if option == "stop" else None

    def resume(self, turn: Turn, question: str) -> Said | None:
        if "lệ phí" in turn.text:
            return None
        return Said(Answer(status="handover", text=f"Đã ghi {question}: {turn.text}."), replace(turn.memory, pending=None))


def turn(text: str = "", memory: Memory | None = None, picked: str | None = None, **asked: Any) -> Turn:
    return Turn(Asked(text=text, **asked), "ask_fee", 0.9, memory or Memory(), "someone", "rest", picked)


def danger(text: str) -> str | None:
    return "safety" if "otp" in text else None


def offered(turn: Turn, answer: Answer) -> Answer:
    return answer.model_copy(update={"buttons": [Button(title="Gặp cán bộ", payload=pick("human:yes"))]})


@pytest.fixture
def reception() -> Reception:
    return Reception({"report": Report()}, danger, offered)


def answers(turn: Turn) -> Said:
    return Said(ANSWERED, turn.memory)


def fails(turn: Turn) -> Said:
    return Said(NOT_FOUND, turn.memory)


def never(turn: Turn) -> Said:
    raise AssertionError("its own matter must not be dealt with")


def test_a_danger_goes_before_everything_and_leaves_the_open_question_open(reception: Reception) -> None:
    said = reception.receive(turn("otp của tôi là 123456", Memory(pending="report:where")), never)
    assert (said.answer.status, said.memory.pending) == ("safety", "report:where")


def test_a_pressed_button_goes_to_its_desk(reception: Reception) -> None:
    said = reception.receive(turn(picked="report:stop", memory=Memory(pending="report:where")), never)
    assert (said.answer.text, said.memory.pending) == ("Đã bấm stop.", None)


@pytest.mark.parametrize("picked", ["report:unheard", "unheard:x", "unheard", ""])
def test_a_button_no_desk_knows_is_answered_as_a_question(reception: Reception, picked: str) -> None:
    assert reception.receive(turn(picked=picked), answers).answer == ANSWERED


def test_what_is_typed_after_our_question_answers_it(reception: Reception) -> None:
    said = reception.receive(turn("đường Lê Lợi", Memory(pending="report:where")), never)
    assert (said.answer.text, said.memory.pending) == ("Đã ghi where: đường Lê Lợi.", None)


def test_a_question_in_between_is_answered_and_ours_waits(reception: Reception) -> None:
    said = reception.receive(turn("lệ phí bao nhiêu", Memory(pending="report:where")), answers)
    assert said.answer.text.startswith(ANSWERED.text)
    assert len(said.answer.text) > len(ANSWERED.text)
    assert (said.memory.pending, said.memory.waited) == ("report:where", 1)
    back = reception.receive(turn("đường Lê Lợi", said.memory), never)
    assert (back.answer.status, back.memory.pending, back.memory.waited) == ("handover", None, 0)


def test_our_question_is_dropped_when_the_talk_goes_elsewhere(reception: Reception) -> None:
    memory = Memory(pending="report:where")
    for _ in range(2):
        said = reception.receive(turn("lệ phí bao nhiêu", memory), answers)
        memory = said.memory
    assert (memory.pending, said.answer.text) == (None, ANSWERED.text)


def test_a_list_that_was_given_waits_for_nothing(reception: Reception) -> None:
    said = reception.receive(turn("lệ phí bao nhiêu", Memory(pending="life:birth:done")), answers)

    assert (said.answer.text, said.memory.pending) == (ANSWERED.text, "life:birth:done")


@pytest.mark.parametrize("desk", [Human, Life, MyData, RatingDesk, ReportDesk, Wards])
def test_every_desk_can_say_that_its_question_waits(desk: type[Desk]) -> None:
    assert say(f"{desk.name}.waits") != say(f"{desk.name}.waits", "en")


def test_an_emergency_is_no_answer_to_our_question(reception: Reception) -> None:
    heard = Turn(Asked(text="có người cầm dao"), "emergency", 0.95, Memory(pending="report:where"), "someone", "rest")

    said = reception.receive(heard, never)

    assert (said.answer.status, said.memory.pending) == ("safety", "report:where")


def test_an_unknown_open_question_disturbs_nobody(reception: Reception) -> None:
    said = reception.receive(turn("lệ phí bao nhiêu", Memory(pending="unheard:x", waited=1)), answers)
    assert (said.answer, said.memory.pending) == (ANSWERED, None)


def test_two_answers_in_a_row_that_did_not_help_bring_a_person(reception: Reception) -> None:
    first = reception.receive(turn("x"), fails)
    second = reception.receive(turn("y", first.memory), fails)
    assert (first.answer.buttons, first.memory.failures) == ([], 1)
    assert [button.title for button in second.answer.buttons] == ["Gặp cán bộ"]
    assert second.memory.options == (("Gặp cán bộ", '/pick{"option":"human:yes"}'),)
    assert reception.receive(turn("z", second.memory), answers).memory.failures == 0


def test_the_trail_is_what_was_spoken_of_before(reception: Reception) -> None:
    memory = Memory()
    for code in ("1.900001", "1.900002", "1.900001"):
        made = ANSWERED.model_copy(update={"procedure": ProcedureRef(code=code, name="…")})
        memory = reception.receive(turn("x", memory), lambda turn, made=made: Said(made, turn.memory)).memory
    assert (memory.procedure_code, memory.trail) == ("1.900001", ("1.900002",))


def test_the_memory_survives_json() -> None:
    memory = Memory(procedure_code="1.900001", options=(("Lệ phí", "/ask_fee"),), told={"married": "yes"}, facets=("fee",))
    assert Memory.load(memory.dump()) == memory
    assert Memory.load(None) == Memory.load({}) == Memory()


@pytest.mark.parametrize(
    "said", ["4321 lệ phí bao nhiêu", "0571 004 321", "k7Xm2Qp9 là mã của tôi", "bốn ba hai một mà cần gì", "otp 4321"]
)
@pytest.mark.parametrize("memory", [Memory(pending="status:proof"), Memory(dossier="sealed")])
def test_a_proof_is_not_stored_whoever_answers(reception: Reception, said: str, memory: Memory) -> None:
    got = reception.receive(turn(said, memory), lambda turn: Said(ANSWERED, replace(turn.memory, said=(turn.text,))))
    assert got.answer.private
    assert not re.search("[0-9]|bốn ba", "".join(got.memory.said))


@pytest.mark.parametrize(
    ("said", "memory"), [("lệ phí bao nhiêu", Memory(pending="status:proof")), ("4321 lệ phí bao nhiêu", Memory(pending="report:where"))]
)
def test_what_holds_no_proof_is_stored(reception: Reception, said: str, memory: Memory) -> None:
    assert not reception.receive(turn(said, memory), answers).answer.private
