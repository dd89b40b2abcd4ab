"""The gateway's wiring: the one place where its parts are chosen and put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

import httpx2
import structlog
from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from channels import health, problem, webhooks
from channels.conversation import Conversation
from channels.delivery.gate import Gate
from channels.dialogue import Bot, RasaBot
from channels.envelope import Envelope
from channels.identity import Identity
from channels.limiter import Pace, counted_in
from channels.metrics import Metrics
from channels.noticing import Noticing
from channels.parts import Parts
from channels.ports import Knowledge
from channels.readiness import Readiness
from channels.retention import sweep
from channels.sessions import Sessions
from channels.switching import Say, Switched
from channels.transcript import Transcript
from channels.web import checklists, open_data, page, pickup, procedures, rest, widget
from channels.web.live import events, live, messages, sessions, today
from channels.web.live.mailbox import DirectMailbox
from channels.web.live.origin import WidgetOrigins
from channels.zalo import proof
from conversations.figures.published import Published
from conversations.notices import Board, Noticed
from conversations.outbox import Outbox
from conversations.service import Conversations
from conversations.switches import Switches
from conversations.units import UnitBook
from core import log
from core.db import Database
from core.errors import Unavailable
from core.following import following
from core.migrate import upgrade
from core.person import person_key
from core.seal import Seal
from core.settings import Settings

_log = structlog.get_logger()
_SEARCHES = 4  # at a time: they are processor work, and more would only slow each other and the answers
_QUIET: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def application() -> FastAPI:
    """Return the gateway as uvicorn runs it (`--factory`): settings from the environment, logs as JSON."""
    log.configure("gateway")
    return create_app(Settings())


def create_app(settings: Settings, bot: Bot | None = None, knowledge: Knowledge | None = None) -> FastAPI:
    """Return the gateway. Without `bot` it asks Rasa, without `knowledge` it reads the live release."""
    app = FastAPI(
        title="Trợ lý dịch vụ công Thành phố Hồ Chí Minh",
        version="1",
        description="Hỏi đáp về thủ tục hành chính và dữ liệu thủ tục đang công bố.",
        lifespan=_lifespan(settings, bot, knowledge),
        docs_url=None,  # Its scripts come from a foreign host, which the security policy forbids.
        redoc_url=None,
        telemetry=_QUIET,  # FastAPI's own telemetry may quote what a person sent.
    )
    app.state.metrics = Metrics()
    app.add_middleware(WidgetOrigins, origins=settings.widget_origins)
    app.add_middleware(Envelope)  # the outermost of the two
    problem.install(app)
    spoken = (rest.router, pickup.router, sessions.router, messages.router, events.router, today.router)
    for router in (*spoken, webhooks.router, procedures.router, checklists.router, health.router):
        app.include_router(router)
    open_data.install(app, settings, app.state.metrics)
    proof.install(app, settings.zalo_verifier)
    page.install(app)
    widget.install(app, settings.keep_conversations_days, settings.web_replay_hours)
    return app


def _lifespan(settings: Settings, bot: Bot | None, knowledge: Knowledge | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # The parts are on this machine or its network: a proxy of the environment is none of their business.
        async with httpx2.AsyncClient(trust_env=False) as client:
            library, key = knowledge or _published(settings), person_key(settings)
            board, units = Board(), UnitBook()
            async with (
                _database(settings) as database,
                _transcript(settings, database, key, app.state.metrics) as transcript,
                _following(database, app.state.metrics, board, units),
                counted_in(settings) as counters,
            ):
                asked = bot or _rasa(client, settings, key)
                conversation = Conversation(asked, app.state.metrics, transcript)
                pace = Pace(settings, app.state.metrics, counters)
                gate = Gate.of(settings, database, key, app.state.metrics.delivery, pace)
                # A bot that is given lives in this process, out of the worker's reach.
                say = Noticing(Switched(conversation.say, Switches(database)), board, Noticed(database), key)
                mailbox = partial(DirectMailbox.opened, say, key) if bot else gate.mailbox
                async with live.opened(settings, database, app.state.metrics, mailbox, counters) as web:
                    app.state.parts = _wire(settings, asked, say, library, client, app.state.metrics, database, gate, web, board, units)
                    with suppress(Unavailable):  # No release yet: the gateway starts and `/readyz` says so.
                        await asyncio.to_thread(lambda: library.release_id)
                    yield

    return lifespan


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    try:
        await asyncio.to_thread(upgrade, settings)
    except Exception as error:
        # No database: questions are answered all the same, and each that is not recorded is counted.
        _log.error("the database cannot be used", exc_info=error)
    database = Database.open(settings)
    try:
        yield database
    finally:
        database.close()


@asynccontextmanager
async def _following(database: Database, metrics: Metrics, board: Board, units: UnitBook) -> AsyncIterator[None]:
    """Follow what staff change, in a thread of its own."""
    follower = following(database, metrics.overlay_failures.inc, notice=board.hold, units=units.hold)
    await asyncio.to_thread(follower.start)
    try:
        yield
    finally:
        await asyncio.to_thread(follower.stop)


@asynccontextmanager
async def _transcript(settings: Settings, database: Database, key: bytes, metrics: Metrics) -> AsyncIterator[Transcript]:
    def upkeep() -> dict[str, int]:
        upgrade(settings)  # for a database that was down at the start
        return sweep(settings, database)

    transcript = Transcript(Conversations(database, settings), key, metrics)
    sweeping = asyncio.create_task(transcript.tend(upkeep))
    try:
        yield transcript
    finally:
        sweeping.cancel()
        await asyncio.to_thread(transcript.close)


def _wire(
    settings: Settings,
    bot: Bot,
    say: Say,
    knowledge: Knowledge,
    client: httpx2.AsyncClient,
    metrics: Metrics,
    database: Database,
    gate: Gate,
    web: live.Live,
    board: Board,
    units: UnitBook,
) -> Parts:
    return Parts(
        settings=settings,
        say=say,
        identity=Identity(settings, Seal.of(settings), metrics),
        knowledge=knowledge,
        pace=gate.pace,
        metrics=metrics,
        readiness=Readiness(bot, knowledge, client, settings.actions_url, metrics),
        threads=CapacityLimiter(_SEARCHES),
        outbox=Outbox(database),
        key=gate.key,
        live=web,
        gate=gate,
        board=board,
        units=units,
        figures=Published(database),
    )


def _rasa(client: httpx2.AsyncClient, settings: Settings, key: bytes) -> RasaBot:
    return RasaBot(client, settings, Sessions(key, settings.session_turns, settings.session_idle))


def _published(settings: Settings) -> Knowledge:
    # Imported here: it loads faiss and the encoder's runtime, which a gateway given other knowledge can do without.
    from knowledge.service import Knowledge as Published

    return Published(settings)
