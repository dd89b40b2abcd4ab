"""The web's mailbox over the inbox: what it accepted is in the database, and the worker answers it."""

from collections.abc import Callable
from datetime import datetime, timezone

from anyio.to_thread import run_sync

from channels.delivery.collector import Collector
from channels.delivery.intake import Delivery
from channels.events import Event, Kind
from channels.messages import Inbound
from channels.web.live.ports import CHANNEL
from conversations.inbox import Inbox
from conversations.replay import Replay, Said
from core.errors import Busy, TooManyRequests
from core.person import person_of


class InboxMailbox:
    """As `channels.web.live.ports.Mailbox`."""

    def __init__(self, collector: Collector, inbox: Inbox, replay: Replay, ring: Callable[[str], None], key: bytes) -> None:
        """Take in by `collector`, read answers from `replay`, and `ring` for a person when something changed."""
        self._collector, self._inbox, self._replay, self._ring, self._key = collector, inbox, replay, ring, key

    async def accept(self, inbound: Inbound) -> bool:
        """As the port."""
        kind = Kind.PRESSED if inbound.payload else Kind.TEXT
        at, text = datetime.now(timezone.utc), "" if inbound.payload else inbound.text
        event = Event(CHANNEL, str(inbound.message_id), inbound.sender, kind, at, text, inbound.payload)
        accepted = await self._collector.accept(Delivery([event], inbound.identity, inbound.unit))
        if reason := accepted.refused.get(event.id):
            raise Busy("too many messages wait") if reason == "many" else TooManyRequests("too many messages of one sender wait")
        if accepted.new:
            self._ring(person_of(self._key, CHANNEL, inbound.sender))
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
