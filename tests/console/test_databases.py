"""The console on both databases: the way in, guessing by many at once, two administrators at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from console.app import create_app
from console.auth.models import Account, Attempts
from console.auth.schemas import Invalid, Opened, Refusal
from console.roles import Role
from console.staff.schemas import Profile
from core.settings import Settings
from tests.console.conftest import quick
from tests.console.desk import PASSWORD, Browser, Clock, arrive

MANY = 8


@pytest.fixture
def visitor(either: Settings, clock: Clock) -> Iterator[Browser]:
    app = create_app(quick(either), clock)
    with TestClient(app):
        yield Browser(app, clock)


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Call everything at the same moment; an error is a result too."""
    barrier = threading.Barrier(len(calls))

    def call(one: Callable[[], object]) -> object:
        barrier.wait(30)
        try:
            return one()
        except Invalid as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_the_way_in_and_the_desks(visitor: Browser) -> None:
    arrive(visitor, "lan", Role.ADMIN)
    visitor.post("/sign-out", "/")
    visitor.sign_in("lan")
    for path in ("/", "/account", "/staff", "/staff?q=Lan", "/staff/1", "/audit?who=lan&subject=STAFF&since=2020-01-01", "/audit/export"):
        assert visitor.get(path).status_code == 200, path


def test_guessing_by_many_at_once_is_counted(visitor: Browser) -> None:
    arrive(visitor, "lan", Role.ADMIN)
    sign_in = visitor.parts.sign_in
    answers = at_once([lambda: sign_in.password("lan", "sai rồi sai rồi")] * MANY)
    assert sorted(one.reason for one in answers if isinstance(one, Refusal)) == ["sign_in.resting"] * (MANY - 5) + ["sign_in.wrong"] * 5
    with visitor.parts.database.read() as session:
        assert session.scalars(sa.select(Attempts.missed)).all() == [5]


def test_a_code_used_by_two_at_once_opens_one_session(visitor: Browser, clock: Clock) -> None:
    arrive(visitor, "lan", Role.ADMIN)
    clock.forward(seconds=30)
    parts, digits = visitor.parts, visitor.digits()
    halves = [parts.sign_in.password("lan", PASSWORD) for _ in range(2)]
    signed = [parts.sessions.find(half.token, clock()) for half in halves if isinstance(half, Opened)]
    answers = at_once([partial(parts.sign_in.code, one, digits) for one in signed if one])
    assert sorted(type(answer).__name__ for answer in answers) == ["Opened", "Refusal"]


def test_two_administrators_do_not_shut_each_other_out(visitor: Browser) -> None:
    staff = visitor.parts.staff
    numbers = [staff.create("cli", Profile.of(login, login, ["admin"]))[0] for login in ("lan", "hoa")]
    at_once([partial(staff.disable, "cli", number) for number in numbers])
    with visitor.parts.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Account.disabled.is_(None))) == 1
