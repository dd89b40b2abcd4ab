"""An open loop: requests leave at fixed times, whatever became of those before, and each is timed from the moment it was due.

So a server that stalls is charged with all that would have come meanwhile. One thread, plain sockets: it shares the server's processors.
"""

import asyncio
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.deliveries import Delivery

_TIMEOUT = 30.0  # seconds
_EARLY = 0.5  # seconds until the first is due


@dataclass(frozen=True)
class Outcome:
    """One request: its status (0: no answer), seconds from its due time to the end of its answer, and how late it left."""

    status: int
    seconds: float
    late: float


def run(host: str, port: int, deliveries: Sequence[Delivery], rate: float) -> list[Outcome]:
    """Send `deliveries`, `rate` a second."""
    requests = [_request(host, one) for one in deliveries]
    gc.collect()
    gc.disable()  # a collection of ours would count as a stall of theirs
    try:
        return asyncio.run(_Crowd(host, port).run(requests, rate))
    finally:
        gc.enable()


class _Crowd:
    """Connections that stay open, as many as are in use at once."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def run(self, requests: Sequence[bytes], rate: float) -> list[Outcome]:
        begin = time.perf_counter() + _EARLY
        tasks = []
        for place, request in enumerate(requests):
            due = begin + place / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(self._one(request, due)))
        outcomes = await asyncio.gather(*tasks)
        for _, writer in self._idle:
            writer.close()
        return list(outcomes)

    async def _one(self, request: bytes, due: float) -> Outcome:
        late = time.perf_counter() - due
        try:
            async with asyncio.timeout(_TIMEOUT):
                status = await self._answer(request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            status = 0
        return Outcome(status, time.perf_counter() - due, late)

    async def _answer(self, request: bytes) -> int:
        while self._idle:
            reader, writer = self._idle.pop()
            try:
                return await self._exchange(reader, writer, request)
            except (OSError, asyncio.IncompleteReadError):
                writer.close()  # the server had closed it, as it does with those that were idle for 5 s: as any client, take another
        return await self._exchange(*await asyncio.open_connection(self._host, self._port), request)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        self._idle.append((reader, writer))
        return int(head.split(b" ", 2)[1])


def _request(host: str, one: Delivery) -> bytes:
    headers = {"Host": host, "Content-Type": "application/json", "Content-Length": str(len(one.body)), **one.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {one.path} HTTP/1.1\r\n{lines}\r\n".encode() + one.body
