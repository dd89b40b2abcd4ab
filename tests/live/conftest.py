"""The whole assistant, once for all live tests: real Rasa, real actions, real gateway, on free ports, between fake platforms."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx2
import pytest

from channels.demo.messenger import FakeMessenger
from channels.demo.zalo import FakeZalo
from cli.supervisor import Stack
from core.settings import Settings
from tests.leaks import watched
from tests.live.apart import PATIENT
from tests.live.phones import Phones, connect, environment
from tests.live.talk import Talk


@pytest.fixture(scope="session")
def platforms() -> Iterator[tuple[FakeZalo, FakeMessenger]]:
    with FakeZalo() as zalo, FakeMessenger() as messenger:
        yield zalo, messenger


@pytest.fixture(scope="session")
def stack(checkout: Settings, pytestconfig: pytest.Config, platforms: tuple[FakeZalo, FakeMessenger]) -> Iterator[Stack]:
    with ExitStack() as undo:
        with pytest.MonkeyPatch.context() as told:  # the programs have read it once they are up
            for name, value in {**environment(*platforms), **PATIENT}.items():
                told.setenv(name, value)
            running = undo.enter_context(Stack.start(checkout, isolated=True))
        undo.enter_context(watched(running, pytestconfig))
        yield running


@pytest.fixture(scope="session")
def phones(stack: Stack, platforms: tuple[FakeZalo, FakeMessenger]) -> Phones:
    return connect(stack.url, *platforms)


@pytest.fixture(scope="session")
def client(stack: Stack) -> Iterator[httpx2.Client]:
    """One for all: making a client costs a quarter of a second."""
    with httpx2.Client(base_url=stack.url, timeout=120) as client:
        yield client


@pytest.fixture
def talk(client: httpx2.Client) -> Talk:
    return Talk(client)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "live" in item.path.parts and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(300))
