"""A channel that is off sends nothing but that it is off; what waited goes out when it is on again, unless it is too old."""

import pytest

from conversations.dispatch import Dispatch
from conversations.outgoing import OFF
from conversations.switches import Switches
from core.db import Database
from tests.conversations_store.conftest import AN, BINH, Clock
from tests.conversations_store.test_dispatch import dispatch_of, put, said, taken_of


@pytest.fixture
def dispatch(store: Database, clock: Clock) -> Dispatch:
    return dispatch_of(store, clock)


@pytest.fixture
def switches(store: Database, clock: Clock) -> Switches:
    return Switches(store, clock)


@pytest.mark.parametrize("scope", ["all", "channel:zalo"])
def test_nothing_leaves_a_channel_that_is_off(dispatch: Dispatch, switches: Switches, clock: Clock, scope: str) -> None:
    put(dispatch, "a", 2)
    switches.turn(scope, True, "Lan", "sai lệ phí")
    put(dispatch, "b", person=BINH)
    put(dispatch, f"{OFF}c", person=AN)
    assert said(dispatch) == [f"{OFF}c0"]
    clock.forward(minutes=2)
    assert said(dispatch) == []
    assert (dispatch.depth().waiting, dispatch.depth().dead) == (3, 0)
    switches.turn(scope, False, "Minh", "đã sửa")
    clock.forward(minutes=2)
    assert sorted(said(dispatch)) == ["a0", "a1", "b0"]


def test_another_channel_is_not_kept_waiting(dispatch: Dispatch, switches: Switches) -> None:
    switches.turn("channel:messenger", True, "Lan", "thử")
    put(dispatch, "a")
    assert said(dispatch) == ["a0"]


def test_what_is_too_old_is_given_up_and_may_be_sent_by_a_person(dispatch: Dispatch, switches: Switches, clock: Clock) -> None:
    put(dispatch, "old", 2)
    switches.turn("all", True, "Lan", "thử")
    clock.forward(hours=24)
    put(dispatch, "new")
    clock.forward(hours=1)
    switches.turn("all", False, "Lan", "thử")
    assert said(dispatch) == ["new0"]
    assert [row["error"] for row in dispatch.given_up()] == ["held_too_long"] * 2
    assert dispatch.again() == 2
    assert said(dispatch) == ["old0", "old1"]


def test_what_waits_for_a_platform_grows_as_old_as_it_likes(dispatch: Dispatch, switches: Switches, clock: Clock) -> None:
    switches.turn("all", True, "Lan", "thử")
    switches.turn("all", False, "Lan", "thử")
    clock.forward(minutes=1)
    put(dispatch, "a")
    dispatch.later(taken_of(dispatch), "retry", after=3_600 * 48)
    clock.forward(hours=49)
    assert said(dispatch) == ["a0"]


def test_a_look_at_many_who_wait_is_short(dispatch: Dispatch, switches: Switches, clock: Clock) -> None:
    switches.turn("all", True, "Lan", "thử")
    for number in range(60):
        put(dispatch, f"held{number}", person=f"{number:032d}")
    put(dispatch, f"{OFF}last", person=AN)
    assert dispatch.take() is None
    assert said(dispatch) == [f"{OFF}last0"]
