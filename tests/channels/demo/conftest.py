"""A desk, somebody who answers at its other end, and a client of its page."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from channels.demo.desk import Desk, Platform
from channels.demo.page import create_page
from tests.channels.demo.assistant import Assistant, answering

NAMES: dict[Platform, str] = {"zalo": "Lan", "messenger": "Minh"}


def until(done: Callable[[], Any]) -> Any:
    """Wait for `done` to give something true, and return that."""
    end = time.monotonic() + 30
    while not (found := done()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.01)
    return found


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Platforms that are patient with a busy machine, and try again `speed` times as fast where a test says so."""
    with Desk(getattr(request, "param", 1.0)) as desk:
        desk.zalo.courier.patience = desk.messenger.mail.patience = 60.0
        yield desk


@pytest.fixture
def assistant(desk: Desk) -> Iterator[Assistant]:
    with answering(desk) as assistant:
        yield assistant


class Person:
    """Somebody with a phone of either platform."""

    def __init__(self, desk: Desk, platform: Platform) -> None:
        self.desk, self.platform, self.name = desk, platform, NAMES[platform]

    def does(self, act: str, **more: Any) -> None:
        self.desk.does(self.platform, self.name, act, **more)

    def screen(self) -> dict[str, Any]:
        told: dict[str, Any] = self.desk.state(NAMES)[self.platform]
        return told

    def said(self, who: str = "account") -> list[str]:
        return [one["text"] for one in self.screen()["bubbles"] if one["who"] == who]

    def answer(self, act: str, **more: Any) -> dict[str, Any]:
        """Do something, and return the bubble that comes back."""
        last = max((one["number"] for one in self.screen()["bubbles"]), default=0)
        self.does(act, **more)
        told: dict[str, Any] = until(
            lambda: next((one for one in self.screen()["bubbles"] if one["who"] == "account" and one["number"] > last), None)
        )
        return told


@pytest.fixture
def lan(desk: Desk, assistant: Assistant) -> Person:
    return Person(desk, "zalo")


@pytest.fixture
def minh(desk: Desk, assistant: Assistant) -> Person:
    return Person(desk, "messenger")


@pytest_asyncio.fixture
async def client(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_page(desk))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client
