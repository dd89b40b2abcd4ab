"""The live web channel's own parts, opened and closed together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from channels.delivery.erasing import ender
from channels.limiter import Limiter, Store
from channels.metrics import Metrics
from channels.web.live.ended import Ended
from channels.web.live.ports import Mailbox
from channels.web.live.session import Sessions
from channels.web.live.stopping import on_stop
from channels.web.live.streams import Streams
from channels.web.live.watch import tidy, watch
from conversations.replay import Replay
from core.db import Database
from core.seal import Seal
from core.settings import Settings


@dataclass(frozen=True)
class Live:
    """What the routes of the live web channel work with."""

    sessions: Sessions
    ended: Ended
    mailbox: Mailbox
    streams: Streams
    addresses: Limiter
    reads: Limiter


Ring = Callable[[str], None]  # tells the streams of a person that something changed
Make = Callable[[Replay, Ring], AbstractAsyncContextManager[Mailbox]]


@asynccontextmanager
async def opened(
    settings: Settings, database: Database, metrics: Metrics, make: Make, counters: Store | None = None
) -> AsyncIterator[Live]:
    """Give the parts over `database` with the mailbox that `make` opens; at the end the streams are over."""
    replay = Replay(database, timedelta(hours=settings.web_replay_hours))
    streams = Streams(settings.web_streams, settings.web_streams_of_one)
    addresses, reads = (Limiter(most, metrics, counters) for most in (settings.web_address_per_minute, settings.web_reads_per_minute))
    ended = Ended(replay, ender(settings, database, replay))
    metrics.event_streams.set_function(lambda: len(streams))
    async with make(replay, streams.ring) as mailbox:
        upkeep = [asyncio.create_task(watch(replay, streams)), asyncio.create_task(tidy(replay.expire))]
        try:
            with on_stop(streams.stop):
                yield Live(Sessions(Seal.of(settings), settings), ended, mailbox, streams, addresses, reads)
        finally:
            streams.stop()
            for task in upkeep:
                task.cancel()
