"""Sessions that their person ended: the tokens are still well sealed, and prove nothing any more."""

from collections.abc import Callable

import structlog
from anyio.to_thread import run_sync

from channels.bounded import Bounded
from conversations.replay import Replay
from core.errors import Unavailable

_log = structlog.get_logger()
_SIZE = 20_000


class Ended:
    """Which conversations are over: kept in the database, those met lately also here."""

    def __init__(self, replay: Replay, end: Callable[[str], None]) -> None:
        """Ask `replay`; `end` ends a conversation, and blocks."""
        self._replay, self._end = replay, end
        self._known: Bounded[str, bool] = Bounded(_SIZE)

    async def has(self, person: str) -> bool:
        """Tell whether the conversation was ended. Never raises."""
        if self._known.get(person):
            return True
        try:
            ended = await run_sync(self._replay.ended, person)
        except Unavailable as error:
            # The database is down: the session is believed. Nothing can be read of it now anyway.
            _log.warning("ended sessions unknown", exc_info=error)
            return False
        if ended:
            self._known.put(person, True)
        return ended

    async def add(self, person: str) -> None:
        """End the conversation; what was said in it goes, and what waits for an answer or for news. Raises `Unavailable`."""
        if not await self.has(person):
            await run_sync(self._end, person)
            self._known.put(person, True)
