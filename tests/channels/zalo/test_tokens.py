"""The pair of tokens in the database: one refresher, whoever dies; sealed; begun anew with new settings."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from channels.zalo.token_rows import LEASE, Pair, TokenRow, TokenStore
from core.db import Database
from core.seal import Seal
from tests.channels.zalo.conftest import KEY

NOW = datetime(2026, 11, 20, 8, tzinfo=timezone.utc)
FIRST = Pair("access-1", "refresh-1")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """The same database, as another program has it."""
    other = Database(str(database.engine.url))
    yield other
    other.close()


def store(database: Database, clock: Clock, first: Pair = FIRST, key: bytes = KEY) -> TokenStore:
    return TokenStore(database, Seal(key), "zalo", first, clock)


def tokens(pair: Pair) -> tuple[str, str]:
    return pair.access, pair.refresh


def test_the_first_pair_comes_from_the_settings(database: Database, other: Database, clock: Clock) -> None:
    assert tokens(store(database, clock).current()) == tokens(store(other, clock).current()) == ("access-1", "refresh-1")


def test_tokens_are_in_no_file_in_clear(database: Database, clock: Clock, tmp_path: Path) -> None:
    one = store(database, clock)
    lease = one.lease(one.current())
    assert lease
    one.replace(lease, "access-2", "refresh-2", NOW)
    database.close()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("troly.db*"))
    assert not any(token in files for token in (b"access-1", b"refresh-1", b"access-2", b"refresh-2"))
    assert "access" not in repr(FIRST) + repr(lease)


def test_one_alone_has_the_lease(database: Database, other: Database, clock: Clock) -> None:
    mine, theirs = store(database, clock), store(other, clock)
    lease = mine.lease(mine.current())
    assert lease is not None
    assert theirs.lease(theirs.current()) is None
    fresh = mine.replace(lease, "access-2", "refresh-2", NOW + timedelta(hours=25))
    assert tokens(theirs.current()) == ("access-2", "refresh-2")
    assert theirs.lease(lease.pair) is None  # what is stale is not changed twice
    assert theirs.lease(fresh) is not None


def test_who_gives_up_gives_the_lease_back(database: Database, other: Database, clock: Clock) -> None:
    mine, theirs = store(database, clock), store(other, clock)
    lease = mine.lease(mine.current())
    assert lease
    mine.release(lease)
    assert theirs.lease(theirs.current()) is not None


def test_the_lease_of_a_program_that_died_runs_out(database: Database, other: Database, clock: Clock) -> None:
    mine, theirs = store(database, clock), store(other, clock)
    late = mine.lease(mine.current())
    clock.now += LEASE + timedelta(seconds=1)
    second = theirs.lease(theirs.current())
    assert late is not None
    assert second is not None
    mine.release(late)  # somebody else's by now
    assert store(other, clock).lease(second.pair) is None
    assert tokens(mine.replace(late, "access-2", "refresh-2", NOW)) == ("access-2", "refresh-2")  # it came late, but it is good
    assert tokens(theirs.replace(second, "access-x", "refresh-x", NOW)) == ("access-2", "refresh-2")


def test_a_refused_pair_rests(database: Database, clock: Clock) -> None:
    one = store(database, clock)
    lease = one.lease(one.current())
    assert lease
    one.release(lease, refused=True)
    assert one.current().refused
    clock.now += timedelta(minutes=11)
    assert not one.current().refused


def test_a_new_pair_in_the_settings_begins_anew(database: Database, other: Database, clock: Clock) -> None:
    old = store(database, clock)
    lease = old.lease(old.current())
    assert lease
    old.replace(lease, "access-2", "refresh-2", NOW)
    new = store(other, clock, Pair("access-n", "refresh-n"))
    assert tokens(new.current()) == ("access-n", "refresh-n")
    assert tokens(old.current()) == ("access-n", "refresh-n")  # a program that still has the old settings does not go back
    renewed = new.lease(new.current())
    assert renewed
    new.replace(renewed, "access-o", "refresh-o", NOW)
    assert tokens(store(database, clock, Pair("access-n", "refresh-n")).current()) == ("access-o", "refresh-o")


def test_settings_without_tokens_keep_what_is_stored(database: Database, clock: Clock) -> None:
    store(database, clock).current()
    assert tokens(store(database, clock, Pair("", "")).current()) == ("access-1", "refresh-1")


def test_a_key_that_was_changed_begins_anew(database: Database, clock: Clock) -> None:
    store(database, clock).current()
    assert tokens(store(database, clock, key=b"other key 12345678").current()) == ("access-1", "refresh-1")


def test_twenty_threads_of_two_programs(database: Database, other: Database, clock: Clock) -> None:
    """Each changes what it finds; no refresh token is taken by two."""
    taken: list[str] = []
    gate = threading.Barrier(20)

    def change(database: Database) -> None:
        one = store(database, clock)
        gate.wait()
        for _ in range(5):
            pair = one.current()
            if lease := one.lease(pair):
                taken.append(lease.pair.refresh)
                one.replace(lease, f"access-{pair.version + 1}", f"refresh-{pair.version + 1}", NOW)

    threads = [threading.Thread(target=change, args=(each,)) for each in (database, other) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) >= 5
    with database.read() as session:
        row = session.get(TokenRow, "zalo")
        assert row is not None
        assert (row.version, row.holder) == (len(taken) + 1, None)
