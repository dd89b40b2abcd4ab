"""A Page on loopback, and a client of it."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from channels.demo.messenger import FakeMessenger
from channels.messenger.client import MessengerClient
from core.settings import Settings

AN = "5212340001"
HELLO = {"text": "Xin chào"}


@pytest.fixture
def platform() -> Iterator[FakeMessenger]:
    with FakeMessenger() as fake:
        yield fake


@pytest.fixture
def settings(platform: FakeMessenger) -> Settings:
    return Settings(
        messenger_page_id=platform.page,
        messenger_page_token=SecretStr(platform.token),
        messenger_app_id=str(platform.app_id),
        messenger_app_secret=SecretStr(platform.secret),
        messenger_url=platform.url,
        messenger_timeout=0.5,
    )


@pytest_asyncio.fixture
async def client(settings: Settings) -> AsyncIterator[MessengerClient]:
    client = MessengerClient.of(settings)
    yield client
    await client.close()


@pytest_asyncio.fixture
async def make(platform: FakeMessenger) -> AsyncIterator[Callable[..., MessengerClient]]:
    """Make clients with other settings than the usual ones."""
    made: list[MessengerClient] = []

    def client_of(**changed: Any) -> MessengerClient:
        usual = {"page": platform.page, "token": SecretStr(platform.token), "secret": None, "url": platform.url, "timeout": 0.5}
        made.append(MessengerClient(**{**usual, **changed}))
        return made[-1]

    yield client_of
    for one in made:
        await one.close()
