"""One event loop in a thread of its own: callers in ordinary threads ask the asynchronous adapters through it."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

_Result = TypeVar("_Result")
_GRACE = 1.0  # seconds; more is waited for only by a loop that somebody blocks


class Background:
    """An event loop that starts at its first use. Connections live in it, so that they outlast the caller's thread."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._over = asyncio.Event()
        self._closed = False

    def run(self, coroutine: Coroutine[Any, Any, _Result], seconds: float) -> _Result:
        """Return what `coroutine` returns; it is cancelled, and its clean-up awaited, once `seconds` are over.

        Raises:
            TimeoutError: the time is over, or the loop was closed meanwhile.
            RuntimeError: the loop was closed before.
        """
        try:
            loop = self._started()
        except RuntimeError:
            coroutine.close()
            raise
        future = asyncio.run_coroutine_threadsafe(_within(coroutine, seconds), loop)
        try:
            return future.result(seconds + _GRACE)
        except CancelledError as error:
            raise TimeoutError("closed meanwhile") from error
        except TimeoutError:
            future.cancel()
            raise

    def close(self) -> None:
        """Cancel what runs and end the thread."""
        with self._lock:
            self._closed, thread, loop = True, self._thread, self._loop
        if thread and loop and thread.is_alive():
            loop.call_soon_threadsafe(self._over.set)
            thread.join()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise RuntimeError("the background loop is closed")
            if self._loop is None:
                ready = threading.Event()
                self._thread = threading.Thread(target=self._serve, args=(ready,), name="dossiers", daemon=True)
                self._thread.start()
                ready.wait()
            assert self._loop is not None  # noqa: S101 (set before `ready`)
            return self._loop

    def _serve(self, ready: threading.Event) -> None:
        with asyncio.Runner() as runner:  # at its end it cancels every task and waits for their clean-up
            self._loop = runner.get_loop()
            ready.set()
            runner.run(self._until_over())

    async def _until_over(self) -> None:
        await self._over.wait()


async def _within(coroutine: Coroutine[Any, Any, _Result], seconds: float) -> _Result:
    async with asyncio.timeout(seconds):
        return await coroutine
