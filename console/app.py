"""The console's wiring: the one place where its parts are chosen and put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from fastapi import Depends, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from console import access, csrf, health, pages, problem
from console.account import routes as account
from console.account.service import OwnAccount
from console.audit import routes as audit
from console.audit.service import AuditBook
from console.auth import routes as auth
from console.auth.brake import Brake
from console.auth.links import Links
from console.auth.passwords import Passwords
from console.auth.service import SignIn
from console.auth.sessions import Sessions
from console.corpus import routes as corpus
from console.editorial import Editorial
from console.headers import Headers
from console.imports import routes as imports
from console.intents import routes as intents
from console.jobs import routes as jobs
from console.judging import routes as judging
from console.keeping import routes as keeping
from console.labels import routes as labels
from console.labels.room import Labelling
from console.models import routes as models
from console.models import serving
from console.oidc import routes as oidc
from console.oidc.service import Oidc
from console.parts import Parts
from console.procedures import routes as procedures
from console.procedures import writing
from console.reference import routes as reference
from console.releases import routes as releases
from console.scoreboard import routes as scoreboard
from console.staff import routes as staff
from console.staff.service import Staff
from console.switches import routes as switches
from console.trial import routes as trial
from console.trial.service import Trials
from console.versions import routes as versions
from core import log
from core.clock import now
from core.db import Database
from core.following import following
from core.migrate import upgrade
from core.person import person_key
from core.seal import Seal
from core.settings import Settings

_log = structlog.get_logger()
_QUIET: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
_DESKS = (
    procedures, writing, versions, releases, jobs, imports, keeping, reference, trial, switches, serving, models, labels, judging, intents,
    corpus, scoreboard,
)  # fmt: skip
_SWEEP, _AGAIN = 3_600.0, 20.0  # seconds


def application() -> FastAPI:
    """Return the console as uvicorn runs it (`--factory`): settings from the environment, logs as JSON."""
    log.configure("console")
    return create_app(Settings())


def create_app(settings: Settings, clock: Callable[[], datetime] = now) -> FastAPI:
    """Return the console. Raises `LookupError` for a route that declares no rule."""
    app = FastAPI(
        title="Bàn làm việc của trợ lý dịch vụ công",
        version="1",
        lifespan=_lifespan(settings, clock),
        openapi_url=None,  # A list of what staff can do is none of the network's business.
        telemetry=_QUIET,
        dependencies=[Depends(csrf.check)],
        max_body_size=csrf.FORM,
    )
    problem.install(app)
    for room in (auth, oidc, account, staff, audit, health, *_DESKS):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=pages.FOLDER / "static"), name="static")
    hosts = {urlsplit(settings.console_url).hostname or "", settings.console_host, "localhost", "127.0.0.1"}
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=sorted(hosts), www_redirect=False)
    app.add_middleware(Headers, secure=settings.console_url.startswith("https://"))  # the outermost
    access.rules(app)
    return app


def _lifespan(settings: Settings, clock: Callable[[], datetime]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database.open(settings)
        app.state.parts = wire(settings, database, clock)
        # Before the first request; with a database that is down it starts all the same, says so, and tries again.
        good = await _tidy(app.state.parts)
        ended, follower = asyncio.Event(), following(database)
        tending = asyncio.create_task(_tend(app.state.parts, good, ended))
        await asyncio.to_thread(follower.start)
        try:
            yield
        finally:
            await asyncio.to_thread(follower.stop)
            ended.set()
            await tending  # a thread cannot be cancelled: what it reads now is read to its end, and its connection given back
            app.state.parts.trials.close()
            database.close()

    return lifespan


def wire(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Parts:
    """Return the parts over `database`."""
    key, passwords = person_key(settings), Passwords(settings)
    editorial = Editorial.open(settings, database, clock)
    sign_in = SignIn(database, settings, key, passwords, clock)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        key=key,
        seal=Seal(key),
        brake=Brake(settings),
        sessions=Sessions(database, settings),
        sign_in=sign_in,
        links=Links(database, settings, passwords),
        own=OwnAccount(database, settings, key, passwords, sign_in, clock),
        staff=Staff(database, settings, key, clock),
        audit=AuditBook(database),
        editorial=editorial,
        trials=Trials(settings, editorial.jobs),
        labelling=Labelling.open(settings, database, clock),
        oidc=Oidc(database, settings, key, clock) if settings.console_oidc_issuer else None,
    )


async def _tend(parts: Parts, good: bool, ended: asyncio.Event) -> None:
    """Read the records, so that the first list is quick; then keep the database tidy: every hour, and soon again where it failed."""
    try:
        await asyncio.to_thread(parts.editorial.listing.rows)
    except Exception as error:
        _log.warning("the records cannot be listed", exc_info=error)  # whoever asks for the list is told
    while not await _ended(ended, _SWEEP if good else _AGAIN):
        good = await _tidy(parts)


async def _ended(ended: asyncio.Event, seconds: float) -> bool:
    """Tell whether the end came within `seconds`."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), seconds)
    return ended.is_set()


async def _tidy(parts: Parts) -> bool:
    """Bring the database to today's form and remove what is over; tell whether that went well."""

    def tidy() -> None:
        upgrade(parts.settings)
        parts.sessions.sweep(parts.clock())
        parts.trials.tidy()

    try:
        await asyncio.to_thread(tidy)
    except Exception as error:
        _log.error("the database cannot be used", exc_info=error)  # Nothing that is over can be used meanwhile.
        return False
    return True
