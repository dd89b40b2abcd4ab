"""What the gateway has of the delivery: the platforms that are set up, and the way into the inbox."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Gate:
    """Where webhooks hand in what they bring; `zalo` is `None` and `messenger` false where they are not set up."""

    collector: Collector
    pace: Pace
    inbox: Inbox
    key: bytes = field(repr=False)
    zalo: ZaloAccess | None
    messenger: bool

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
        told = {event.id: await self.pace.refusal(event.channel, event.sender) for event in asked}
        return await self.collector.accept(Delivery(events, refused={one: why for one, why in told.items() if why}))

    def mailbox(self, replay: Replay, ring: Callable[[str], None]) -> AbstractAsyncContextManager[InboxMailbox]:
        """Give the web's mailbox: what it accepts is in the inbox, and the worker answers it."""
        return nullcontext(InboxMailbox(self.collector, self.inbox, replay, ring, self.key))
