"""The same message is answered once, however often it arrives."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic

from channels.bounded import Bounded, Key, Value

_SECONDS = 600.0
_SIZE = 20_000


@dataclass
class _Entry(Generic[Value]):
    task: asyncio.Future[Value]
    until: float


class Once(Generic[Key, Value]):
    """Answers by message id, kept ten minutes in this process's memory: there is no database behind it yet."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Remember nothing yet."""
        self._clock = clock
        self._entries: Bounded[Key, _Entry[Value]] = Bounded(_SIZE)

    def knows(self, key: Key) -> bool:
        """Tell whether `key` was answered, or is being answered."""
        entry = self._entries.get(key)
        return entry is not None and entry.until > self._clock()

    async def run(self, key: Key, make: Callable[[], Awaitable[Value]]) -> Value:
        """Return what `make` gives for `key`, calling it only for the first; later callers wait for the same.

        A caller who goes away takes nothing from the others. A failure is told to all who wait, and then forgotten.
        """
        entry = self._entries.get(key) if self.knows(key) else None
        if entry is None:
            entry = _Entry(asyncio.ensure_future(make()), self._clock() + _SECONDS)
            self._entries.put(key, entry)
            entry.task.add_done_callback(lambda task: self._forget_failure(key, entry, task))
        return await asyncio.shield(entry.task)

    def _forget_failure(self, key: Key, entry: _Entry[Value], task: asyncio.Future[Value]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._entries.drop(key, entry)
