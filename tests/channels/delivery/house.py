"""One worker's desk over a real database, with a bot, a platform and a clock that do as they are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from prometheus_client import CollectorRegistry

from channels.conversation import Conversation
from channels.delivery.answering import Answering, Desk
from channels.delivery.intake import Intake
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.sending import Sending
from channels.delivery.sessions import KeptSessions
from channels.events import Event, Kind
from channels.messages import Inbound, Reply
from channels.metrics import Metrics
from channels.sample import SampleBot
from channels.sending import SendFailed, Sent
from channels.transcript import Transcript
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.notices import Board
from conversations.outbox import Outbox
from conversations.receipts import Receipts
from conversations.service import Conversations
from conversations.switches import Switches
from core.answer import Answer
from core.db import Database
from core.errors import BotUnavailable
from core.person import person_key, person_of
from core.seal import Seal
from core.settings import Settings
from tests.channels.delivery.echo_channel import CHANNEL, render


class Clock:
    """Goes with the real one, and ahead of it when told to."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(timezone.utc) + self.ahead

    def forward(self, **amount: float) -> None:
        self.ahead += timedelta(**amount)


class Bot(SampleBot):
    """The sample bot, which may be `down`, or fail at what it is told to answer with an error."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False
        self.trouble: dict[str, Exception] = {}
        self.answers: dict[str, Answer] = {}

    async def answer(self, inbound: Inbound) -> Reply:
        if self.down:
            raise BotUnavailable("down")
        if error := self.trouble.get(inbound.said):
            raise error
        if told := self.answers.get(inbound.said):
            return Reply([told])
        return await super().answer(inbound)

    async def healthy(self) -> bool:
        return not self.down


class Phone:
    """A way out that keeps what it was given, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.failing: list[Exception] = []
        self.typing: list[str] = []
        self.noticed: list[str] = []  # ids of the messages that were being answered

    async def send(self, recipient: str, message: dict[str, Any]) -> Sent:
        if self.failing:
            raise self.failing.pop(0)
        self.got.append((recipient, message))
        return Sent(f"p{len(self.got)}")

    async def thinking(self, recipient: str, message: str) -> None:
        self.typing.append(recipient)
        self.noticed.append(message)

    async def close(self) -> None:
        pass

    def texts(self, recipient: str | None = None) -> list[str]:
        return [str(message["text"]) for to, message in self.got if recipient in (None, to)]


@dataclass
class House:
    """Everything of one worker."""

    settings: Settings
    database: Database
    clock: Clock = field(default_factory=Clock)
    bot: Bot = field(default_factory=Bot)
    phone: Phone = field(default_factory=Phone)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    board: Board = field(default_factory=Board)

    def __post_init__(self) -> None:
        seal, self.key = Seal.of(self.settings), person_key(self.settings)
        self.inbox = Inbox(self.database, seal, self.key, clock=self.clock)
        self.dispatch = Dispatch(self.database, seal, clock=self.clock)
        self.receipts = Receipts(self.database, seal, self.clock)
        self.switches = Switches(self.database, self.clock)
        self.outbox = Outbox(self.database, self.clock)
        self.conversations = Conversations(self.database, self.settings, self.clock)
        self.metrics, talked = DeliveryMetrics(self.registry), Metrics()
        renders, senders = {CHANNEL: render}, {CHANNEL: self.phone}
        self.intake = Intake(self.settings, self.key, self.inbox, self.dispatch, self.receipts, renders, self.metrics)
        self.transcript = Transcript(self.conversations, self.key, talked)
        self.sessions = KeptSessions(self.key, self.settings.session_turns, self.settings.session_idle)
        conversation = Conversation(self.bot, talked, self.transcript)
        self.answering = Answering(
            Desk(
                self.inbox, self.switches, self.bot.healthy, conversation, self.sessions, renders, senders, self.erase, self.metrics,
                self.settings.delivery_tries, self.settings.max_message_chars, self.board,
            )
        )  # fmt: skip
        self.sending = Sending(self.dispatch, senders, self.metrics, self.settings.send_tries)

    def erase(self, person: str) -> None:
        self.inbox.forget(person)
        self.conversations.erase(person)

    def person(self, sender: str, channel: str = CHANNEL) -> str:
        return person_of(self.key, channel, sender)

    async def work(self) -> None:
        """Answer and send everything that can be now."""
        while taken := self.inbox.take():
            await self.answering.handle(taken)
        while post := self.dispatch.take():
            await self.sending.handle(post)

    def count(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(f"troly_{name}_total", labels) or 0.0

    def event(self, key: str, kind: Kind = Kind.TEXT, sender: str = "an", **more: Any) -> Event:
        """Return an event of now; a text unless said otherwise."""
        told = {"text": "khai sinh cần gì"} if kind is Kind.TEXT else {}
        return Event(more.pop("channel", CHANNEL), key, sender, kind, more.pop("at", self.clock()), **{**told, **more})

    async def hears(self, *events: Event) -> None:
        """Take events in and deal with them."""
        self.intake.accept(events)
        await self.work()


def failed(remedy: Any = "retry", **more: Any) -> SendFailed:
    """Return an error of a platform."""
    return SendFailed("status 500", remedy=remedy, **more)


Make = Callable[..., House]
Events = Sequence[Event]
