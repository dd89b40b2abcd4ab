"""The worker's part of the way of a message: wiring, and the loops."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx2
import structlog
from prometheus_client import REGISTRY, CollectorRegistry

from channels.conversation import Conversation
from channels.delivery.answering import Answering, Desk
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import Render
from channels.delivery.pump import Pump
from channels.delivery.sending import Sending
from channels.delivery.sessions import KeptSessions
from channels.dialogue import RasaBot
from channels.metrics import Metrics
from channels.sending import Sender
from channels.transcript import Transcript
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.notices import Board
from conversations.receipts import Receipts
from conversations.service import Conversations
from conversations.switches import Switches
from core.db import Database
from core.errors import BotUnavailable
from core.migrate import upgrade
from core.person import person_key
from core.seal import Seal
from core.settings import Settings

_log = structlog.get_logger()
_PAUSE = 0.1  # seconds between two looks into an empty box: a person waits for the answer
_COUNT = 10.0  # seconds between two counts of what waits
_PATIENCE = 2.0  # seconds that the action server may take to say that it is up
_AGAIN = 2.0  # seconds until the next try, while the database is down


@dataclass(frozen=True)
class Delivery:
    """All that one worker needs. `name` is the same after a restart: what it held when it died is free at once."""

    settings: Settings
    database: Database
    renders: Mapping[str, Render]
    senders: Mapping[str, Sender]
    erase: Callable[[Inbox], Callable[[str], None]]
    name: str = ""
    registry: CollectorRegistry = REGISTRY
    board: Board = field(default_factory=Board)  # the notice of the day

    def run(self, end: threading.Event) -> None:
        """Answer and send until `end` is set, then finish what is in hand. Never raises for a part that is down."""
        asyncio.run(self._run(end))

    async def _run(self, end: threading.Event) -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        threading.Thread(target=_tell, args=(end, loop, ended), daemon=True).start()
        await self._migrated(ended)
        if ended.is_set():
            return
        inbox, dispatch = Inbox.of(self.settings, self.database, self.name), Dispatch.of(self.settings, self.database, self.name)
        metrics, senders = DeliveryMetrics(self.registry), self.senders
        async with self._desk(inbox, senders, metrics) as desk:
            sending = Sending(dispatch, senders, metrics, self.settings.send_tries)
            out = Pump(dispatch.take, sending.handle, self.settings.worker_conversations, _PAUSE)
            answering = Answering(desk, out.wake)
            into = Pump(inbox.take, answering.handle, self.settings.worker_conversations, _PAUSE)
            counting = asyncio.create_task(self._count(inbox, dispatch, metrics))
            await asyncio.gather(into.run(ended, answering.ready), out.run(ended))
            counting.cancel()
        for sender in senders.values():
            await sender.close()

    @asynccontextmanager
    async def _desk(self, inbox: Inbox, senders: Mapping[str, Sender], metrics: DeliveryMetrics) -> AsyncIterator[Desk]:
        settings, key, talked = self.settings, person_key(self.settings), Metrics()
        for one in (talked.messages, talked.turn, talked.transcript_failures):
            self.registry.register(one)
        sessions = KeptSessions(key, settings.session_turns, settings.session_idle)
        transcript = Transcript(Conversations(self.database, settings), key, talked)
        async with httpx2.AsyncClient(trust_env=False) as client:
            bot = RasaBot(client, settings, sessions)
            try:
                yield Desk(
                    inbox, Switches(self.database), partial(_healthy, client, bot, settings.actions_url),
                    Conversation(bot, talked, transcript), sessions, self.renders, senders,
                    self.erase(inbox), metrics, settings.delivery_tries, settings.max_message_chars, self.board,
                )  # fmt: skip
            finally:
                await asyncio.to_thread(transcript.close)

    async def _migrated(self, ended: asyncio.Event) -> None:
        """Bring the database into form, and let go of what this worker held before it died; the database may come up after us."""
        while not ended.is_set():
            try:
                await asyncio.to_thread(self._swept)
            except Exception as error:
                _log.warning("the database cannot be used yet", exc_info=error)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_AGAIN):
                        await ended.wait()
            else:
                return

    def _swept(self) -> None:
        upgrade(self.settings)
        freed = Inbox.of(self.settings, self.database, self.name).sweep() + Dispatch.of(self.settings, self.database, self.name).sweep()
        if freed:
            _log.info("taken up again", lines=freed)

    async def _count(self, inbox: Inbox, dispatch: Dispatch, metrics: DeliveryMetrics) -> None:
        receipts = Receipts(self.database, Seal.of(self.settings))
        while True:
            with contextlib.suppress(Exception):  # the loops tell that the database is down
                metrics.depth("in", await asyncio.to_thread(inbox.depth))
                metrics.depth("out", await asyncio.to_thread(dispatch.depth))
                metrics.unaccounted.set(await asyncio.to_thread(receipts.unaccounted))
            await asyncio.sleep(_COUNT)


async def _healthy(client: httpx2.AsyncClient, bot: RasaBot, actions: str) -> bool:
    try:
        await bot.health()
        response = await client.get(f"{actions.rstrip('/')}/health", timeout=_PATIENCE)
    except (BotUnavailable, httpx2.HTTPError, httpx2.InvalidURL):
        return False
    return response.status_code == 200


def _tell(end: threading.Event, loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    end.wait()
    with contextlib.suppress(RuntimeError):  # the loop is over already
        loop.call_soon_threadsafe(ended.set)
