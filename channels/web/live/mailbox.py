"""The mailbox of a gateway that answers by itself: what it accepted lives in this process until it is answered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from anyio.to_thread import run_sync

from channels.messages import Inbound
from channels.turns import Turns
from channels.web.live.ports import CHANNEL
from conversations.replay import Replay, Said
from core.answer import Answer
from core.errors import TooManyRequests, TrolyError, Unavailable
from core.person import person_of
from core.text.language import language

_log = structlog.get_logger()
_OF_ONE, _IN_ALL = 10, 1_000  # messages that wait for their answer
_PAUSES = (0.5, 1, 2, 4, 8, 15, 30)  # seconds between tries to store an answer
_LAST = 2.0  # seconds that answers under way are given when the program stops
Say = Callable[[Inbound], Awaitable[list[Answer]]]


class DirectMailbox:
    """The `Mailbox` port over the outbox: a task a message, one at a time for each conversation."""

    def __init__(self, say: Say, key: bytes, replay: Replay, ring: Callable[[str], None]) -> None:
        """Answer with `say`, keep answers in `replay`, and `ring` for a person when something changed."""
        self._say, self._replay, self._ring, self._key = say, replay, ring, key
        self._doors, self._turns = Turns(), Turns()
        self._under_way: dict[str, dict[str, tuple[Inbound, asyncio.Task[None]]]] = {}

    @classmethod
    @asynccontextmanager
    async def opened(cls, say: Say, key: bytes, replay: Replay, ring: Callable[[str], None]) -> AsyncIterator["DirectMailbox"]:
        """Give a mailbox, and `close` it."""
        mailbox = cls(say, key, replay, ring)
        try:
            yield mailbox
        finally:
            await mailbox.close()

    async def accept(self, inbound: Inbound) -> bool:
        """As the port."""
        person, message_id = person_of(self._key, CHANNEL, inbound.sender), str(inbound.message_id)
        async with self._doors.of(CHANNEL, person):  # so that two of one person are begun in the order they came
            mine = self._under_way.get(person, {})
            if message_id in mine or await run_sync(self._replay.answered, person, message_id):
                return False
            if len(mine) >= _OF_ONE:
                raise TooManyRequests("too many messages of one sender wait")
            if sum(map(len, self._under_way.values())) >= _IN_ALL:
                raise Unavailable("too many messages wait")
            task = asyncio.create_task(self._answer(person, message_id, inbound))
            self._under_way.setdefault(person, {})[message_id] = inbound, task
            task.add_done_callback(lambda _: self._done(person, message_id))
        self._ring(person)
        return True

    async def events(self, person: str, after: int) -> list[Said]:
        """As the port."""
        return await run_sync(self._replay.since, person, after)

    async def thinking(self, person: str) -> list[str]:
        """As the port."""
        return list(self._under_way.get(person, ()))

    async def seen(self, person: str, up_to: int) -> None:
        """As the port."""
        await run_sync(self._replay.seen, person, up_to)

    async def close(self) -> None:
        """Give what is under way a moment; whoever has no answer by then is told so."""
        left = [(task, person, inbound) for person, mine in self._under_way.items() for inbound, task in mine.values()]
        if not left:
            return
        await asyncio.wait([task for task, _, _ in left], timeout=_LAST)
        for task, person, inbound in left:
            if task.cancel():
                with suppress(Unavailable):
                    await run_sync(self._replay.put, person, str(inbound.message_id), [_sorry(Unavailable(), inbound)])
        await asyncio.gather(*(task for task, _, _ in left), return_exceptions=True)

    async def _answer(self, person: str, message_id: str, inbound: Inbound) -> None:
        async with self._turns.of(CHANNEL, person):
            try:
                answers = await self._say(inbound)
            except TrolyError as error:
                _log.warning("not answered", code=error.code, sender=inbound.sender, exc_info=error)
                answers = [_sorry(error, inbound)]
            except Exception as error:
                # A mistake of ours: silence would be a second one.
                _log.error("not answered", sender=inbound.sender, exc_info=error)
                answers = [_sorry(TrolyError(), inbound)]
            await self._store(person, message_id, answers)

    async def _store(self, person: str, message_id: str, answers: list[Answer]) -> None:
        for pause in _PAUSES:
            try:
                await run_sync(self._replay.put, person, message_id, answers)
            except Unavailable as error:
                _log.warning("answer not stored yet", exc_info=error)
                await asyncio.sleep(pause)
            else:
                return
        # The database has been away for a minute. The message's id is free again: the client may send it once more.
        _log.error("answer lost")

    def _done(self, person: str, message_id: str) -> None:
        mine = self._under_way[person]
        del mine[message_id]
        if not mine:
            del self._under_way[person]
        self._ring(person)


def _sorry(error: TrolyError, inbound: Inbound) -> Answer:
    tongue = language(inbound.text) or "vi"
    return Answer(status="error", text=error.told(tongue), language=tongue)
