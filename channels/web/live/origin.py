"""Which pages may talk to us: the gateway's own, and those of `TROLY_WIDGET_ORIGINS`."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

from fastapi import Request
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import Forbidden
from core.settings import Settings

PREFIX = "/api/v1/web/"
_TOLD = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "Retry-After", "X-Request-ID")
Page = Literal["own", "foreign", "unknown"]  # unknown: not a browser, or an old one


def page_of(request: Request, settings: Settings) -> Page:
    """Tell from what the browser says of it, and no script can change, whose page asks.

    Raises:
        Forbidden: a page of another origin that is not among the allowed ones.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is None:
        return "unknown" if site is None else "own" if site in {"same-origin", "none"} else "foreign"
    if _own(origin, request, settings) and site in {None, "same-origin"}:
        return "own"
    if origin.lower() not in settings.widget_origins:
        raise Forbidden("a page of an origin that is not allowed")
    return "foreign"


def _own(origin: str, request: Request, settings: Settings) -> bool:
    # By name alone: behind a proxy that ends TLS, the scheme we see is not the one the browser sees.
    name = urlsplit(origin).netloc.lower()
    return bool(name) and name in {request.headers.get("host", "").lower(), urlsplit(settings.public_url).netloc.lower()}


class WidgetOrigins:
    """CORS for the routes of the widget and no other. Without credentials: other origins prove themselves by token, never by cookie."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Allow these origins."""
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=_TOLD,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        shared = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (self._shared if shared else self._app)(scope, receive, send)
