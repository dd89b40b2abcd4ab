"""What the gateway has of the delivery: the platforms that are set up, and the way into the inbox."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from channels.delivery.collector import Collector
from channels.delivery.intake import Intake
from channels.delivery.mailbox import InboxMailbox
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import renders
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
    inbox: Inbox
    key: bytes = field(repr=False)
    zalo: ZaloAccess | None
    messenger: bool

    @classmethod
    def of(cls, settings: Settings, database: Database, key: bytes, metrics: DeliveryMetrics) -> "Gate":
        """Return the gate of `settings`; people are named with `key`."""
        inbox = Inbox.of(settings, database)
        out, receipts = Dispatch.of(settings, database), Receipts(database, Seal.of(settings))
        intake = Intake(settings, key, inbox, out, receipts, renders(settings), metrics)
        return cls(Collector(intake.accept_all), inbox, key, ZaloAccess.of(settings), settings.messenger_page_id is not None)

    def mailbox(self, replay: Replay, ring: Callable[[str], None]) -> AbstractAsyncContextManager[InboxMailbox]:
        """Give the web's mailbox: what it accepts is in the inbox, and the worker answers it."""
        return nullcontext(InboxMailbox(self.collector, self.inbox, replay, ring, self.key))
