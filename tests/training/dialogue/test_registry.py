"""The registry over a real database of either kind: what may go live, what is live, and the way back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import AuditRow
from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from tests.training.dialogue.test_gate import report
from training.dialogue import shelf
from training.dialogue.gate import Rules
from training.dialogue.registry import Blocked, Made, Registry

OLD, NEW, NEWER, NEWEST = (f"dialogue-2026010{day}-000000.tar.gz" for day in (1, 2, 3, 4))
GOOD, BAD = report(0.9, 3, ask_fee=(0.9, 30)), report(0.5, 9, ask_fee=(0.2, 30))
LAN, MINH = "staff:1", "staff:2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "dialogue"
    place.mkdir()
    for name in (OLD, NEW, NEWER):
        (place / name).write_bytes(name.encode())
    shelf.point_to(place, OLD)
    return place


@pytest.fixture
def registry(store: Database, folder: Path) -> Registry:
    return Registry(store, folder, Rules())


def made(name: str, measured: dict[str, Any] = GOOD, against: str | None = OLD, failed: tuple[str, ...] = ()) -> Made:
    return Made(name, "d1", "t1", {"seed": 42}, measured, against, GOOD, failed)


def test_a_model_that_is_as_good_goes_live_and_comes_back(registry: Registry, folder: Path, store: Database) -> None:
    number = registry.add(made(NEW), LAN)
    assert registry.promote(number, MINH) == NEW
    assert shelf.current(folder).name == NEW
    former = registry.former()
    assert former is not None
    assert former.name == OLD
    assert registry.rollback(LAN, leave=NEW) == OLD
    assert shelf.current(folder).name == OLD
    assert [(one.model.name, one.back, one.by) for one in registry.history()] == [(OLD, True, LAN), (NEW, False, MINH), (OLD, False, "cli")]
    with store.read() as session:
        actions = session.scalars(sa.select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["model.made", "model.promote", "model.promote", "model.rollback"]


def test_a_worse_model_is_blocked_with_the_reasons_and_nothing_changes(registry: Registry, folder: Path) -> None:
    number = registry.add(made(NEW, BAD), LAN)
    with pytest.raises(Blocked) as blocked:
        registry.promote(number, MINH)
    assert [one.key for one in blocked.value.refusals] == ["macro", "costly", "intent"]
    assert shelf.current(folder).name == OLD
    assert registry.history() == []


def test_what_was_measured_against_another_model_is_measured_anew(registry: Registry) -> None:
    one, other = registry.add(made(NEW), LAN), registry.add(made(NEWER), LAN)
    registry.promote(one, MINH)
    with pytest.raises(Blocked, match="other_live"):
        registry.promote(other, MINH)
    assert registry.add(made(NEWER, against=NEW), LAN) == other
    assert registry.promote(other, MINH) == NEWER


def held_up(begun: threading.Event, until: threading.Event) -> Callable[[], datetime]:
    """A clock that is read once the gate has agreed; there it gives another all the time that is needed to look at the gate as well."""

    def read() -> datetime:
        begun.set()
        until.wait(0.5)
        return now()

    return read


def test_of_two_promoted_in_the_same_instant_one_goes_live_and_the_other_is_to_be_measured_anew(
    registry: Registry, folder: Path, store: Database
) -> None:
    (folder / NEWEST).write_bytes(b"the newest")
    registry.promote(registry.add(made(NEW), LAN), MINH)
    first, second = registry.add(made(NEWER, against=NEW), LAN), registry.add(made(NEWEST, against=NEW), LAN)
    begun, over = threading.Event(), threading.Event()
    slow = Registry(store, folder, Rules(), held_up(begun, over))
    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(slow.promote, first, LAN)
        assert begun.wait(60)
        with pytest.raises(Blocked) as blocked:
            registry.promote(second, MINH)
        over.set()
        assert going.result(60) == NEWER
    assert [(one.key, dict(one.values)) for one in blocked.value.refusals] == [("other_live", {"against": NEW, "live": NEWER})]
    assert shelf.current(folder).name == NEWER
    assert [one.model.name for one in registry.history()] == [NEWER, NEW, OLD]


def test_two_who_want_to_go_back_go_back_once(registry: Registry, folder: Path) -> None:
    registry.promote(registry.add(made(NEW), LAN), MINH)
    registry.rollback(LAN, leave=NEW)
    with pytest.raises(Conflict):
        registry.rollback(MINH, leave=NEW)
    assert shelf.current(folder).name == OLD


def test_what_the_command_line_put_to_use_is_entered_before_the_next_change(registry: Registry, folder: Path) -> None:
    registry.promote(registry.add(made(NEW), LAN), MINH)
    shelf.point_to(folder, NEWER)
    former = registry.former()
    assert former is not None
    assert former.name == NEW
    assert registry.rollback(LAN, leave=NEWER) == NEW


def test_files_that_the_way_back_needs_are_kept(registry: Registry, folder: Path) -> None:
    registry.promote(registry.add(made(NEW), LAN), MINH)
    assert registry.prune(kept=0) == [NEWER]
    assert {path.name for path in folder.glob("*.tar.gz")} == {OLD, NEW}
    assert registry.rollback(LAN, leave=NEW) == OLD


def test_a_model_whose_file_went_or_that_never_was_is_not_promoted(registry: Registry, folder: Path) -> None:
    number = registry.add(made(NEWER), LAN)
    assert registry.prune(kept=0) == [NEWER, NEW]
    with pytest.raises(Conflict):
        registry.promote(number, MINH)
    with pytest.raises(NotFound):
        registry.promote(999, MINH)
    with pytest.raises(FileNotFoundError):
        registry.add(made("dialogue-20260105-000000.tar.gz"), LAN)
