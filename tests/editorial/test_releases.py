"""The releases as people see them, on both databases: who made which live, what each brought, and what the next one would."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from core import audit
from knowledge.editorial.releases import Releases
from knowledge.editorial.repository import Repository
from tests.editorial.conftest import AN, BINH, CODE, Room, approved, fee
from tests.knowledge.records import BOATS, KITES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three releases of which the second is live, the first the former one, and the third was refused."""
    for day, name in enumerate(("a", "b", "c"), start=1):
        (tmp_path / name).mkdir()
        told = {
            "id": name,
            "created": f"2026-11-0{day}T00:00:00+00:00",
            "form": 0,
            "model": "m",
            "counts": {"procedures": day, "labels": 2, "passages": 3},
        }
        (tmp_path / name / "manifest.json").write_text(json.dumps(told), "utf-8")
    (tmp_path / "current").write_text("b\n", "utf-8")
    (tmp_path / "former").write_text("a\n", "utf-8")
    lines = [{"release": "b", "golden": {"asked": 9, "missed": ["g1"]}, "despite": "đã thống nhất"}, {"release": "c", "refused": True}]
    (tmp_path / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return tmp_path


def test_what_is_kept_and_who_made_it_live(room: Room, folder: Path) -> None:
    one, other = approved(room, {"place": "Quầy số 8"}), approved(room, {"place": "Bến số 4"}, BOATS.code)
    with room.database.begin() as session:
        Repository(session).hold("a", {one})
        Repository(session).hold("b", {one, other})
        audit.record(session, AN, "release.publish", "release:b")
        audit.record(session, BINH, "release.rollback", "release:a")
        audit.record(session, AN, "release.rollback", "release:b")
    refused, live, former = Releases(folder, room.database).kept()
    assert [(kept.id, kept.live, kept.former, kept.by) for kept in (refused, live, former)] == [
        ("c", False, False, None),
        ("b", True, False, AN),
        ("a", False, True, BINH),
    ]
    assert [[version.id for version in kept.brought] for kept in (refused, live, former)] == [[], [other], [one]]
    assert (live.asked, live.missed, live.despite) == (9, ("g1",), "đã thống nhất")
    assert (live.counts, live.readable, former.asked) == ({"procedures": 2, "labels": 2, "passages": 3}, False, 0)


def test_what_the_next_one_brings(room: Room, folder: Path) -> None:
    today = room.clock().date()
    out, gone = approved(room, {"place": "Quầy số 8"}), approved(room, {"place": "Bến số 4"}, BOATS.code)
    with room.database.begin() as session:
        Repository(session).hold("b", {out, gone})
        for version in Repository(session).with_ids([out, gone]):
            version.state, version.published = "published", room.clock()
    room.review.withdraw(gone, BINH, "sai")
    room.clock.forward(hours=1)
    later = approved(room, {"place": "Bãi số 4"}, KITES.code, starts=today + timedelta(days=3))
    comes = approved(room, {"methods": fee(77_000)})
    room.drafts.open("1.900071", AN)  # a draft is nothing
    releases = Releases(folder, room.database)
    found = releases.next(today)
    assert [[one.id for one in some] for some in (found.comes, found.goes, found.later)] == [[comes], [gone], [later]]
    found = releases.next(today + timedelta(days=3))
    assert [[one.id for one in some] for some in (found.comes, found.goes, found.later)] == [[comes, later], [gone], []]
    assert {one.code for one in found.comes} == {CODE, KITES.code}


def test_before_the_first_publish(room: Room, tmp_path: Path) -> None:
    releases = Releases(tmp_path / "none", room.database)
    assert (releases.live(), releases.kept()) == (None, [])
    version = approved(room, {"place": "Quầy số 8"})
    assert [one.id for one in releases.next(room.clock().date()).comes] == [version]
