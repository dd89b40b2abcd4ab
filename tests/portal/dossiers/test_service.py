"""The way of a lookup: what is told, what is written, what it never tells."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from core.db import Database
from core.errors import LookupPaused, PortalDenied, PortalUnavailable, Unavailable
from core.settings import Settings
from portal.dossiers.access import Patience
from portal.dossiers.audit import DossierLookup
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.routing import Portal, Portals
from portal.dossiers.service import Dossiers, Lookup
from tests.portal.dossiers.providers import DIGITS, NOON, Clock, KnownPortal, code, phone

KEY = b"k" * 32
PERSON = "5d41402abc4b2a76b9719d911017c592"
UNKNOWN = code("H29.18-260310-0999")
Make = Callable[..., Dossiers]


@pytest.fixture
def portal() -> KnownPortal:
    return KnownPortal(name="served")  # a label of its own: the metrics are the process's


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(portal: KnownPortal, database: Database, clock: Clock) -> Iterator[Make]:
    """Make services over one database; each is closed in the end."""
    with contextlib.ExitStack() as stack:

        def made(settings: Settings | None = None, **patience: float) -> Dossiers:
            portals = Portals({"": Portal(portal, "Cổng thử")})
            chosen = Patience.model_validate(patience)
            service = Dossiers(portals, database, KEY, settings or Settings(), chosen, clock.now, clock.timer, clock.sleep)
            return stack.enter_context(contextlib.closing(service))

        yield made


@pytest.fixture
def dossiers(make: Make) -> Dossiers:
    return make()


def asked(digits: str = DIGITS, of: str = code().text, person: str = PERSON, kind: ProofKind = ProofKind.PHONE) -> Lookup:
    return Lookup(person, "rest", code(of), Proof(kind, digits))


def rows(database: Database) -> list[DossierLookup]:
    with database.read() as session:
        return list(session.scalars(sa.select(DossierLookup).order_by(DossierLookup.id)))


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("troly_dossier_lookups_total", {"adapter": "served", "outcome": outcome}) or 0.0


def raising(portal: KnownPortal, error: BaseException) -> None:
    def before() -> None:
        raise error

    portal.before = before


def test_the_owner_is_told_at_once_and_it_is_written(dossiers: Dossiers, database: Database, clock: Clock) -> None:
    found = dossiers.lookup(asked())
    assert found == Dossier(code().text, State.PROCESSING, portal="Cổng thử")
    assert clock.slept == []
    (row,) = rows(database)
    told = (row.at, row.channel, row.adapter, row.purpose, row.proof, row.outcome)
    assert told == (NOON, "rest", "served", "lookup", "phone", "found")
    assert (len(row.code), len(row.person or "")) == (64, 64)


def test_unknown_and_wrong_proof_are_one_and_the_same(dossiers: Dossiers, database: Database, clock: Clock) -> None:
    before, seen = counted("missed"), []
    for lookup in (asked("9999"), asked(of=UNKNOWN.text), asked(kind=ProofKind.SECRET, digits="x")):
        with capture_logs() as logs:
            assert dossiers.lookup(lookup) is None
        seen.append(logs)
    assert seen[0] == seen[1] == seen[2]
    assert clock.slept == [0.5] * 3
    assert counted("missed") - before == 3
    assert [row.outcome for row in rows(database)] == ["missed"] * 3


def test_a_slow_answer_leaves_at_a_later_tick_and_the_fast_ones_after_it_too(dossiers: Dossiers, portal: KnownPortal, clock: Clock) -> None:
    def slow() -> None:
        clock.seconds += 0.47

    portal.before = slow
    assert dossiers.lookup(asked("9999")) is None
    portal.before = lambda: None
    assert dossiers.lookup(asked(of=UNKNOWN.text)) is None
    assert clock.slept == [0.53, 1.0]


def test_neither_logs_nor_rows_hold_code_proof_or_person(dossiers: Dossiers, database: Database) -> None:
    with capture_logs() as logs:
        dossiers.lookup(asked("7391"))
        dossiers.lookup(asked())
        dossiers.look_again(code(), phone())
    assert [set(entry) for entry in logs] == [{"event", "log_level", "adapter", "outcome", "seconds"}] * 3
    with database.read() as session:
        stored = str(session.execute(sa.text("select * from dossier_lookups")).all())
    for personal in (code().text, "260310", "0420", "7391", PERSON):
        assert personal not in str(logs)
        assert personal not in stored


def test_misses_pause_the_person_across_restarts_and_programs(make: Make, portal: KnownPortal, clock: Clock) -> None:
    first, second = make(), make()
    for number in range(5):
        assert (first, second)[number % 2].lookup(asked(of=f"H29.18-260310-10{number:02}")) is None
    before, calls = counted("paused"), portal.calls
    for service in (first, second, make()):
        with pytest.raises(LookupPaused) as paused:
            service.lookup(asked())
        assert paused.value.retry_after == 900
    assert (counted("paused") - before, portal.calls) == (3, calls)
    clock.seconds += 900
    assert first.lookup(asked()) is not None


def test_a_dossier_guessed_at_by_many_is_closed_even_for_who_knows(dossiers: Dossiers, clock: Clock) -> None:
    for number in range(10):
        assert dossiers.lookup(asked(f"{number:04}", person=f"{number}" * 32)) is None
    with pytest.raises(LookupPaused) as paused:
        dossiers.lookup(asked())
    assert 86_000 < (paused.value.retry_after or 0) <= 86_400
    assert dossiers.look_again(code(), phone()) is not None  # news was granted to who proved it before
    clock.seconds += 86_400
    assert dossiers.lookup(asked()) is not None


def test_parallel_tries_do_not_slip_through(dossiers: Dossiers, portal: KnownPortal) -> None:
    def one(number: int) -> str:
        try:
            return str(dossiers.lookup(asked(f"{number:04}")))
        except LookupPaused:
            return "paused"

    portal.delay = 0.05
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(one, range(12)))
    assert (told.count("None"), told.count("paused"), portal.calls) == (5, 7, 5)


def test_no_row_no_lookup(dossiers: Dossiers, portal: KnownPortal, database: Database) -> None:
    with database.begin() as session:
        session.execute(sa.text("drop table dossier_lookups"))
    with pytest.raises(Unavailable):
        dossiers.lookup(asked())
    with pytest.raises(Unavailable):
        dossiers.look_again(code(), phone())
    assert portal.calls == 0


def test_an_answer_is_given_though_its_outcome_cannot_be_written(dossiers: Dossiers, portal: KnownPortal, database: Database) -> None:
    def drop() -> None:
        with database.begin() as session:
            session.execute(sa.text("drop table dossier_lookups"))

    portal.before = drop
    with capture_logs() as logs:
        assert dossiers.lookup(asked()) is not None
    assert "outcome of a lookup not written" in [entry["event"] for entry in logs]


def test_the_same_question_is_answered_from_memory_for_a_while(
    dossiers: Dossiers, portal: KnownPortal, database: Database, clock: Clock
) -> None:
    assert [dossiers.lookup(asked()) is not None for _ in range(3)] == [True] * 3
    assert portal.calls == 1
    assert dossiers.lookup(asked("9999")) is None
    assert dossiers.lookup(asked("9999")) is None
    assert portal.calls == 2
    assert [row.outcome for row in rows(database)] == ["found"] * 3 + ["missed"] * 2
    clock.seconds += 31
    dossiers.lookup(asked())
    assert portal.calls == 3
    hits = REGISTRY.get_sample_value("troly_dossier_cache_hits_total", {"adapter": "served"}) or 0
    assert hits >= 3


def test_errors_are_not_remembered(dossiers: Dossiers, portal: KnownPortal) -> None:
    raising(portal, PortalUnavailable(reason="unreachable"))
    with pytest.raises(PortalUnavailable):
        dossiers.lookup(asked())
    portal.before = lambda: None
    assert dossiers.lookup(asked()) is not None


@pytest.mark.parametrize(
    ("error", "reason", "later"),
    [
        (PortalUnavailable(reason="server_error"), "server_error", 300),
        (PortalUnavailable(reason="busy", retry_after=7), "busy", 7),
        (PortalDenied("status 403"), "denied", 300),
        (ValueError("Trần Thị Mẫu"), "malformed", 300),
    ],
)
def test_every_fault_says_when_to_try_again_and_is_written(
    dossiers: Dossiers, portal: KnownPortal, database: Database, clock: Clock, error: Exception, reason: str, later: int
) -> None:
    raising(portal, error)
    before = counted(reason)
    with pytest.raises(PortalUnavailable) as told:
        dossiers.lookup(asked())
    assert (told.value.reason, told.value.retry_after, isinstance(told.value, PortalDenied)) == (reason, later, reason == "denied")
    assert ([row.outcome for row in rows(database)], counted(reason) - before, clock.slept) == ([reason], 1, [])


def test_a_portal_that_hangs_and_then_rests(make: Make, portal: KnownPortal, database: Database, clock: Clock) -> None:
    dossiers = make(budget=0.05, breaker_failures=2, breaker_rest=90)
    portal.delay = 30
    told = []
    for _ in range(3):
        with pytest.raises(PortalUnavailable) as error:
            dossiers.lookup(asked())
        told.append((error.value.reason, error.value.retry_after))
    assert told == [("timeout", 300), ("timeout", 300), ("resting", 90)]
    assert [row.outcome for row in rows(database)] == ["timeout", "timeout", "resting"]
    assert portal.cancelled == 2
    portal.delay = 0
    clock.seconds += 90
    assert dossiers.lookup(asked()) is not None


def test_one_portal_that_rests_leaves_the_others_alone(database: Database, clock: Clock) -> None:
    broken, sound = KnownPortal(name="served"), KnownPortal({"G09.20-20260609-0092637": Dossier("x", State.DONE)}, name="served")
    raising(broken, PortalUnavailable(reason="timeout"))
    portals = Portals({"": Portal(broken), "G09": Portal(sound)})
    dossiers = Dossiers(portals, database, KEY, Settings(), Patience(breaker_failures=1), clock.now, clock.timer, clock.sleep)
    for reason in ("timeout", "resting"):
        with pytest.raises(PortalUnavailable) as told:
            dossiers.lookup(asked())
        assert told.value.reason == reason
    assert dossiers.lookup(asked(of="G09.20-20260609-0092637")) is not None
    dossiers.close()
    dossiers.close()
    assert (broken.closed, sound.closed) == (1, 1)


def test_news_is_looked_for_without_waiting_and_without_limit(dossiers: Dossiers, database: Database, clock: Clock) -> None:
    assert [dossiers.look_again(UNKNOWN, phone()) for _ in range(12)] == [None] * 12
    assert clock.slept == []
    assert {(row.purpose, row.person, row.channel, row.outcome) for row in rows(database)} == {("notice", None, "worker", "missed")}
    assert dossiers.lookup(asked(of=UNKNOWN.text)) is None


def test_erasing_and_sweeping(dossiers: Dossiers, database: Database, clock: Clock) -> None:
    dossiers.lookup(asked())
    dossiers.lookup(asked())
    assert (dossiers.erase(PERSON), dossiers.erase("nobody")) == (2, 0)
    assert [row.person for row in rows(database)] == [None, None]
    clock.seconds += 366 * 86_400
    assert (dossiers.sweep(), dossiers.sweep()) == (2, 0)


def test_what_is_known_of_a_portal(dossiers: Dossiers) -> None:
    assert dossiers.proofs(code()) == {ProofKind.PHONE}
    assert dossiers.title(code()) == "Cổng thử"
    assert dossiers.elsewhere(code()) is None
    assert dossiers.elsewhere(code("000.17.22.H56-210531-0001")) == "tỉnh Thanh Hóa"


@pytest.mark.parametrize("value", ["", "x" * 1_000_000, "\x00\ud800", "' or 1=1 --", "๑๒๓๔"])
def test_strange_proofs_find_nothing(dossiers: Dossiers, value: str) -> None:
    assert dossiers.lookup(asked(value)) is None


def test_it_opens_as_the_settings_say(migrated: Settings, database: Database) -> None:
    dossiers = Dossiers.open(migrated, database)
    assert ProofKind.PHONE in dossiers.proofs(code())
    assert dossiers.look_again(UNKNOWN, phone()) is None
    dossiers.close()


@pytest.mark.parametrize("wrong", [{"dossier_portals": {"": {"adaptor": "x"}}}, {"dossier_patience": {"budgte": 1.0}}])
def test_a_misspelt_setting_is_told_at_the_start(migrated: Settings, database: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^TROLY_DOSSIER_"):
        Dossiers.open(migrated.model_copy(update=wrong), database)


def test_it_may_be_asked_from_within_an_event_loop(dossiers: Dossiers) -> None:
    """An action runs in a thread of a program that has a loop of its own."""

    async def program() -> Dossier | None:
        return await asyncio.to_thread(dossiers.lookup, asked())

    assert asyncio.run(program()) is not None
