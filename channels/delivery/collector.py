"""Deliveries that come at the same time are stored together: one commit, one wait for the disk, however many there are."""

import asyncio
from collections.abc import Callable, Sequence

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from channels.delivery.intake import Accepted, Delivery
from core.errors import Unavailable

_AT_ONCE = 100  # deliveries in a commit: the first of them waits for all
_MOST = 2_000  # that wait to be stored; with more, the disk is slower than what comes, and the platforms had better come again

_Waiting = tuple[Delivery, asyncio.Future[Accepted]]


class Collector:
    """Hands deliveries to a thread, one group at a time. For one event loop."""

    def __init__(self, store: Callable[[Sequence[Delivery]], list[Accepted]]) -> None:
        """Store with `store`: all that it is given, or nothing; it blocks."""
        self._store = store
        self._waiting: list[_Waiting] = []
        self._storing: asyncio.Task[None] | None = None
        self._thread: CapacityLimiter | None = None

    async def accept(self, delivery: Delivery) -> Accepted:
        """Return what became of `delivery`, once it is stored for good.

        Raises:
            Unavailable: it cannot be stored now; or too many wait to be.
        """
        if len(self._waiting) >= _MOST:
            raise Unavailable("too many deliveries wait to be stored")
        done: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, done))
        if self._storing is None:
            self._storing = asyncio.create_task(self._all())
        return await done

    async def _all(self) -> None:
        try:
            while group := self._waiting[:_AT_ONCE]:
                del self._waiting[:_AT_ONCE]
                await self._group(group)
        finally:
            self._storing = None

    async def _group(self, group: list[_Waiting]) -> None:
        try:
            accepted = await self._stored([delivery for delivery, _ in group])
        except Unavailable as error:
            _told(group, error)
        except Exception as error:
            # One that cannot be stored must not take the others with it: each by itself.
            if len(group) == 1:
                _told(group, error)
            else:
                for one in group:
                    await self._group([one])
        else:
            for (_, done), what in zip(group, accepted, strict=True):
                if not done.done():  # whoever asked may be gone
                    done.set_result(what)

    async def _stored(self, deliveries: Sequence[Delivery]) -> list[Accepted]:
        self._thread = self._thread or CapacityLimiter(1)  # its own: slow searches must not keep deliveries waiting
        return await run_sync(self._store, deliveries, limiter=self._thread)


def _told(group: list[_Waiting], error: Exception) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(error)
