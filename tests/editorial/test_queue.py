"""The queue of versions, and what stands beside one, on both databases; texts word by word."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Forbidden
from knowledge.editorial.models import Held
from knowledge.editorial.queue import Asked, Queue
from knowledge.editorial.review import Occupied, Stale, Undecided
from knowledge.editorial.states import State
from knowledge.editorial.wording import Piece, pieces
from tests.editorial.conftest import AN, BINH, CHI, CODE, Room, approved, fee

OTHER = "1.900002"
NEXT_YEAR = date(2027, 1, 1)


def handed(room: Room, code: str, by: str) -> int:
    version = room.drafts.open(code, by)
    saved = room.drafts.save(version.id, by, 0, {"place": "Quầy mới"})
    return room.review.submit(version.id, by, saved.version.revision).id


def test_the_queue_by_state_person_and_code(room: Room) -> None:
    queue = Queue(room.database)
    first = handed(room, CODE, AN)
    room.clock.forward(hours=1)
    second = handed(room, OTHER, CHI)
    draft = room.drafts.open("1.900003", "job:knowledge_sync").id
    waits = Asked({State.IN_REVIEW}, order="waiting")
    page = queue.page(waits)
    assert ([line.id for line in page.lines], page.total, page.counts) == ([first, second], 2, {"in_review": 2, "draft": 1})
    assert (page.lines[0].editors, page.lines[0].name, page.lines[0].submitted is not None) == ([AN], "Cấp thẻ thư viện", True)
    assert [line.id for line in queue.page(Asked(apart=CHI)).lines] == [draft, first]
    assert [line.id for line in queue.page(Asked(wrote=CHI)).lines] == [second]
    assert [line.id for line in queue.page(Asked(wrote="job:knowledge_sync")).lines] == [draft]
    assert queue.page(Asked(wrote="staff:%")).total == 0
    assert queue.page(Asked(wrote="job:knowledge-sync")).total == 0  # "_" is no letter in general
    assert [line.id for line in queue.page(Asked(code=CODE, order="number")).lines] == [first]


def test_pages_and_releases(room: Room) -> None:
    queue = Queue(room.database)
    ids = [approved(room, {"methods": fee(amount)}) for amount in (10_000, 20_000, 30_000)]
    last = queue.page(Asked(code=CODE, order="number", size=2, page=9))
    assert ([line.id for line in last.lines], last.page, last.pages, last.total) == ([ids[0]], 2, 2, 3)
    with room.database.begin() as session:
        session.add_all(Held(release=release, version_id=ids[0]) for release in ("20261124-x", "20261123-x"))
    assert queue.releases(ids) == {ids[0]: "20261123-x"}


def test_what_a_scheduled_version_lacks(room: Room) -> None:
    later = approved(room, {"methods": fee(90_000)}, starts=NEXT_YEAR)
    assert room.history.lacking([later]) == set()
    room.clock.forward(hours=1)
    fix = approved(room, {"place": "Quầy số 9"})
    assert room.history.lacking([later, fix]) == {later}
    assert [change.field for change in room.history.drift(later)] == ["place"]
    beside = room.history.beside(later)
    assert (beside.version and beside.version.id, beside.above) == (fix, False)


def test_what_was_approved_for_an_earlier_day_counts_too(room: Room) -> None:
    later = approved(room, {"methods": fee(90_000)}, starts=NEXT_YEAR)
    room.clock.forward(hours=1)
    approved(room, {"place": "Quầy số 9"}, starts=date(2026, 12, 1))
    assert room.history.lacking([later]) == {later}


def test_what_an_open_version_holds_itself_is_not_lacking(room: Room) -> None:
    version = handed(room, CODE, AN)
    room.shelf.by_code[CODE] = room.shelf.by_code[CODE].model_copy(update={"place": "Quầy mới"})
    assert [change.field for change in room.history.drift(version)] == ["place"]
    assert room.history.lacking([version]) == set()
    room.shelf.by_code[CODE] = room.shelf.by_code[CODE].model_copy(update={"place": "Quầy khác"})
    assert room.history.lacking([version]) == {version}


def test_which_of_two_approved_versions_will_stand(room: Room) -> None:
    first = approved(room, {"place": "Một"})
    room.clock.forward(hours=1)
    second = approved(room, {"place": "Hai"})
    assert (room.history.beside(first).above, room.history.beside(second).above) == (True, False)
    draft = room.drafts.open(CODE, CHI)
    assert room.history.beside(draft.id).above is False


def test_every_step_knows_what_was_read(room: Room) -> None:
    version = handed(room, CODE, AN)
    steps: tuple[Callable[[], object], ...] = (
        lambda: room.review.take_back(version, AN, 0),
        lambda: room.review.give_back(version, BINH, "Thiếu.", 0),
        lambda: room.review.withdraw(version, BINH, "Nhầm.", 0),
        lambda: room.review.approve(version, BINH, 0),
    )
    for step in steps:
        with pytest.raises(Stale):
            step()
    assert [change.field for change in room.history.since(version, 0)] == ["place"]
    assert room.history.comments(version) == []
    assert room.review.give_back(version, BINH, "Thiếu.", 1).state == "returned"
    room.drafts.save(version, BINH, 0, {"place": "Khác"})
    with pytest.raises(Undecided):
        room.review.submit(version, AN, 1)


def test_who_writes_only_gives_up_what_is_not_approved(room: Room) -> None:
    version = approved(room, {"place": "Một"})
    with pytest.raises(Forbidden):
        room.review.withdraw(version, AN, "Nhầm.", open_only=True)
    assert room.review.withdraw(version, BINH, "Nhầm.").state == "withdrawn"
    assert [comment.text for comment in room.history.comments(version)] == ["Nhầm."]
    opened = room.drafts.open(CODE, AN)
    with pytest.raises(Occupied):
        room.history.restore(version, AN)
    assert room.review.withdraw(opened.id, AN, "Thôi.", 0, open_only=True).state == "withdrawn"


TEXTS = st.text(st.sampled_from("ab ế.\n,1"), max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_are_in_the_pieces(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "added") == before
    assert "".join(piece.text for piece in found if piece.kind != "removed") == after
    assert all(piece.text for piece in found)


def test_words_and_not_letters_are_marked() -> None:
    assert pieces("Nộp trong 2 ngày làm việc.", "Nộp trong 3 ngày làm việc.") == [
        Piece("same", "Nộp trong "), Piece("removed", "2"), Piece("added", "3"), Piece("same", " ngày làm việc."),
    ]  # fmt: skip
    assert pieces("a b c d e f g h", "a x y d e f g h")[1:3] == [Piece("removed", "b c"), Piece("added", "x y")]
    assert pieces("một", "hai") == [Piece("removed", "một"), Piece("added", "hai")]
    assert len(pieces("một " * 9_000, "hai " * 9_000)) == 2
