"""The mailbox over the durable inbox: what was accepted is on disk, and a worker answers it, whoever dies meanwhile."""

from collections.abc import Callable
from datetime import datetime, timezone

from anyio.to_thread import run_sync

from channels.delivery.intake import Intake
from channels.events import Event, Kind
from channels.messages import Inbound
from channels.web.live.ports import CHANNEL
from conversations.inbox import Inbox
from conversations.replay import Replay, Said
from core.errors import TooManyRequests, Unavailable
from core.person import person_of


class InboxMailbox:
    """The `Mailbox` port: in by `intake`, out by the outbox as the worker fills it. It keeps nothing in this process."""

    def __init__(self, intake: Intake, inbox: Inbox, most_each: int, key: bytes, replay: Replay, ring: Callable[[str], None]) -> None:
        """Take in with `intake`, which refuses a person with `most_each` letters; read from `replay`; people are named with `key`."""
        self._intake, self._inbox, self._most_each = intake, inbox, most_each
        self._key, self._replay, self._ring = key, replay, ring

    async def accept(self, inbound: Inbound) -> bool:
        """As the port."""
        person = person_of(self._key, CHANNEL, inbound.sender)
        accepted = await run_sync(self._intake.accept, [_event(inbound)], inbound.identity)
        if accepted.refused:
            if await run_sync(self._inbox.waiting_of, person) >= self._most_each:
                raise TooManyRequests("too many messages of one sender wait")
            raise Unavailable("too many messages wait")
        self._ring(person)
        return bool(accepted.new)

    async def events(self, person: str, after: int) -> list[Said]:
        """As the port."""
        return await run_sync(self._replay.since, person, after)

    async def thinking(self, person: str) -> list[str]:
        """As the port."""
        return await run_sync(self._inbox.under_way, person)

    async def seen(self, person: str, up_to: int) -> None:
        """As the port."""
        await run_sync(self._replay.seen, person, up_to)

    async def close(self) -> None:
        """As the port: a worker answers what is left."""


def _event(inbound: Inbound) -> Event:
    kind = Kind.PRESSED if inbound.payload else Kind.TEXT
    now = datetime.now(timezone.utc)  # ours: the order in which messages came is the order of their answers
    return Event(CHANNEL, str(inbound.message_id), inbound.sender, kind, now, inbound.text, inbound.payload)
