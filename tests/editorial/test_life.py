"""The whole life of a version, on both databases: written, reviewed by another, given back, approved, withdrawn, brought back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.audit import AuditRow
from core.errors import BadRequest, Conflict, Forbidden, NotFound
from knowledge.editorial import content
from knowledge.editorial.models import Version
from knowledge.editorial.review import Unfinished
from knowledge.editorial.standing import Standing
from tests.editorial.conftest import AN, BINH, CHI, CODE, Room, approved, fee
from tests.knowledge.records import LIBRARY

TODAY = date(2026, 11, 23)


def test_the_whole_life(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    assert (version.number, version.state, version.content) == (1, "draft", content.of(LIBRARY))
    assert room.drafts.open(CODE, BINH).id == version.id
    room.drafts.save(version.id, AN, 0, {"methods": fee(50_000)}, {"methods": "Nghị quyết 12"})
    room.review.submit(version.id, AN, 1, "phí mới")
    with pytest.raises(Conflict):
        room.drafts.open(CODE, BINH)
    room.review.give_back(version.id, BINH, "Thiếu số nghị quyết.")
    assert [comment.text for comment in room.history.comments(version.id)] == ["Thiếu số nghị quyết."]
    room.drafts.save(version.id, CHI, 1, {"legal_basis": [{"number": "12/2026/NQ-HĐND"}]})
    room.review.submit(version.id, AN, 2)
    done = room.review.approve(version.id, BINH, 2)
    assert (done.state, done.approver, done.editors, done.sources) == ("approved", BINH, [AN, CHI], {"methods": "Nghị quyết 12"})
    record = Standing(room.database).standing(TODAY)[CODE]
    assert record is not None
    assert record.methods[0].fees[0].amount_vnd == 50_000
    assert [line.split(" procedure.")[1] for line in room.audited()] == [
        "open", "save", "submit", "comment", "give_back", "save", "submit", "approve",
    ]  # fmt: skip


def test_nobody_approves_what_they_wrote(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.drafts.save(version.id, CHI, 0, {"result": "Thẻ nhựa"})
    room.review.submit(version.id, BINH, 1)
    for writer in (AN, CHI):
        with pytest.raises(Forbidden):
            room.review.approve(version.id, writer, 1)
    assert room.history.version(version.id).state == "in_review"
    assert not any("approve" in line for line in room.audited())
    assert room.review.approve(version.id, BINH, 1).state == "approved"


def test_nobody_approves_their_words_that_another_took(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.drafts.save(version.id, AN, 0, {"result": "Thẻ nhựa"})
    room.drafts.save(version.id, BINH, 0, {"result": "Thẻ giấy"})
    (aside,) = room.drafts.asides(version.id)
    room.drafts.save(version.id, AN, 1, {"result": aside.value})
    room.drafts.drop_aside(version.id, AN, aside.save, "result")
    room.review.submit(version.id, AN, 2)
    with pytest.raises(Forbidden):
        room.review.approve(version.id, BINH, 2)


def test_nobody_approves_what_they_wrote_and_another_brought_back(room: Room) -> None:
    old = room.drafts.open(CODE, BINH)
    room.review.withdraw(old.id, BINH, "thôi")
    restored = room.history.restore(old.id, CHI)
    room.review.submit(restored.id, CHI, 0)
    for writer in (BINH, CHI):
        with pytest.raises(Forbidden):
            room.review.approve(restored.id, writer, 0)
    assert room.review.approve(restored.id, AN, 0).state == "approved"


def test_what_was_changed_since_it_was_read_is_not_approved(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.review.submit(version.id, AN, 0)
    room.review.take_back(version.id, AN)
    room.drafts.save(version.id, AN, 0, {"result": "Thẻ giả"})
    room.review.submit(version.id, AN, 1)
    with pytest.raises(Conflict, match="since it was read"):
        room.review.approve(version.id, BINH, 0)


def test_a_version_with_errors_is_not_submitted(desk: Room) -> None:
    version = desk.drafts.open("1.900099", AN)
    assert version.content == content.empty("1.900099")
    desk.drafts.save(version.id, AN, 0, {"methods": fee(-1)})
    with pytest.raises(Unfinished) as refused:
        desk.review.submit(version.id, AN, 1)
    assert {problem.key for problem in refused.value.problems} == {"no_name", "negative"}
    assert desk.history.version(version.id).state == "draft"


def test_a_second_version_stands_above_the_first_and_an_old_one_comes_back(room: Room) -> None:
    first = approved(room, {"methods": fee(40_000)})
    second = approved(room, {"methods": fee(60_000), "result": None})
    assert room.history.version(second).base == room.history.version(first).content
    changes = room.history.difference(first, second)
    assert [(change.field, change.kind) for change in changes] == [("methods", "changed"), ("result", "removed")]
    restored = room.history.restore(first, CHI)
    assert (restored.number, restored.state, restored.origin) == (3, "draft", "restore")
    assert restored.content == room.history.version(first).content
    assert [change.field for change in room.history.changes(restored.id)] == ["methods", "result"]
    with pytest.raises(Conflict):
        room.history.restore(second, CHI)
    assert [version.number for version in room.history.of_code(CODE)] == [3, 2, 1]


def test_every_revision_can_be_read_again(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    for place in ("một", "hai", "ba"):
        room.drafts.save(version.id, AN, room.history.version(version.id).revision, {"place": place})
    assert [room.history.at(version.id, revision)["place"] for revision in range(4)] == [LIBRARY.place, "một", "hai", "ba"]
    with pytest.raises(BadRequest):
        room.history.at(version.id, 4)


def test_a_scheduled_version_stands_from_its_day(room: Room) -> None:
    day = TODAY + timedelta(days=3)
    number = approved(room, {"methods": fee(70_000)}, starts=day)
    assert room.history.version(number).state == "scheduled"
    standing = Standing(room.database)
    assert CODE not in standing.standing(day - timedelta(days=1))
    assert standing.standing(day)[CODE] is not None
    with pytest.raises(BadRequest):
        approved(room, {}, "1.900003", starts=TODAY - timedelta(days=1))


def test_validity_is_the_records_own(room: Room) -> None:
    approved(room, {"valid_from": "2026-12-01", "valid_to": "2026-12-31"})
    standing = Standing(room.database)
    assert CODE not in standing.standing(TODAY)  # what was imported stands until then
    assert standing.standing(date(2026, 12, 31))[CODE] is not None
    assert standing.standing(date(2027, 1, 1))[CODE] is None  # and does not come back afterwards


def test_a_fix_meanwhile_does_not_outlive_what_is_scheduled(room: Room) -> None:
    day = TODAY + timedelta(days=3)
    new = approved(room, {"methods": fee(70_000)}, starts=day)
    room.clock.forward(hours=1)
    fix = approved(room, {"place": "Quầy số 4"})
    standing = Standing(room.database)
    assert standing.versions(day - timedelta(days=1))[CODE].id == fix
    assert standing.versions(day)[CODE].id == new
    room.clock.forward(days=4)
    last = approved(room, {"place": "Quầy số 5"})
    assert standing.versions(day + timedelta(days=1))[CODE].id == last


def test_what_is_approved_anew_stands_above_what_was_approved_meanwhile(room: Room) -> None:
    early = approved(room, {"methods": fee(40_000)})
    late = approved(room, {"methods": fee(60_000)})
    assert Standing(room.database).versions(TODAY)[CODE].id == late
    room.review.give_back(early, BINH, "xem lại")
    room.clock.forward(minutes=5)
    room.review.submit(early, AN, 1)
    room.review.approve(early, BINH, 1)
    assert Standing(room.database).versions(TODAY)[CODE].id == early


def test_what_is_published_is_not_given_back(room: Room) -> None:
    number = approved(room, {"methods": fee(40_000)})
    with room.database.begin() as session:
        session.get_one(Version, number).state = "published"
    with pytest.raises(Conflict, match="is published"):
        room.review.give_back(number, BINH, "xem lại")
    assert room.history.version(number).state == "published"
    assert room.history.comments(number) == []


def test_what_has_a_later_draft_is_not_given_back(room: Room) -> None:
    number = approved(room, {"methods": fee(40_000)})
    room.drafts.open(CODE, CHI)
    with pytest.raises(Conflict, match="later version"):
        room.review.give_back(number, BINH, "xem lại")
    assert room.history.version(number).state == "approved"


def test_a_record_of_a_later_day_is_scheduled(room: Room) -> None:
    number = approved(room, {"valid_from": (TODAY + timedelta(days=2)).isoformat()})
    assert room.history.version(number).state == "scheduled"
    standing = Standing(room.database)
    assert not standing.due(TODAY + timedelta(days=1), None)
    assert standing.due(TODAY + timedelta(days=2), None)


def test_what_is_given_up_leaves_what_stood(room: Room) -> None:
    first = approved(room, {"methods": fee(40_000)})
    second = approved(room, {"methods": fee(60_000)})
    with pytest.raises(BadRequest):
        room.review.withdraw(second, AN, " ")
    room.review.withdraw(second, AN, "nhầm")
    assert Standing(room.database).versions(TODAY)[CODE].id == first
    with pytest.raises(Conflict):
        room.review.withdraw(second, AN, "nữa")


def test_what_changed_behind_a_drafts_back_is_told(desk: Room) -> None:
    version = desk.drafts.open(CODE, AN)
    assert desk.history.drift(version.id) == []
    desk.shelf.by_code[CODE] = LIBRARY.model_copy(update={"place": "Quầy số 11"})
    assert [change.field for change in desk.history.drift(version.id)] == ["place"]


@pytest.mark.parametrize("code", ["", "abc", "1.1", "x" * 500, "1.900001; drop table"])
def test_what_is_no_code_opens_nothing(desk: Room, code: str) -> None:
    with pytest.raises(BadRequest):
        desk.drafts.open(code, AN)


@pytest.mark.parametrize(("text", "field"), [("", None), (" ", None), ("x" * 4_001, None), ("x", "nonsense")])
def test_what_is_no_comment_is_refused(desk: Room, text: str, field: str | None) -> None:
    version = desk.drafts.open(CODE, AN)
    with pytest.raises(BadRequest):
        desk.drafts.comment(version.id, BINH, text, field)


def test_a_version_that_is_not_there(desk: Room) -> None:
    with pytest.raises(NotFound):
        desk.review.submit(99, AN, 0)
    version = desk.drafts.open(CODE, AN)
    with pytest.raises(BadRequest):
        desk.drafts.save(version.id, AN, 7, {"place": "x"})


def test_the_database_keeps_one_open_version_a_code(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    twin = {column.key: getattr(version, column.key) for column in sa.inspect(Version).columns if column.key != "id"}
    with pytest.raises(sa.exc.IntegrityError), room.database.begin() as session:
        session.add(Version(**{**twin, "number": 2}))


def test_a_change_and_its_audit_row_stand_or_fall_together(desk: Room) -> None:
    version = desk.drafts.open(CODE, AN)
    with pytest.raises(ValueError, match="audit entry"):
        desk.drafts.save(version.id, "x" * 41, 0, {"place": "y"})
    assert desk.history.version(version.id).content["place"] == LIBRARY.place
    with desk.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditRow)) == 1
