"""The desk of operation, with somebody of each role, and the calendar as it was afterwards."""

from collections.abc import Callable, Iterator

import pytest

from console.roles import Role
from core import working_days
from tests.console.desk import Browser

PEOPLE = Callable[..., Browser]


@pytest.fixture
def operator(somebody: PEOPLE) -> Browser:
    return somebody("van-hanh", Role.OPERATOR)


@pytest.fixture
def curator(somebody: PEOPLE) -> Browser:
    return somebody("lan", Role.CURATOR)


@pytest.fixture
def approver(somebody: PEOPLE) -> Browser:
    return somebody("duyet", Role.APPROVER)


@pytest.fixture(autouse=True)
def calendar() -> Iterator[None]:
    """Leave the days as they were: the desk lays them over at once."""
    yield
    working_days.lay_days(None)
