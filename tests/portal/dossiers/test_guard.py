"""What stands before a portal: room, breaker, budget, memory, pace; and the loop that adapters live in."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from core.errors import PortalDenied, PortalFault, PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.background import Background
from portal.dossiers.guard import Guard, Memory, Pace
from portal.dossiers.models import Dossier, State
from tests.portal.dossiers.providers import Clock, KnownPortal, code, phone

PATIENCE = Patience(budget=5, breaker_failures=3, breaker_rest=60, at_once=4)
CODE = code().text


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def portal() -> KnownPortal:
    return KnownPortal(name="guarded")  # a label of its own: the metrics are the process's


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(portal: KnownPortal, background: Background, clock: Clock) -> Iterator[Guard]:
    made = Guard(portal, PATIENCE, background, clock.timer)
    yield made
    made.close()


def fail(portal: KnownPortal, error: Exception | None) -> None:
    def before() -> None:
        if error:
            raise error

    portal.before = before


def reason(guard: Guard) -> PortalFault | None:
    """Return why a lookup fails, or None when it goes well."""
    try:
        guard.lookup(CODE, phone())
    except PortalUnavailable as error:
        return error.reason
    return None


def resting() -> float:
    return REGISTRY.get_sample_value("troly_dossier_portal_resting", {"adapter": "guarded"}) or 0.0


def in_parallel(guard: Guard, count: int) -> list[PortalFault | None]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: reason(guard), range(count)))


def test_a_portal_that_fails_is_left_alone_and_tried_once_after_its_rest(guard: Guard, portal: KnownPortal, clock: Clock) -> None:
    fail(portal, PortalUnavailable(reason="server_error"))
    assert [reason(guard) for _ in range(5)] == ["server_error"] * 3 + ["resting"] * 2
    assert (portal.calls, resting()) == (3, 1)
    clock.seconds += 20
    with pytest.raises(PortalUnavailable) as told:
        guard.lookup(CODE, phone())
    assert told.value.retry_after == 40
    clock.seconds += 40
    assert [reason(guard) for _ in range(3)] == ["server_error", "resting", "resting"]
    clock.seconds += 60
    fail(portal, None)
    assert [reason(guard) for _ in range(3)] == [None] * 3
    assert (portal.calls, resting()) == (7, 0)


def test_a_success_in_between_begins_the_count_anew(guard: Guard, portal: KnownPortal) -> None:
    for error in (PortalUnavailable(reason="timeout"), PortalDenied(), None) * 3:
        fail(portal, error)
        assert reason(guard) == (error.reason if error else None)


def test_being_denied_counts(guard: Guard, portal: KnownPortal) -> None:
    fail(portal, PortalDenied())
    assert [reason(guard) for _ in range(4)] == ["denied"] * 3 + ["resting"]


def test_of_many_at_once_one_is_the_trial(guard: Guard, portal: KnownPortal, clock: Clock) -> None:
    fail(portal, PortalUnavailable(reason="timeout"))
    [reason(guard) for _ in range(3)]
    fail(portal, None)
    portal.delay = 0.2
    clock.seconds += 60
    assert sorted(map(str, in_parallel(guard, 4))) == ["None", "resting", "resting", "resting"]
    assert in_parallel(guard, 4) == [None] * 4


def test_a_portal_that_says_it_is_busy_is_not_a_broken_one(guard: Guard, portal: KnownPortal, clock: Clock) -> None:
    fail(portal, PortalUnavailable(reason="busy"))
    assert [reason(guard) for _ in range(9)] == ["busy"] * 9
    fail(portal, PortalUnavailable(reason="timeout"))
    [reason(guard) for _ in range(3)]
    clock.seconds += 60
    fail(portal, PortalUnavailable(reason="busy"))
    assert [reason(guard) for _ in range(3)] == ["busy"] * 3  # a trial that tells nothing is followed by another
    fail(portal, None)
    assert reason(guard) is None


def test_a_failure_that_comes_late_does_not_end_a_new_beginning(portal: KnownPortal, background: Background, clock: Clock) -> None:
    guard = Guard(portal, Patience(budget=5, breaker_failures=1, at_once=8), background, clock.timer)
    portal.delay = 0.3
    with ThreadPoolExecutor(1) as pool:
        portal.known = {}
        late = pool.submit(reason, guard)
        while not portal.running:
            time.sleep(0.005)
        fail(portal, PortalUnavailable(reason="timeout"))
        assert reason(guard) == "timeout"
        assert late.result() is None  # a success of before the failure ...
    assert reason(guard) == "resting"  # ... is no reason to believe that it is over
    guard.close()
    assert resting() == 0


def test_lookups_go_side_by_side_and_no_more_than_there_is_room_for(guard: Guard, portal: KnownPortal) -> None:
    portal.delay = 0.3
    found = in_parallel(guard, 7)
    assert (found.count(None), found.count("busy"), portal.most) == (4, 3, 4)
    assert in_parallel(guard, 4) == [None] * 4


def test_the_budget_cancels_a_portal_that_hangs(portal: KnownPortal, background: Background, clock: Clock) -> None:
    guard = Guard(portal, Patience(budget=0.1), background, clock.timer)
    portal.delay = 30
    began = time.monotonic()
    assert reason(guard) == "timeout"
    assert time.monotonic() - began < 15
    assert (portal.cancelled, portal.running) == (1, 0)
    guard.close()


def test_a_fault_of_an_adapter_is_told_without_what_it_quotes(guard: Guard, portal: KnownPortal) -> None:
    fail(portal, KeyError("Nguyễn Văn Mẫu 0901234567"))
    with capture_logs() as logs, pytest.raises(PortalUnavailable) as told:
        guard.lookup(CODE, phone())
    assert (told.value.reason, str(told.value), told.value.__cause__) == ("malformed", "KeyError", None)
    assert told.value.__suppress_context__
    assert [entry["event"] for entry in logs] == ["adapter failed"]


def test_closing_ends_what_runs_and_may_be_done_twice(portal: KnownPortal, background: Background, clock: Clock) -> None:
    guard = Guard(portal, PATIENCE, background, clock.timer)
    portal.delay = 30
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(reason, guard)
        while not portal.running:
            time.sleep(0.005)
        guard.close()
        background.close()
        assert waiting.result(3) == "timeout"
    guard.close()
    background.close()
    assert (portal.closed, portal.cancelled) == (1, 1)
    assert reason(guard) == "malformed"


def test_all_threads_share_one_loop(background: Background) -> None:
    async def loop() -> int:
        return id(asyncio.get_running_loop())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: background.run(loop(), 5), range(50)))) == 1
    assert [thread.name for thread in threading.enumerate()].count("dossiers") == 1


def test_a_loop_that_is_closed_takes_nothing(background: Background) -> None:
    background.close()
    with pytest.raises(RuntimeError, match="closed"):
        background.run(asyncio.sleep(0), 1)


@pytest.mark.parametrize("result", [None, Dossier(CODE, State.DONE)])
def test_a_result_is_remembered_for_its_time(clock: Clock, result: Dossier | None) -> None:
    memory = Memory(30, clock.timer)
    assert memory.get("k") is None
    memory.put("k", result)
    clock.seconds += 29.9
    assert memory.get("k") == (result,)
    clock.seconds += 0.2
    assert memory.get("k") is None


def test_a_memory_of_no_time_remembers_nothing(clock: Clock) -> None:
    memory = Memory(0, clock.timer)
    memory.put("k", None)
    assert memory.get("k") is None


@pytest.mark.parametrize(
    ("took", "leaves"), [(0.0, 0.5), (0.2, 0.5), (0.449, 0.5), (0.451, 1.0), (0.5, 1.0), (0.96, 1.5), (3.7, 4.0), (9, 9.5)]
)
def test_nothing_found_leaves_at_a_tick_and_never_just_before_one(clock: Clock, took: float, leaves: float) -> None:
    assert Pace(Patience(), clock.timer).leaving(took) == leaves


def test_the_slowest_answer_of_the_last_minutes_sets_the_pace(clock: Clock) -> None:
    pace = Pace(Patience(), clock.timer)
    assert [pace.leaving(took) for took in (0.1, 0.6, 0.1)] == [0.5, 1.0, 1.0]
    clock.seconds += 601
    assert pace.leaving(0.1) == 0.5


def test_one_answer_after_its_time_does_not_hold_up_the_others_for_as_long(clock: Clock) -> None:
    pace = Pace(Patience(budget=2), clock.timer)
    assert [pace.leaving(took) for took in (12.0, 0.1)] == [12.5, 2.0]


def test_without_a_tick_answers_leave_when_they_are_there(clock: Clock) -> None:
    assert Pace(Patience(tick=0), clock.timer).leaving(0.123) == 0.123
