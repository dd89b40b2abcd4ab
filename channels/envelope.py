"""What every response carries: a request id, security headers, and a decent word when something unplanned happens."""

import re
import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels import problem

_log = structlog.get_logger()
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HEADERS = {
    "Content-Security-Policy": ("default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Envelope:
    """The outermost layer that is ours. An ASGI middleware: it never reads a body."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = _request_id(request.headers.get("x-request-id", ""))
        with structlog.contextvars.bound_contextvars(request_id=request.state.request_id):
            await self._answer(request, receive, _Letter(send, request.state.request_id))

    async def _answer(self, request: Request, receive: Receive, letter: "_Letter") -> None:
        started = time.perf_counter()
        try:
            await self._app(request.scope, receive, letter.send)
        except Exception as error:
            # A mistake of ours: the client gets the generic sentence, the log gets the stack, the server lives on.
            _log.error("unexpected error", exc_info=error)
            if letter.status is None:
                await problem.unexpected(request)(request.scope, receive, letter.send)
        # The route and not the path: a path is what a person typed.
        route = getattr(request.scope.get("route"), "path", None)
        seconds = round(time.perf_counter() - started, 4)
        _log.info("request", method=request.method, route=route, status=letter.status, seconds=seconds)


class _Letter:
    """The way out: notes the status and adds the headers."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.status: int | None = None
        self._send = send
        self._request_id = request_id

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _request_id(offered: str) -> str:
    # A proxy's id is taken over so that its log and ours can be read together; anything odd is replaced.
    return offered if _REQUEST_ID.fullmatch(offered) else uuid.uuid4().hex
