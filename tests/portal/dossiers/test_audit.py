"""The audit of lookups, and the limits of tries that are counted from it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from core.db import Database
from core.errors import LookupPaused, Unavailable
from core.person import hashed
from core.settings import Settings
from portal.dossiers.audit import Audit, DossierLookup, Entry, Outcome, Purpose, keyed
from tests.portal.dossiers.providers import Clock

HOUR, DAY = 3_600, 86_400


def entry(person: str = "p", code: str = "c", purpose: Purpose = "lookup") -> Entry:
    return Entry(hashed(person) if purpose == "lookup" else None, "rest", code * 64, "sample", purpose, "phone")


def settings() -> Settings:
    return Settings(lookups_missed=3, code_missed=5, lookups_rest=900, keep_lookups_days=30)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def audit(database: Database, clock: Clock) -> Audit:
    return Audit(database, settings(), clock.now)


def wait(audit: Audit, entry: Entry, outcome: Outcome | None = "missed") -> int:
    """Try once with `outcome` (`None`: never written); return the seconds until the next try when this one is paused."""
    try:
        number = audit.reserve(entry)
    except LookupPaused as paused:
        return paused.retry_after or -1
    if outcome:
        audit.settle(number, outcome)
    return 0


def outcomes(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(sa.select(DossierLookup.outcome).order_by(DossierLookup.id)))


def test_who_misses_too_often_rests_from_the_last_miss(audit: Audit, database: Database, clock: Clock) -> None:
    for code in "abc":
        assert wait(audit, entry(code=code)) == 0
        clock.seconds += 10
    assert wait(audit, entry(code="d")) == 890
    assert wait(audit, entry("another", "d")) == 0
    clock.seconds += 890
    assert wait(audit, entry(code="e")) == 0  # one more ...
    assert wait(audit, entry(code="f")) == 900  # ... and they rest again
    assert outcomes(database) == ["missed"] * 3 + ["paused", "missed", "missed", "paused"]


def test_misses_of_more_than_an_hour_ago_are_forgotten(audit: Audit, clock: Clock) -> None:
    for code in "abc":
        wait(audit, entry(code=code))
    clock.seconds += HOUR
    assert [wait(audit, entry(code=code)) for code in "def"] == [0, 0, 0]
    assert wait(audit, entry(code="g")) == 900


def test_a_dossier_that_many_guess_at_is_closed_for_all_until_the_day_is_over(audit: Audit, clock: Clock) -> None:
    for number in range(5):
        assert wait(audit, entry(f"p{number}")) == 0
        clock.seconds += 100
    assert wait(audit, entry("owner")) == DAY - 500
    assert wait(audit, entry("owner", "another")) == 0
    clock.seconds += DAY - 500
    assert wait(audit, entry("owner")) == 0
    assert wait(audit, entry("someone")) == 100  # the next of the five


@pytest.mark.parametrize("outcome", ["found", "timeout", "unreachable", "server_error", "malformed", "resting", "busy", "denied"])
def test_what_was_found_or_not_answered_is_no_miss(audit: Audit, outcome: Outcome) -> None:
    assert [wait(audit, entry(), outcome) for _ in range(12)] == [0] * 12


def test_a_try_whose_end_nobody_wrote_counts_like_a_miss(audit: Audit) -> None:
    assert [wait(audit, entry(), None) for _ in range(4)] == [0, 0, 0, 900]


def test_notices_are_written_without_a_person_and_neither_limited_nor_counted(audit: Audit, database: Database) -> None:
    assert [wait(audit, entry(purpose="notice")) for _ in range(12)] == [0] * 12
    assert wait(audit, entry()) == 0
    with database.read() as session:
        assert set(session.scalars(sa.select(DossierLookup.person).where(DossierLookup.purpose == "notice"))) == {None}


def test_parallel_tries_do_not_slip_through(migrated: Settings, clock: Clock) -> None:
    """Several programs, each with a connection of its own, as two action servers would."""
    databases = [Database.open(migrated) for _ in range(4)]
    audits = [Audit(database, settings(), clock.now) for database in databases]
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda number: wait(audits[number % 4], entry(), None), range(40)))
    assert sorted(waits) == [0] * 3 + [900] * 37
    assert sorted(outcomes(databases[0])) == ["asked"] * 3 + ["paused"] * 37
    for database in databases:
        database.close()


def test_erasing_leaves_the_rows_of_nobody(audit: Audit, database: Database) -> None:
    wait(audit, entry())
    wait(audit, entry())
    wait(audit, entry("another"))
    assert audit.unlink(hashed("p")) == 2
    assert audit.unlink(hashed("p")) == 0
    with database.read() as session:
        assert sorted(str(person) for person in session.scalars(sa.select(DossierLookup.person))) == sorted(
            ["None", "None", hashed("another")]
        )


def test_rows_go_when_they_are_old_enough(audit: Audit, clock: Clock, database: Database) -> None:
    wait(audit, entry())
    clock.seconds += 29 * DAY
    wait(audit, entry(), "found")
    clock.seconds += DAY + 1
    assert audit.sweep() == 1
    assert outcomes(database) == ["found"]


def test_without_its_table_nothing_is_written_and_that_is_told(audit: Audit, migrated: Settings) -> None:
    with sqlite3.connect(migrated.var / "troly.db") as connection:
        connection.execute("drop table dossier_lookups")
    connection.close()
    for use in (lambda: audit.reserve(entry()), lambda: audit.settle(1, "found"), audit.sweep):
        with pytest.raises(Unavailable):
            use()


def test_a_code_cannot_be_told_from_its_hash_without_the_key() -> None:
    code = "H29.18-260310-0420"
    one = keyed(b"a" * 16, "dossier", code)
    assert len(one) == 64
    assert len({one, keyed(b"b" * 16, "dossier", code), keyed(b"a" * 16, "other", code), keyed(b"a" * 16, "dossier", f"{code}1")}) == 4
    assert keyed(b"a" * 16, "x", "\ud800" * 100_000) != keyed(b"a" * 16, "x", "?" * 100_000)
