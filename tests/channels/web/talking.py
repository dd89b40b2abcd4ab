"""A browser as the live web channel meets it, and a gateway on a port of its own."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
import uvicorn

from channels.app import create_app
from channels.dialogue import Bot
from core.settings import Settings
from tests.channels.fakes import SmallKnowledge

API = "/api/v1/web"
LONG = 60.0  # seconds: what is waited for comes at once; a machine under load may take its time
OWN = {"Origin": "http://gateway", "Sec-Fetch-Site": "same-origin"}


def name() -> str:
    """Make the id of a message, as a client does."""
    return str(uuid.uuid4())


class Visitor:
    """Somebody with a session, who proves it by token."""

    def __init__(self, client: httpx2.AsyncClient, session: dict[str, str]) -> None:
        self.client, self.sender, self.token = client, session["sender"], session["token"]
        self.headers = {"Authorization": f"Bearer {self.token}"}

    @classmethod
    async def arrives(cls, client: httpx2.AsyncClient) -> "Visitor":
        response = await client.post(f"{API}/session")
        assert response.status_code == 200, response.text
        client.cookies.clear()
        return cls(client, response.json())

    async def post(self, body: Any) -> httpx2.Response:
        return await self.client.post(f"{API}/messages", json=body, headers=self.headers)

    async def writes(self, text: str, message_id: str | None = None) -> str:
        """Send a text that is accepted, and return its id."""
        message_id = message_id or name()
        response = await self.post({"id": message_id, "text": text})
        assert (response.status_code, response.json()) == (202, {"id": message_id, "accepted": True}), response.text
        return message_id

    async def history(self, after: int = 0) -> list[dict[str, Any]]:
        response = await self.client.get(f"{API}/history", params={"after": after}, headers=self.headers)
        assert response.status_code == 200, response.text
        said: list[dict[str, Any]] = response.json()
        return said

    async def hears(self, count: int) -> list[dict[str, Any]]:
        """Return what was said once it is `count` messages, and make sure that no more come right after."""
        for pause in (0.02, 0.02, *[0.2] * 300):
            await asyncio.sleep(pause)
            if len(said := await self.history()) >= count:
                break
        await asyncio.sleep(0.05)
        assert len(said) == len(await self.history()) == count
        return said

    async def ticket(self) -> str:
        response = await self.client.post(f"{API}/ticket", headers=self.headers)
        assert response.status_code == 200, response.text
        assert response.json()["expires_in"] == 60
        return str(response.json()["ticket"])

    @asynccontextmanager
    async def listening(self, last: str | int | None = None, **params: Any) -> AsyncIterator["Ear"]:
        """Open an event stream by ticket, as `EventSource` does, `last` being the last id it had."""
        headers = {"Accept": "text/event-stream", **({} if last is None else {"Last-Event-ID": str(last)})}
        query = {"ticket": await self.ticket(), **params}
        async with self.client.stream("GET", f"{API}/events", params=query, headers=headers) as response:
            assert response.status_code == 200, await response.aread()
            yield Ear(response)


class Ear:
    """Reads an event stream."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response, self._lines = response, response.aiter_lines()

    async def block(self, seconds: float = LONG) -> dict[str, str]:
        """Return the next block of lines as fields, a comment under ":"; empty when the stream is over."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(seconds):
            async for line in self._lines:
                if not line and fields:
                    return fields
                if line:
                    field, _, value = line.partition(":")
                    assert field not in fields
                    fields[field or ":"] = value.removeprefix(" ")
        return fields

    async def event(self, seconds: float = LONG) -> tuple[str, dict[str, Any]]:
        """Return the next event's type and data; what is no event is passed over."""
        while "data" not in (fields := await self.block(seconds)):
            assert fields, "the stream is over"
        data = json.loads(fields["data"])
        assert fields.get("id") == (str(data["id"]) if fields["event"] == "message" else None)
        return fields["event"], data

    async def message(self, seconds: float = LONG) -> dict[str, Any]:
        """Return the data of the next message."""
        while True:
            kind, data = await self.event(seconds)
            if kind == "message":
                return data

    async def over(self, seconds: float = LONG) -> bool:
        """Wait until the stream ends."""
        while await self.block(seconds):
            pass
        return True


class Running:
    """A gateway of uvicorn in a thread: real connections, and its parts in reach."""

    def __init__(self, settings: Settings, bot: Bot) -> None:
        self.app = create_app(settings, bot, SmallKnowledge())
        config = uvicorn.Config(self.app, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=3)
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.server.run)

    def start(self) -> str:
        self._thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join()

    @property
    def streams(self) -> int:
        return len(self.app.state.parts.live.streams)

    async def until_streams(self, count: int) -> None:
        """Wait until that many streams are open."""
        for _ in range(3_000):
            if self.streams == count:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.streams} streams are open")


@contextmanager
def running(settings: Settings, bot: Bot) -> Iterator[tuple[str, Running]]:
    """Run a gateway and give its address."""
    gateway = Running(settings, bot)
    try:
        yield gateway.start(), gateway
    finally:
        gateway.stop()


@asynccontextmanager
async def browser(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of a running gateway, for any number of connections."""
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=30, limits=limits) as client:
        yield client
