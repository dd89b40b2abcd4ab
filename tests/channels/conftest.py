"""The real application, over ASGI, with its lifespan."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from pydantic import SecretStr

from channels.app import create_app
from channels.dialogue import Bot
from channels.ports import Knowledge
from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.fake_rasa import FakeRasa, running
from tests.channels.fakes import SmallKnowledge

HOME = Path(__file__).resolve().parents[2]
URL = "/webhooks/rest/webhook"


@asynccontextmanager
async def gateway(settings: Settings, bot: Bot | None = None, knowledge: Knowledge | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """Run the gateway and give a client of it."""
    app = create_app(settings, bot, knowledge or SmallKnowledge())
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


async def say(client: httpx2.AsyncClient, message: Any, sender: Any = "an", **metadata: Any) -> httpx2.Response:
    """Send one message."""
    return await client.post(URL, json={"sender": sender, "message": message, "metadata": metadata})


def assert_problem(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Check that `response` is a problem with a Vietnamese sentence, and return it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert any(ord(letter) > 0x1000 or letter in "ôơưăđêâ" for letter in problem["detail"])
    assert problem["instance"].endswith(response.headers["x-request-id"])
    return problem


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings no environment has a say in, with a port nobody listens on where Rasa and the actions would be."""
    nowhere = "http://127.0.0.1:9"
    return Settings(
        home=HOME, state=tmp_path / "state", bot_url=nowhere, actions_url=nowhere, bot_secret=SecretStr("s3cret"), bot_timeout=5
    )


@pytest.fixture
def bot() -> SampleBot:
    """The sample bot the gateway talks to."""
    return SampleBot()


@pytest_asyncio.fixture
async def client(settings: Settings, bot: SampleBot) -> AsyncIterator[httpx2.AsyncClient]:
    """Client of a gateway with the sample bot."""
    async with gateway(settings, bot) as client:
        yield client


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    """Rasa and the action server on loopback."""
    with running(FakeRasa()) as fake:
        yield fake


@pytest.fixture
def with_rasa(settings: Settings, rasa: FakeRasa) -> Settings:
    """Settings that point to the fake Rasa."""
    return settings.model_copy(update={"bot_url": rasa.url, "actions_url": rasa.url})
