"""Differences in a database of either kind: kept, judged, judged still after another measuring, and gone with their turn."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from conversations.latest import latest
from conversations.models import Turn
from core.audit import AuditRow
from core.clock import now
from core.db import Database
from core.errors import BadRequest, NotFound
from tests.training.dialogue.test_registry import NEW, made
from tests.training.dialogue.test_registry import folder as folder
from training.dialogue.gate import Rules
from training.dialogue.models import ShadowDifference
from training.dialogue.registry import Registry
from training.dialogue.schemas import Difference, Side
from training.dialogue.shadows import Counts, Shadows


def side(intent: str, text: str, confidence: float = 0.9) -> Side:
    return Side(intent, confidence, "answered", "1.001193", "Khai sinh", text)


def turn(store: Database, question: str, status: str = "answered") -> int:
    with store.begin() as session:
        row = Turn(person="p", channel="web", at=now(), question=question, status=status, answer="...")
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def registry(store: Database, folder: Path) -> Registry:
    return Registry(store, folder, Rules())


def entered(registry: Registry, *found: Difference) -> int:
    kept = made(NEW)
    return registry.add(type(kept)(**{**vars(kept), "shadow": found}), "staff:1")


def test_the_most_harmful_stand_first_and_a_judgement_is_kept_and_taken_back(store: Database, registry: Registry) -> None:
    turns = [turn(store, "một"), turn(store, "hai"), turn(store, "ba")]
    unsure, sure = Difference(turns[0], "một", side("ask_fee", "a", 0.3), side("ask_time", "b")), side("greet", "c")
    number = entered(
        registry, Difference(turns[1], "hai", side("ask_fee", "a"), side("ask_time", "b")), unsure,
        Difference(turns[2], "ba", side("safety", "a"), sure),
    )  # fmt: skip
    shadows = Shadows(store)
    rows = shadows.of(number)
    assert [row.question for row in rows] == ["ba", "một", "hai"]
    shadows.judge(number, rows[0].id, "live", "staff:1")
    shadows.judge(number, rows[1].id, "new", "staff:1")
    assert shadows.counts(number) == Counts(3, 1, 1, 0)
    assert [row.question for row in shadows.of(number, "open")] == ["hai"]
    assert [row.question for row in shadows.of(number, "live")] == ["ba"]
    shadows.judge(number, rows[0].id, "", "staff:1")
    assert shadows.counts(number).judged == 1
    for model, row, verdict, error in (
        (number, rows[0].id, "x", BadRequest),
        (number, 999, "new", NotFound),
        (99, rows[0].id, "new", NotFound),
    ):
        with pytest.raises(error):
            shadows.judge(model, row, verdict, "staff:1")


def test_who_judged_what_stands_in_the_audit_without_the_question(store: Database, registry: Registry) -> None:
    one = turn(store, "chị Lan hỏi lệ phí")
    number = entered(registry, Difference(one, "chị Lan hỏi lệ phí", side("ask_fee", "a"), side("ask_time", "b")))
    shadows = Shadows(store)
    row = shadows.of(number)[0].id
    for verdict, by in (("new", "staff:1"), ("same", "staff:2"), ("", "staff:2")):
        shadows.judge(number, row, verdict, by)
    with store.read() as session:
        rows = session.scalars(sa.select(AuditRow).where(AuditRow.action == "model.compare").order_by(AuditRow.id)).all()
    assert [(one.actor, one.subject, one.detail) for one in rows] == [
        ("staff:1", f"model:{NEW}", {"difference": row, "was": None, "is": "shadow_new"}),
        ("staff:2", f"model:{NEW}", {"difference": row, "was": "shadow_new", "is": "shadow_same"}),
        ("staff:2", f"model:{NEW}", {"difference": row, "was": "shadow_same", "is": None}),
    ]


def test_a_measuring_anew_keeps_what_was_judged_where_the_answers_are_the_same(store: Database, registry: Registry) -> None:
    one, other = turn(store, "một"), turn(store, "hai")
    found = [Difference(number, "x", side("ask_fee", "a"), side("ask_time", "b")) for number in (one, other)]
    number = entered(registry, *found)
    shadows = Shadows(store)
    rows = shadows.of(number)
    for row in rows:
        shadows.judge(number, row.id, "same", "staff:1")
    again = Difference(other, "x", side("ask_fee", "a"), side("ask_time", "khác"))
    assert entered(registry, found[0], again) == number
    assert {row.turn_id: row.verdict for row in shadows.of(number)} == {one: "same", other: None}
    old = {row.turn_id: row.id for row in rows}
    with pytest.raises(NotFound):  # a page of the former measuring is still open somewhere
        shadows.judge(number, old[other], "new", "staff:1")
    registry.add(made(NEW), "staff:1")  # no shadow was run: what there is stays
    assert shadows.counts(number).all == 2


def test_they_leave_with_their_turn_and_an_erased_one_never_comes(store: Database, registry: Registry) -> None:
    one, other = turn(store, "một"), turn(store, "hai")
    with store.begin() as session:
        session.execute(sa.delete(Turn).where(Turn.id == other))
    number = entered(registry, *(Difference(at, "x", side("ask_fee", "a"), side("ask_time", "b")) for at in (one, other)))
    assert [row.turn_id for row in Shadows(store).of(number)] == [one]
    with store.begin() as session:
        session.execute(sa.delete(Turn).where(Turn.id == one))
        assert session.scalar(sa.select(sa.func.count()).select_from(ShadowDifference)) == 0


def test_the_latest_questions_come_first_and_each_once(store: Database) -> None:
    for text, status in (
        ("Lệ phí?", "answered"),
        ("nộp ở đâu", "clarify"),
        ("/ask_fee", "answered"),
        ("le phi?", "answered"),
        ("ba Lan", "form"),
    ):
        turn(store, text, status)
    assert [one.text for one in latest(store, 10)] == ["le phi?", "nộp ở đâu"]
    assert [one.text for one in latest(store, 1)] == ["le phi?"]
    assert list(latest(store, 0)) == []
