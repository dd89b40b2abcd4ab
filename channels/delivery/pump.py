"""Takes work out of a box and has several pieces of it done at once, until told to end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

_log = structlog.get_logger()
_AGAIN = 1.0  # seconds until the next look, after one that failed
Work = TypeVar("Work")


class Pump(Generic[Work]):
    """One box of one worker."""

    def __init__(self, take: Callable[[], Work | None], handle: Callable[[Work], Awaitable[None]], at_once: int, pause: float) -> None:
        """`take` blocks on the database; `handle` must not raise; `pause` is in seconds, between two looks into an empty box."""
        self._take, self._handle, self._pause = take, handle, pause
        self._free = asyncio.Semaphore(at_once)
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look into the box at once: something was just put there."""
        self._wake.set()

    async def run(self, end: asyncio.Event, ready: Callable[[], Awaitable[None]] | None = None) -> None:
        """Work until `end`, each time once `ready`; then wait for what is in hand."""
        while not end.is_set():
            if ready:
                await ready()
            await self._free.acquire()
            work = None if end.is_set() else await self._taken()
            if work is None:
                self._free.release()
                await self._rest(end)
            else:
                task = asyncio.create_task(self._done(work))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _taken(self) -> Work | None:
        self._wake.clear()
        try:
            return await asyncio.to_thread(self._take)
        except Exception as error:
            # The database fails: what is in it waits, and so do we.
            _log.warning("nothing can be taken", exc_info=error)
            await asyncio.sleep(_AGAIN)
            return None

    async def _done(self, work: Work) -> None:
        try:
            await self._handle(work)
        except Exception as error:
            # Its lease runs out and it is taken again.
            _log.error("left in hand", exc_info=error)
        finally:
            self._free.release()
            self.wake()

    async def _rest(self, end: asyncio.Event) -> None:
        if not end.is_set():
            try:
                async with asyncio.timeout(self._pause):
                    await self._wake.wait()
            except TimeoutError:
                return
