"""What the gateway has of the delivery: the platforms that are set up, and the way into the inbox."""

from dataclasses import dataclass

from channels.delivery.intake import Intake
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import renders
from channels.zalo.access import ZaloAccess
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.receipts import Receipts
from core.db import Database
from core.seal import Seal
from core.settings import Settings


@dataclass(frozen=True)
class Gate:
    """Where webhooks hand in what they bring; `zalo` is `None` and `messenger` false where they are not set up."""

    intake: Intake
    zalo: ZaloAccess | None
    messenger: bool

    @classmethod
    def of(cls, settings: Settings, database: Database, key: bytes, metrics: DeliveryMetrics) -> "Gate":
        """Return the gate of `settings`; people are named with `key`."""
        boxes = Inbox.of(settings, database), Dispatch.of(settings, database), Receipts(database, Seal.of(settings))
        intake = Intake(settings, key, *boxes, renders(settings), metrics)
        return cls(intake, ZaloAccess.of(settings), settings.messenger_page_id is not None)
