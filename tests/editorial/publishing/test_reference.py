"""An approved synonym changes what the next release finds, and a rollback takes it back; units and golden questions go the same way."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.db import Database
from core.encoder import Encoder
from core.errors import GoldenMissed
from core.settings import Settings
from knowledge import release
from knowledge.editorial.publishing import Publishing, Tools
from knowledge.life_events import LifeEvents
from knowledge.live import LiveTable
from knowledge.offices import Offices
from knowledge.reference.kinds import GOLDEN, LIFE, WARD, WORD
from knowledge.reference.models import Entry
from knowledge.reference.standing import held, laid
from knowledge.service import Knowledge
from tests.editorial.conftest import AN, BINH, Clock
from tests.editorial.publishing.conftest import BOTH
from tests.knowledge.records import BOATS, LIBRARY
from tests.knowledge.reference.conftest import Room

ASKED = "xin zqx"
KEY = "same:zqx"
VALUE: dict[str, Any] = {"kind": "same", "written": "zqx", "means": LIBRARY.name}


@pytest.fixture
def desk(opened: Database, clock: Clock) -> Room:
    return Room(opened, clock, lambda code: code)


@pytest.fixture
def live(settings: Settings, encoder: Encoder) -> Knowledge:
    """A running program: it follows what is live."""
    ticks = iter(range(0, 10_000, 10))
    return Knowledge(settings, clock=lambda: next(ticks), encoder=encoder)


def found(knowledge: Knowledge) -> float:
    """How well the library's card fits what is asked."""
    return next((one.score for one in knowledge.search(ASKED, 9) if one.code == LIBRARY.code), -9.0)


def test_a_synonym_goes_out_and_comes_back(desk: Room, publishing: Publishing, live: Knowledge, settings: Settings, tools: Tools) -> None:
    first = publishing.publish(AN, tools)
    before = found(live)
    row = desk.save(WORD, KEY, VALUE)
    assert publishing.publish(AN, tools) == first  # nobody approved it
    assert row.open
    entry = desk.review.approve(row.open.id, BINH, 1)
    second = publishing.publish(AN, tools)
    assert found(live) > before
    assert held(settings.releases, second) == {entry.id}
    assert publishing.rollback(BINH) == first
    assert found(live) == before
    assert desk.entries.history(WORD, KEY)[0].state == "returned"
    assert publishing.publish(AN, tools) == first  # it does not come back by itself
    assert desk.audited()[-1] == f"{BINH} reference.rollback reference:word:{KEY}"


@BOTH
def test_a_rollback_turned_back_and_what_was_dropped_meanwhile(
    desk: Room, publishing: Publishing, settings: Settings, tools: Tools
) -> None:
    first = publishing.publish(AN, tools)
    kept, dropped = desk.approved(WORD, KEY, VALUE), desk.approved(WORD, "short:zq", {"kind": "short", "written": "zq", "means": "thẻ"})
    second = publishing.publish(AN, tools)
    desk.review.undo(dropped.id, BINH)
    assert publishing.rollback(AN) == first
    assert laid(desk.database).numbers == ()
    assert publishing.rollback(AN) == second
    assert laid(desk.database).numbers == (kept.id,)
    third = publishing.publish(AN, tools)
    assert held(settings.releases, third) == {kept.id}


def test_units_and_life_events_follow_the_release_in_a_running_program(
    desk: Room, publishing: Publishing, settings: Settings, tools: Tools
) -> None:
    ticks = iter(range(0, 10_000, 10))
    units = LiveTable(settings.seed / "units.tsv", settings.releases, Offices.read, lambda: next(ticks))
    events = LiveTable(settings.seed / "life_events", settings.releases, LifeEvents.read, lambda: next(ticks))

    def told() -> tuple[str, str]:
        unit = units().unit("26740")
        return unit.name if unit else "", events().all["birth"].title.vi

    publishing.publish(AN, tools)
    assert told() == ("Sài Gòn", "Có con")
    desk.approved(WARD, "26740", {**desk.shipped.of(WARD)["26740"], "name": "Sài Gòn Mới"})
    desk.approved(LIFE, "birth", {**desk.shipped.of(LIFE)["birth"], "title": {"vi": "Sinh con", "en": "A child"}})
    folder = settings.releases / publishing.publish(AN, tools)
    assert told() == ("Sài Gòn Mới", "Sinh con")
    assert release.verify(folder)["form"] == release.FORM
    publishing.rollback(BINH)
    assert told() == ("Sài Gòn", "Có con")


def test_a_golden_question_of_the_desk_keeps_a_bad_release_away(desk: Room, publishing: Publishing, tools: Tools) -> None:
    publishing.publish(AN, tools)
    value = {"question": "đăng ký ghe chèo tay", "expected_codes": [LIBRARY.code], "rank": 1}
    entry = desk.approved(GOLDEN, "desk-1", value)
    with pytest.raises(GoldenMissed):
        publishing.publish(AN, tools)
    desk.review.undo(entry.id, BINH)
    desk.approved(GOLDEN, "desk-1", {**value, "expected_codes": [BOATS.code]})
    publishing.publish(AN, tools)


def test_a_release_of_before_stays_readable(desk: Room, publishing: Publishing, tools: Tools, settings: Settings, tmp_path: Path) -> None:
    assert held(settings.releases, None) == held(settings.releases, "gone") == frozenset()
    publishing.publish(AN, tools)
    (settings.releases / str(release.current_id(settings.releases)) / "reference.json").write_text("{", "utf-8")
    assert held(settings.releases, release.current_id(settings.releases)) == frozenset()


def test_a_change_that_gave_way_to_a_later_one_outlasts_every_rollback(desk: Room, publishing: Publishing, tools: Tools) -> None:
    older = desk.approved(WORD, KEY, VALUE)
    first = publishing.publish(AN, tools)
    newer = desk.approved(WORD, KEY, {**VALUE, "means": BOATS.name})
    second = publishing.publish(AN, tools)
    for expected, standing in ((first, older), (second, newer), (first, older)):
        assert publishing.rollback(AN) == expected
        assert laid(desk.database).numbers == (standing.id,)


def test_a_change_that_no_version_can_read_is_named_and_keeps_nobody_from_publishing(
    desk: Room, publishing: Publishing, settings: Settings, tools: Tools
) -> None:
    kept, broken = desk.approved(WORD, KEY, VALUE), desk.approved(LIFE, "birth", desk.shipped.of(LIFE)["birth"])
    with desk.database.begin() as session:
        entry = session.get(Entry, broken.id)
        assert entry
        entry.value = {"id": "birth", "title": "một phiên bản khác"}
    lines: list[str] = []
    made = publishing.publish(AN, replace(tools, tell=lines.append))
    assert held(settings.releases, made) == {kept.id}
    assert f"life birth, written by {AN}, approved by {BINH}, cannot be used and is passed over" in lines
    brought = f"brings word {KEY}, written by {AN}, approved by {BINH}"
    assert brought in lines
    lines.clear()
    publishing.publish(AN, replace(tools, tell=lines.append))
    assert brought not in lines  # the live release has it
