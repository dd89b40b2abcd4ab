"""The page of `troly demo`: two phones side by side. It listens on loopback, answers nobody else's pages, and asks nothing outside."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import uvicorn
from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.middleware.trustedhost import TrustedHostMiddleware

from channels.demo.desk import Desk, Platform, Trouble
from channels.demo.phones.bubbles import Nothing
from channels.intake import read
from channels.web.page import PageFiles
from core.errors import TrolyError

LOOPBACK = "127.0.0.1"
FOLDER = Path(__file__).parent / "screen"
_MOST = 32_000  # bytes of a request
_WAIT, _LOOK = 15.0, 0.05  # seconds that a page waits for a change, and between two looks
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_QUIET: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Act = Literal[
    "text", "anonymous", "press", "reply", "ask", "menu", "start", "staff", "image", "file", "location", "sticker",
    "follow", "unfollow", "open", "withdraw", "block", "unblock",
]  # fmt: skip


class Deed(BaseModel):
    """What a person does. `bubble`, `card`, `index` tell a button."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    act: Act
    text: Annotated[str, StringConstraints(max_length=5_000)] = ""
    bubble: int = 0
    card: int | None = Field(None, ge=0)
    index: int = Field(0, ge=0)


class Switch(BaseModel):
    """A bad day of a platform, on or off."""

    model_config = ConfigDict(extra="forbid")

    what: Trouble
    on: bool


class Clock(BaseModel):
    """How many hours go by at once; 0: back to the right time."""

    model_config = ConfigDict(extra="forbid")

    hours: float = Field(ge=0, le=24 * 365)


class Empty(BaseModel):
    """Nothing needs to be told."""


def create_page(desk: Desk) -> FastAPI:
    """Return the page over `desk`."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=_QUIET)
    app.state.ending = threading.Event()  # whoever waits for a change waits no longer
    # A page elsewhere whose name was bent to loopback is refused by its name; any other cannot send JSON here.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
    app.middleware("http")(_guard)
    app.add_exception_handler(TrolyError, _refused)
    app.add_exception_handler(Nothing, _missing)
    _routes(app, desk)
    files = PageFiles(directory=FOLDER)

    @app.get("/")
    async def index(request: Request) -> Response:
        return await files.get_response("index.html", request.scope)

    app.mount("/screen", files)
    return app


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve `app` on loopback and give its address; any free port where `port` is 0 or taken."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    with _listening(port) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        try:
            yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        finally:
            app.state.ending.set()
            server.should_exit = True
            thread.join()


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError:
        return socket.create_server((LOOPBACK, 0))


def _routes(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/state")
    async def state(
        zalo: Annotated[Name, Query()], messenger: Annotated[Name, Query()], after: Annotated[int, Query(ge=-1)] = -1
    ) -> JSONResponse:
        """Tell what there is once it is not `after` any more, the version the page has; wait for it, but not for ever."""
        end = time.monotonic() + _WAIT
        while desk.version == after and time.monotonic() < end and not app.state.ending.is_set():  # noqa: ASYNC110 - changes come from threads
            await asyncio.sleep(_LOOK)
        return JSONResponse(desk.state({"zalo": zalo, "messenger": messenger}), headers={"Cache-Control": "no-store"})

    @app.post("/api/{platform}/does", status_code=204)
    async def does(platform: Platform, request: Request) -> None:
        """Let a person do something."""
        deed = await read(request, Deed, _MOST)
        if deed.act in ("text", "anonymous", "staff") and not deed.text.strip():
            raise Nothing
        desk.does(platform, deed.name, deed.act, text=deed.text, bubble=deed.bubble, card=deed.card, index=deed.index)

    @app.post("/api/{platform}/trouble", status_code=204)
    async def trouble(platform: Platform, request: Request) -> None:
        """Begin or end a bad day."""
        switch = await read(request, Switch, _MOST)
        desk.trouble(platform, switch.what, switch.on)

    @app.post("/api/clock", status_code=204)
    async def clock(request: Request) -> None:
        """Let time pass."""
        desk.pass_time((await read(request, Clock, _MOST)).hours)

    @app.post("/api/subscribe", status_code=204)
    async def subscribe(request: Request) -> None:
        """Switch webhooks on again."""
        await read(request, Empty, _MOST)
        desk.subscribe()


async def _guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call(request)
    response.headers.update(_HEADERS)
    return response


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TrolyError)  # noqa: S101
    return JSONResponse({"code": error.code}, error.status)


def _missing(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse({"code": "not_found"}, 404)
