"""The whole assistant, once for all live tests: real Rasa, real actions, real gateway, on free ports of loopback."""

from collections.abc import Iterator

import httpx2
import pytest

from cli.supervisor import Stack
from core.settings import Settings
from tests.leaks import watched
from tests.live.talk import Talk


@pytest.fixture(scope="session")
def stack(checkout: Settings, pytestconfig: pytest.Config) -> Iterator[Stack]:
    with Stack.start(checkout, isolated=True) as running, watched(running, pytestconfig):
        yield running


@pytest.fixture(scope="session")
def client(stack: Stack) -> Iterator[httpx2.Client]:
    """One for all: making a client costs a quarter of a second."""
    with httpx2.Client(base_url=stack.url, timeout=30) as client:
        yield client


@pytest.fixture
def talk(client: httpx2.Client) -> Talk:
    return Talk(client)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "live" in item.path.parts:
            item.add_marker(pytest.mark.timeout(300))
