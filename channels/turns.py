"""One message at a time for each person, so that answers come in the order of the questions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.errors import TooManyRequests

_WAITING = 10


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    messages: int = 0


class Turns:
    """Locks by person. Only people with a message under way have one, so the map holds no more than those."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._queues: dict[tuple[str, str], _Queue] = {}

    @asynccontextmanager
    async def of(self, channel: str, sender: str) -> AsyncIterator[None]:
        """Wait for the turn of `sender` and hold it.

        Raises:
            TooManyRequests: ten messages of this sender wait already; more would keep connections open for minutes.
        """
        queue = self._queues.setdefault((channel, sender), _Queue())
        if queue.messages > _WAITING:
            raise TooManyRequests("too many messages of one sender wait")
        queue.messages += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.messages -= 1
            if not queue.messages:
                del self._queues[channel, sender]
