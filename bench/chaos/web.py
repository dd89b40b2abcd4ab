"""Somebody at the widget: ids made by the client, tries until the gateway has a message, answers by server-sent events."""

import asyncio
import json
import random
from typing import Any
from uuid import uuid4

import httpx2

from bench.chaos.scripts import timeless

_TIMEOUT, _SILENCE = 15.0, 20.0  # seconds for a call; of a silent stream until it is opened anew
_FIRST, _LONGEST = 1.0, 30.0  # seconds between tries
_WATCH = 8.0  # something is awaited and the stream is silent: the history is asked


class Refused(Exception):
    """The gateway will never take this."""


class WebPhone:
    """Somebody on the web. It does what `channels/web/widget/source/outgoing.js` and `stream.js` do."""

    channel = "web"

    def __init__(self, url: str) -> None:
        """Open the page; nothing is sent yet."""
        self._client = httpx2.AsyncClient(base_url=url, timeout=_TIMEOUT, trust_env=False)
        self._queue: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._ids: dict[str, str] = {}  # of a message -> its text
        self._taken: list[str] = []
        self._said: dict[int, tuple[str, str]] = {}  # the event's id -> the message it answers, its text
        self._tasks: list[asyncio.Task[None]] = []
        self._ready = asyncio.Event()

    async def write(self, text: str) -> None:
        """As the port."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(loop()) for loop in (self._sending, self._listening, self._watching)]
        message = {"id": str(uuid4()), "text": text}
        self._ids[message["id"]] = text
        await self._queue.put(message)

    def got(self) -> list[str]:
        """As the port; with the message that each answers, as the page shows them together."""
        return [f"{self._ids.get(reply_to, '?')}\n{text}" for _, (reply_to, text) in sorted(self._said.items())]

    def taken(self) -> list[str]:
        """As the port."""
        return list(self._taken)

    async def close(self) -> None:
        """As the port."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._ready.is_set():
            await self._read()
        await self._client.aclose()

    async def _sending(self) -> None:
        self._client.headers["Authorization"] = f"Bearer {(await self._call('POST', 'session'))['token']}"
        self._ready.set()
        while True:
            message = await self._queue.get()
            await self._call("POST", "messages", json=message)
            self._taken.append(message["text"])

    async def _listening(self) -> None:
        await self._ready.wait()
        failures = 0
        while True:
            try:
                await self._stream()
                failures = 0
            except (httpx2.HTTPError, ValueError):
                failures += 1
            await asyncio.sleep(_pause(failures))

    async def _stream(self) -> None:
        """Listen until the connection ends, which it does when the gateway dies."""
        ticket = (await self._call("POST", "ticket"))["ticket"]
        query = {"ticket": ticket, "after": self._last}
        limit = httpx2.Timeout(_TIMEOUT, read=_SILENCE)
        async with self._client.stream("GET", "/api/v1/web/events", params=query, timeout=limit) as response:
            response.raise_for_status()
            event = ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(":")
                if name == "event":
                    event = value.strip()
                elif name == "data" and event == "message":
                    self._heard(json.loads(value))

    async def _watching(self) -> None:
        await self._ready.wait()
        while True:
            await asyncio.sleep(_WATCH)
            if len({reply_to for reply_to, _ in self._said.values()}) < len(self._ids):
                await self._read()

    async def _read(self) -> None:
        for told in await self._call("GET", "history", params={"after": self._last}):
            self._heard(told)

    def _heard(self, told: dict[str, Any]) -> None:
        self._said[told["id"]] = str(told["in_reply_to"]), timeless(told["answer"]["text"])

    @property
    def _last(self) -> int:
        return max(self._said, default=0)

    async def _call(self, method: str, path: str, **request: Any) -> Any:
        """Return the gateway's JSON, however long it takes. Raises `Refused`."""
        failures = 0
        while True:
            wait = 0.0
            try:
                response = await self._client.request(method, f"/api/v1/web/{path}", **request)
                if response.is_success:
                    return response.json()
                if response.status_code < 500 and response.status_code not in (408, 429):
                    raise Refused(f"{path}: {response.status_code}")
                wait = float(response.headers.get("Retry-After", 0))
            except httpx2.HTTPError:
                pass  # the gateway is down, or has just gone down: whether it has the message, nobody knows
            failures += 1
            await asyncio.sleep(max(wait, _pause(failures)))


def _pause(failures: int) -> float:
    seconds: float = min(_FIRST * 2.0 ** max(failures - 1, 0), _LONGEST) * random.uniform(0.75, 1.25)
    return seconds
