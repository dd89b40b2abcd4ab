"""Wakes the streams when another program (the worker, a second gateway) put something into the outbox."""

import asyncio
from collections.abc import Callable

import structlog
from anyio.to_thread import run_sync

from channels.web.live.streams import Streams
from conversations.replay import Replay
from core.errors import Unavailable

_log = structlog.get_logger()
_EVERY = 0.25  # seconds between two looks: one query by number for all streams, and none while nobody listens
_UPKEEP = 600.0


async def watch(replay: Replay, streams: Streams, every: float = _EVERY) -> None:
    """Look until cancelled. A database that is down is asked again."""
    last: int | None = None
    while True:
        await asyncio.sleep(every)
        if not len(streams):
            last = None  # who comes next reads from the database first
            continue
        try:
            last = await _look(replay, streams, last)
        except Unavailable as error:
            _log.warning("outbox not watched", exc_info=error)


async def tidy(expire: Callable[[], int], every: float = _UPKEEP) -> None:
    """Let the words of old replies go, until cancelled."""
    while True:
        try:
            if gone := await run_sync(expire):
                _log.info("replies expired", count=gone)
        except Unavailable as error:
            _log.warning("replies not expired", exc_info=error)
        await asyncio.sleep(every)


async def _look(replay: Replay, streams: Streams, last: int | None) -> int:
    if last is None:
        newest, people = await run_sync(replay.latest), streams.people  # what came before this look, everybody finds by themselves
    else:
        newest, people = await run_sync(replay.arrivals, last)
    for person in people:
        streams.ring(person)
    return newest
