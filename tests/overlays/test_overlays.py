"""Settings that staff change: written by one at a time, followed by every program, on both databases."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import AuditRow
from core.db import Database
from core.errors import Conflict, Unavailable
from core.overlays import Follower, Overlays
from core.settings import Settings
from tests.overlays.conftest import put

SOON = 30  # seconds: generous, since nothing is measured here


@pytest.fixture
def database(either: Settings) -> Iterator[Database]:
    database = Database.open(either)
    yield database
    database.close()


@contextmanager
def followed(database: Database, *names: str, failed: Callable[[], None] = lambda: None) -> Iterator["Queue[Any]"]:
    told: Queue[Any] = Queue()
    with Follower(database, dict.fromkeys(names, told.put), every=0.01, failed=failed):
        yield told


def test_what_nobody_changed_is_nothing(database: Database) -> None:
    assert Overlays(database).get("days") == (None, 0)
    with followed(database, "days") as told, pytest.raises(Empty):
        told.get(timeout=0.1)


def test_a_change_is_kept_counted_and_on_record(database: Database) -> None:
    put(database, "days", {"a": 1, "b": "Tết"}, 0)
    put(database, "days", {"a": 2, "b": "Tết"}, 1)
    assert Overlays(database).get("days") == ({"a": 2, "b": "Tết"}, 2)
    with database.read() as session:
        rows = session.scalars(sa.select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.actor, row.action, row.subject, row.detail) for row in rows] == [
        ("staff:7", "overlay.change", "overlay:days", {"before": None, "after": {"a": 1, "b": "Tết"}}),
        ("staff:7", "overlay.change", "overlay:days", {"before": {"a": 1}, "after": {"a": 2}}),
    ]


@pytest.mark.parametrize("revision", [0, 2, -1])
def test_who_saw_another_revision_changes_nothing(database: Database, revision: int) -> None:
    put(database, "days", {"a": 1}, 0)
    with pytest.raises(Conflict):
        put(database, "days", {"a": 2}, revision)
    assert Overlays(database).get("days") == ({"a": 1}, 1)
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditRow)) == 1


@pytest.mark.parametrize("revision", [0, 1])
def test_of_two_at_once_one_writes(database: Database, revision: int) -> None:
    if revision:
        put(database, "days", {}, 0)
    barrier = threading.Barrier(2)
    ended: list[object] = []

    def write(value: int) -> None:
        barrier.wait(SOON)
        try:
            put(database, "days", {"value": value}, revision)
        except Conflict:
            ended.append("conflict")
        else:
            ended.append(value)

    threads = [threading.Thread(target=write, args=(value,)) for value in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    (winner,) = (one for one in ended if one != "conflict")
    assert len(ended) == 2
    assert Overlays(database).get("days") == ({"value": winner}, revision + 1)


def test_a_follower_knows_before_the_program_is_ready_and_hears_of_changes(database: Database) -> None:
    put(database, "days", {"a": 1}, 0)
    with followed(database, "days", "hours") as told:
        assert told.get_nowait() == {"a": 1}
        put(database, "days", {"a": 2}, 1)
        assert told.get(timeout=SOON) == {"a": 2}
        put(database, "hours", [1], 0)
        assert told.get(timeout=SOON) == [1]
        put(database, "notice", "none of its business", 0)
        with pytest.raises(Empty):
            told.get(timeout=0.1)


def test_a_value_nobody_can_use_leaves_the_rest_alone(database: Database) -> None:
    failed, told = threading.Event(), Queue[Any]()

    def refuse(_: Any) -> None:
        raise ValueError("not this one")

    put(database, "bad", {}, 0)
    with Follower(database, {"bad": refuse, "good": told.put}, every=0.01, failed=failed.set):
        assert failed.is_set()
        failed.clear()
        put(database, "good", 1, 0)
        assert told.get(timeout=SOON) == 1
        assert not failed.is_set(), "it is tried once a revision"
        put(database, "bad", {"still": "bad"}, 1)
        assert failed.wait(SOON)


def test_a_database_that_is_down_ends_nothing(tmp_path: Path) -> None:
    """It comes up later: what stands there is found then, and each look in between is counted."""
    database, failures = Database(f"sqlite:///{tmp_path / 'late.db'}"), Queue[None]()
    with pytest.raises(Unavailable):
        Overlays(database).get("days")
    with followed(database, "days", failed=lambda: failures.put(None)) as told:
        for _ in range(3):
            failures.get(timeout=SOON)
        with database.begin() as session:
            session.execute(sa.text("create table overlays (name text primary key, value json, revision int, changed datetime)"))
            session.execute(sa.text("insert into overlays values ('days', '{\"a\": 1}', 1, '2026-11-22 00:00:00')"))
        assert told.get(timeout=SOON) == {"a": 1}
    database.close()


def test_one_that_never_began_ends(database: Database) -> None:
    Follower(database, {}).stop()
