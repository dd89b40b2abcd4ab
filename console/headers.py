"""What every response carries, and the last net: an error that nobody planned becomes a page without its cause."""

import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console import problem

_log = structlog.get_logger()
STATIC = "/static/"
# Nothing inline and nothing foreign: a script that got into a page by a curator's text does not run.
POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'"),
        *("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"),
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # An address may be a one-time link, which nobody else is told; with `no-referrer` our own forms would come from nowhere.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SECURE = {"Strict-Transport-Security": "max-age=31536000"}


class Headers:
    """The outermost layer. An ASGI middleware: it never reads a body."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """Wrap `app`; `secure` where it is reached over https."""
        self._app, self._always = app, {**HEADERS, **(_SECURE if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, request_id = time.perf_counter(), 0, uuid.uuid4().hex
        # Pages hold what only staff may see: no cache keeps one. Files change with the program alone.
        always = {
            **self._always,
            "Cache-Control": "no-cache" if scope["path"].startswith(STATIC) else "no-store",
            "X-Request-ID": request_id,
        }

        async def letter(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update(always)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, letter)
            except Exception as error:
                _log.error("unexpected error", exc_info=error)
                if not status:
                    await problem.unexpected(Request(scope))(scope, receive, letter)
            route = getattr(scope.get("route"), "path", None)  # the route and not the path, which may be a one-time link
            _log.info("request", method=scope["method"], route=route, status=status, seconds=round(time.perf_counter() - started, 4))
