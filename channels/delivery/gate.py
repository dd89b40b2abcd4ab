"""What the gateway has of the delivery: the platforms that are set up, and the way into the inbox."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from channels.bounded import Bounded
from channels.delivery.collector import Collector
from channels.delivery.intake import Accepted, Delivery, Intake
from channels.delivery.mailbox import InboxMailbox
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import renders
from channels.events import ANSWERED, Event
from channels.limiter import Pace
from channels.zalo.access import ZaloAccess
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.receipts import Receipts
from conversations.replay import Replay
from core.db import Database
from core.seal import Seal
from core.settings import Settings

_PASSED = 50_000  # events this program remembers to have let through


@dataclass(frozen=True)
class Gate:
    """Where webhooks hand in what they bring; `zalo` is `None` and `messenger` false where they are not set up."""

    collector: Collector
    pace: Pace
    inbox: Inbox
    key: bytes = field(repr=False)
    zalo: ZaloAccess | None
    messenger: bool
    passed: Bounded[tuple[str, str, str], bool] = field(default_factory=lambda: Bounded(_PASSED), repr=False)

    @classmethod
    def of(cls, settings: Settings, database: Database, key: bytes, metrics: DeliveryMetrics, pace: Pace) -> "Gate":
        """Return the gate of `settings`; people are named with `key`."""
        inbox = Inbox.of(settings, database)
        out, receipts = Dispatch.of(settings, database), Receipts(database, Seal.of(settings))
        intake = Intake(settings, key, inbox, out, receipts, renders(settings), metrics)
        return cls(Collector(intake.accept_all), pace, inbox, key, ZaloAccess.of(settings), settings.messenger_page_id is not None)

    async def accept(self, events: Sequence[Event]) -> Accepted:
        """Take in what a platform delivered; who writes too fast is told so there. Raises `Unavailable`."""
        asked = [event for event in events if event.kind in ANSWERED and event.sender]
        told = {event.id: await self._refusal(event) for event in asked}
        return await self.collector.accept(Delivery(events, refused={one: why for one, why in told.items() if why}))

    async def _refusal(self, event: Event) -> str | None:
        """Tell why an event comes too fast. Once let through it is not counted again: what could not be stored is delivered once more."""
        key = (event.channel, event.sender, event.id)
        if self.passed.get(key):
            return None
        reason = await self.pace.refusal(event.channel, event.sender)
        if reason is None:
            self.passed.put(key, True)
        return reason

    def mailbox(self, replay: Replay, ring: Callable[[str], None]) -> AbstractAsyncContextManager[InboxMailbox]:
        """Give the web's mailbox: what it accepts is in the inbox, and the worker answers it."""
        return nullcontext(InboxMailbox(self.collector, self.inbox, replay, ring, self.key))
