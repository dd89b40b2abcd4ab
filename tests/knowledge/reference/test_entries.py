"""A change from its writing to its end: read by another, taken back, written by two at once; on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.config import Config

from core.db import Database
from core.errors import Conflict, NotFound, Unavailable
from core.migrate import upgrade
from core.overlays import Overlays
from core.settings import Settings
from knowledge.reference.kinds import KINDS, OVERLAY, TEXT, WORD
from knowledge.reference.models import DRAFT
from knowledge.reference.review import OwnWork
from knowledge.reference.standing import laid
from tests.conftest import HOME
from tests.editorial.conftest import Clock
from tests.knowledge.reference.conftest import AN, BINH, CHI, CODES, Room, word

GKS = word("short", "gks", "giấy khai sinh bản chính")
NEW = word("same", "bé chào đời", "đăng ký khai sinh")
THANKS = "service.thanks"


def test_what_ships_stands_until_another_person_approved(room: Room) -> None:
    shipped = room.entries.row(*GKS[:2]).shipped
    assert shipped == {"kind": "short", "written": "gks", "means": "giấy khai sinh"}
    row = room.save(*GKS)
    assert (row.stands, row.shown) == (shipped, GKS[2])
    assert row.open
    with pytest.raises(OwnWork):
        room.review.approve(row.open.id, AN, 1)
    with pytest.raises(Conflict):
        room.review.approve(row.open.id, BINH, 2)  # another revision than the one that was read
    room.review.approve(row.open.id, BINH, 1)
    assert room.entries.row(*GKS[:2]).stands == GKS[2]
    assert [line.split()[1] for line in room.audited()] == ["reference.save", "reference.approve"]


def test_who_wrote_a_part_approves_nothing_of_it(room: Room) -> None:
    room.save(*GKS, by=BINH)
    row = room.save(*GKS[:2], {**GKS[2], "means": "giấy khai sinh gốc"}, by=AN)
    assert row.open
    assert row.open.editors == [BINH, AN]
    for one in (AN, BINH):
        with pytest.raises(OwnWork):
            room.review.approve(row.open.id, one, 2)
    assert room.review.approve(row.open.id, CHI, 2).approver == CHI


def test_back_to_the_former_and_to_the_shipped_one(room: Room) -> None:
    first = room.approved(*GKS)
    second = room.approved(*GKS[:2], {**GKS[2], "means": "giấy khai sinh gốc"})
    with pytest.raises(Conflict):
        room.review.undo(first.id, BINH)  # it does not stand
    room.review.undo(second.id, BINH, "sai")
    row = room.entries.row(*GKS[:2])
    assert row.stands == GKS[2]
    room.review.undo(first.id, BINH)
    assert room.entries.row(*GKS[:2]).stands == row.shipped
    assert [one.answer for one in room.entries.history(*GKS[:2])] == ["sai", ""]
    with pytest.raises(Conflict):
        room.review.undo(first.id, BINH)


def test_given_back_written_again_and_dropped(room: Room) -> None:
    row = room.save(*NEW)
    assert row.open
    room.review.give_back(row.open.id, BINH, 1, "nói rõ hơn")
    with pytest.raises(Conflict):
        room.review.approve(row.open.id, BINH, 1)
    row = room.save(*NEW)
    assert row.open
    assert (row.open.state, row.open.revision) == (DRAFT, 2)
    assert room.entries.waiting() == {WORD: 1}
    room.entries.drop(row.open.id, AN, 2)
    with pytest.raises(Conflict):
        room.entries.drop(row.open.id, AN, 2)
    assert room.entries.row(*NEW[:2]).stands is None
    assert room.entries.known(*NEW[:2]).key == NEW[1]  # its history is there
    with pytest.raises(NotFound):
        room.entries.known(WORD, "short:chưa từng có")
    assert room.entries.waiting() == {}


def test_an_entry_is_taken_out_and_brought_back(room: Room) -> None:
    out = room.approved(*GKS[:2], None)
    row = room.entries.row(*GKS[:2])
    assert (row.stands, row.any_value["written"]) == (None, "gks")
    with pytest.raises(NotFound):
        room.save(*GKS[:2], None)
    assert room.approved(*GKS).base is None
    assert room.entries.row(*GKS[:2]).stands == GKS[2]
    assert out.state == "approved"


def test_two_people_in_one_entry_lose_nothing(room: Room) -> None:
    stamp = room.entries.row(*GKS[:2]).stamp
    room.entries.save(*GKS[:2], AN, GKS[2], stamp)
    with pytest.raises(Conflict):
        room.entries.save(*GKS[:2], BINH, {**GKS[2], "means": "khác"}, stamp)
    assert room.entries.row(*GKS[:2]).shown == GKS[2]


def test_a_form_sent_twice_is_one_change(room: Room) -> None:
    stamp = room.entries.row(*GKS[:2]).stamp
    made = [room.entries.save(*GKS[:2], AN, GKS[2], stamp) for _ in range(2)]
    assert [row.stamp for row in made] == [made[0].stamp] * 2
    assert len(room.audited()) == 1


def test_two_first_changes_at_the_same_moment(room: Room) -> None:
    barrier = threading.Barrier(4)

    def save(by: str) -> object:
        barrier.wait(30)
        try:
            return room.entries.save(*NEW[:2], by, NEW[2], "0.0.0")
        except Conflict as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(save, (AN, BINH, CHI, "staff:4")))
    assert sum(isinstance(one, Conflict) for one in made) == 3
    assert len(room.entries.history(*NEW[:2])) == 1


def test_what_stood_changed_beneath_an_open_change(room: Room) -> None:
    first = room.approved(*GKS)
    row = room.save(*GKS[:2], {**GKS[2], "means": "giấy khai sinh gốc"})
    room.review.undo(first.id, BINH)
    assert row.open
    with pytest.raises(Conflict):
        room.review.approve(row.open.id, BINH, 1)
    again = room.save(*GKS[:2], row.open.value)
    assert again.open
    assert room.review.approve(again.open.id, BINH, again.open.revision).base == again.shipped


def test_a_text_is_handed_to_the_programs_with_its_approval(room: Room) -> None:
    value = {"vi": "Cảm ơn bạn đã hỏi.", "en": "Thank you for asking."}
    entry = room.approved(TEXT, THANKS, value)
    assert Overlays(room.database).get(OVERLAY) == ({THANKS: value}, 1)
    room.review.undo(entry.id, BINH)
    assert Overlays(room.database).get(OVERLAY) == ({}, 2)
    assert [line.split()[1] for line in room.audited()] == ["reference.save", "reference.approve", "reference.undo"]


def test_nothing_is_laid_over_a_database_of_before(room: Room, store: Database, either: Settings) -> None:
    room.approved(*GKS)
    assert laid(store).values[WORD] == {GKS[1]: GKS[2]}
    with store.engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(HOME / "migrations"))
        config.set_main_option("path_separator", "os")
        command.downgrade(config, "0010")
    assert laid(store).values == {}
    upgrade(either)
    assert laid(store).numbers == ()


def test_impossible_kinds_and_keys(desk: Room) -> None:
    for kind, key in (("nothing", "a"), (WORD, ""), (WORD, "a" * 121), (WORD, "short:a\tb"), (WORD, "short:\x00")):
        with pytest.raises(NotFound):
            desk.entries.row(kind, key)
    assert all(desk.entries.rows(kind) for kind in KINDS)


def test_a_dead_database_is_said_to_be_one(clock: Clock) -> None:
    room = Room(Database("sqlite:////nowhere/at/all.db"), clock, CODES.get)
    for call in (lambda: room.entries.rows(WORD), lambda: room.save(*GKS), lambda: room.review.undo(1, AN), room.entries.waiting):
        with pytest.raises(Unavailable):
            call()


def test_a_text_cannot_be_taken_out(desk: Room) -> None:
    with pytest.raises(NotFound):
        desk.save(TEXT, THANKS, None)
