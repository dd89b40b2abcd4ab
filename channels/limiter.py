"""How fast one person may write, and all of a channel together."""

import math
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import structlog
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.storage.memory import Entry
from limits.aio.strategies import MovingWindowRateLimiter

from channels.metrics import Metrics
from core.settings import Settings

_log = structlog.get_logger()
_SENDERS = 50_000
_PATIENCE = 0.3  # seconds that the store may take: a message waits for it
_REST = 5.0  # seconds that a store which failed is not asked
_ALL = "all of a channel"
Store = MemoryStorage | RedisStorage


@dataclass(frozen=True)
class Allowance:
    """Whether a message may pass, and what is left: `remaining` of `limit` messages, the next one free in `wait` seconds."""

    allowed: bool
    limit: int
    remaining: int
    wait: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell a client so."""
        return {"X-RateLimit-Limit": str(self.limit), "X-RateLimit-Remaining": str(self.remaining)}


class Window(MemoryStorage):
    """`limits`' own memory, without its sweep of every key at every hit (measured: 16 ms a message at 500 people)."""

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Take `amount` entries of the last `expiry` seconds; who wrote longest ago is forgotten first."""
        oldest = time.time() - expiry
        entries = [entry for entry in self.events.pop(key, []) if entry.atime >= oldest]
        taken = len(entries) + amount <= limit
        self.events[key] = [Entry(expiry)] * amount + entries if taken else entries
        if len(self.events) > _SENDERS:
            del self.events[next(iter(self.events))]
        return taken


@asynccontextmanager
async def counted_in(settings: Settings) -> AsyncIterator[Store | None]:
    """Give the store in which several gateways count together, `None` where each counts in its own memory. Connects to nothing yet."""
    if settings.limiter_url is None:
        yield None
        return
    # Imported here: it takes half a second, and most installations need none of it.
    from redis.asyncio import ConnectionPool

    url = settings.limiter_url.get_secret_value()
    pool = ConnectionPool.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
    options: Any = {"implementation": "redispy", "connection_pool": pool}
    try:
        yield RedisStorage(f"async+{url}", **options)
    finally:
        await pool.aclose()


class Limiter:
    """At most `per_minute` messages of one sender in any minute."""

    def __init__(self, per_minute: int, metrics: Metrics, storage: Store | None = None) -> None:
        """Count in this process's memory unless another `storage` is given."""
        self._item = RateLimitItemPerMinute(per_minute)
        self._strategy = MovingWindowRateLimiter(storage or Window())
        self._metrics, self._rests_until = metrics, float("-inf")

    async def take(self, channel: str, sender: str) -> Allowance:
        """Count one message of `sender` and tell whether it may pass. Never raises."""
        allowance = await self._take(channel, sender) if time.monotonic() >= self._rests_until else None
        if allowance is None:
            # The counter's store is down: let the message through; a silent assistant is worse than a busy one.
            self._metrics.limiter_down.inc()
            return Allowance(allowed=True, limit=self._item.amount, remaining=self._item.amount, wait=0)
        if not allowance.allowed:
            self._metrics.limited.labels(channel).inc()
        return allowance

    async def _take(self, channel: str, sender: str) -> Allowance | None:
        name = sha256(sender.encode()).hexdigest()[:32]  # a store that is shared need not know who writes
        try:
            taken = await self._strategy.hit(self._item, channel, name)
            reset, remaining = await self._strategy.get_window_stats(self._item, channel, name)
        except Exception as error:
            _log.warning("rate limiter failed", exc_info=error)
            self._rests_until = time.monotonic() + _REST
            return None
        return Allowance(taken, self._item.amount, remaining, max(1, math.ceil(reset - time.time())))


class Pace:
    """How fast messages may come: of one person, and of a channel in all."""

    def __init__(self, settings: Settings, metrics: Metrics, storage: Store | None = None) -> None:
        """Take the limits of `settings`."""
        self.people = Limiter(settings.messages_per_minute, metrics, storage)
        most = settings.channel_per_minute
        self._channels: Mapping[str, Limiter] = {channel: Limiter(count, metrics, storage) for channel, count in most.items()}

    async def whole(self, channel: str) -> Allowance | None:
        """Count one message of `channel` and tell whether it may pass; `None` for a channel without a limit. Never raises."""
        limiter = self._channels.get(channel)
        return await limiter.take(channel, _ALL) if limiter else None

    async def refusal(self, channel: str, sender: str) -> str | None:
        """Tell why a message comes too fast: of its sender ("fast"), or because too many people write ("many"). Never raises."""
        if not (await self.people.take(channel, sender)).allowed:
            return "fast"
        whole = await self.whole(channel)
        return "many" if whole and not whole.allowed else None
