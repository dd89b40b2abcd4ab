"""The notice of the day where an answer is given in the call itself: REST, and a gateway that has its bot in its own process."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from anyio.to_thread import run_sync

from channels.bounded import Bounded
from channels.delivery.replies import may_wait, noticed
from channels.messages import Inbound
from channels.switching import Say
from channels.turns import Turns
from conversations.notices import Board, Notice, Noticed
from core.answer import Answer
from core.clock import now as _now
from core.errors import Unavailable
from core.person import person_of

_log = structlog.get_logger()
_SHOWN = {"web"}  # a page shows the notice by itself
_REMEMBERED = 20_000  # messages that were answered with a notice, in case they come again
_AGAIN = timedelta(minutes=10)  # as long as `channels.once` knows a message; later the same id is another message


class Noticing:
    """Puts the notice before the first answer of the day. A message that comes again is answered as before."""

    def __init__(self, say: Say, board: Board, told: Noticed, key: bytes, clock: Callable[[], datetime] = _now) -> None:
        """Answer with `say`; people are named with `key`."""
        self._say, self._board, self._told, self._key, self._clock = say, board, told, key, clock
        self._before: Bounded[tuple[str, str, str], tuple[Notice, datetime]] = Bounded(_REMEMBERED)
        self._turns = Turns()

    async def __call__(self, inbound: Inbound) -> list[Answer]:
        """Return the answers to `inbound`. Raises as the `say` it was given, and `TooManyRequests`."""
        # One message of a person at a time: of two at once both would be the first, or of one sent twice only one copy has the notice.
        async with self._turns.of(inbound.channel, inbound.sender):
            return await self._told_to(inbound)

    async def _told_to(self, inbound: Inbound) -> list[Answer]:
        answers = await self._say(inbound)
        notice = await self._due(inbound) if inbound.channel not in _SHOWN and may_wait(answers) else None
        return [noticed(answers[0], notice), *answers[1:]] if notice else answers

    async def _due(self, inbound: Inbound) -> Notice | None:
        """Return the notice that stands before the answer to `inbound`."""
        message, now = (inbound.channel, inbound.sender, inbound.message_id or ""), self._clock()
        if (before := self._before.get(message)) and now - before[1] < _AGAIN:
            return before[0]
        notice = self._board.now(inbound.channel, now)
        if notice is None or not await self._first(inbound, notice.mark(now)):
            return None
        if inbound.message_id:
            self._before.put(message, (notice, now))
        return notice

    async def _first(self, inbound: Inbound, mark: str) -> bool:
        person = person_of(self._key, inbound.channel, inbound.sender)
        try:
            return await run_sync(self._told.first, person, inbound.channel, mark)
        except Unavailable as error:
            # The database is down: an answer without the notice is better than the notice before every answer.
            _log.warning("notice not told", exc_info=error)
            return False
