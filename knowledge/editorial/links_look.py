"""One look at one address: polite, short, and never into a network that is not the public's."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from urllib.parse import urljoin

import httpx2

from knowledge.editorial.links import Seen, host_of

_REDIRECTS = 5
_MOST_HEADERS = 32_768  # bytes; more is no answer of an honest page
_HEADERS = {"User-Agent": "troly-links/1 (kiem tra lien ket)", "Accept": "*/*"}
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
# Of version 6, through which a gateway of the office's own may lead to version 4: translated, tunnelled, of an old form.
_WITHIN = tuple(ipaddress.IPv6Network(one) for one in ("64:ff9b::/96", "2002::/16", "::/96"))
_SECURE = {"http": "https", "https": "https"}


@dataclass(frozen=True)
class Manners:
    """How pages are treated: seconds of one look in all, and whether a private network may be looked at."""

    timeout: float = 20.0
    private: bool = False


class PrivateAddress(Exception):
    """The host stands in a network that is not the public's."""


class _Guarded(httpx2.AsyncHTTPTransport):
    """Connects to the very address that was found to be public: a second answer of the name server cannot change it."""

    def __init__(self, private: bool) -> None:
        """Let private networks be reached or not."""
        super().__init__(verify=ssl.create_default_context(), retries=0, http2=False)
        self._private = private

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send `request`. Raises `PrivateAddress`, `socket.gaierror`, or as httpx2 does."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [str(one[4][0]) for one in found]
        if not self._private and not all(_is_public(place) for place in places):
            raise PrivateAddress(host)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=places[0])
        return await super().handle_async_request(request)


class Looker:
    """Looks at addresses. Use it as an asynchronous context, from one event loop."""

    def __init__(self, manners: Manners, transport: Callable[[bool], httpx2.AsyncBaseTransport] = _Guarded) -> None:
        """Look with `manners`."""
        self._manners, self._transport = manners, transport

    async def __aenter__(self) -> "Looker":
        """Open the client; nothing is connected yet."""
        # Every look has a connection of its own: hosts differ, and one that is pooled by its number would answer for another name.
        limits = httpx2.Limits(max_keepalive_connections=0)
        made = self._transport(self._manners.private)
        self._client = httpx2.AsyncClient(transport=made, headers=_HEADERS, timeout=self._manners.timeout, trust_env=False, limits=limits)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        await self._client.aclose()

    async def look(self, url: str) -> Seen:
        """Return what stands at `url`. Never raises for what is wrong with it, and ends in time whatever the other side does."""
        try:
            async with asyncio.timeout(self._manners.timeout):
                return await self._followed(url)
        except (TimeoutError, httpx2.TimeoutException):
            return Seen("failed", "timeout")
        except PrivateAddress:
            return Seen("unclear", "private")
        except (socket.gaierror, UnicodeError):
            return Seen("failed", "name")
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, ValueError):
            return Seen("failed", "address")
        except httpx2.ConnectError as error:
            return Seen("failed", "certificate" if _of_certificate(error) else "refused")
        except (httpx2.HTTPError, OSError):
            return Seen("failed", "broken")

    async def _followed(self, url: str) -> Seen:
        for _ in range(_REDIRECTS + 1):
            if not url.lower().startswith(("http://", "https://")) or not host_of(url):
                return Seen("failed", "address")
            status, leads = await self._asked(url)
            if leads is None:
                return _judged(status)
            there = urljoin(url, leads)
            if not _same_house(url, there):
                return Seen("moved", "moved", status, there[:2_000])
            url = there
        return Seen("failed", "loop")

    async def _asked(self, url: str) -> tuple[int, str | None]:
        """Return the status, and where a redirect leads. What HEAD is refused, GET may be given; no content is read of either."""
        try:
            status, leads = await self._sent("HEAD", url)
        except httpx2.RemoteProtocolError:
            status, leads = 0, None
        if status and status < HTTPStatus.BAD_REQUEST:
            return status, leads
        return await self._sent("GET", url)

    async def _sent(self, method: str, url: str) -> tuple[int, str | None]:
        headers = {"Range": "bytes=0-0"} if method == "GET" else {}
        async with self._client.stream(method, url, headers=headers, follow_redirects=False) as answer:
            if sum(len(name) + len(value) for name, value in answer.headers.raw) > _MOST_HEADERS:
                raise httpx2.RemoteProtocolError("more headers than a page has")
            redirect = answer.status_code in (301, 302, 303, 307, 308)
            return answer.status_code, answer.headers.get("Location") if redirect else None


def _is_public(place: str) -> bool:
    """Tell whether an address is of the public's network: also not one of version 4 that stands within another, nor of many hosts."""
    found = ipaddress.ip_address(place.split("%")[0])
    return found.is_global and not found.is_multicast and not (isinstance(found, ipaddress.IPv6Address) and _hides(found))


def _hides(found: ipaddress.IPv6Address) -> bool:
    return found.is_site_local or any(found in network for network in _WITHIN)


def _judged(status: int) -> Seen:
    if status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return Seen("good", code=status)
    if status in _GONE:
        return Seen("failed", "gone", status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Seen("failed", "server", status)
    return Seen("unclear", "refuses", status)  # a page that wants a person, or a sign-in: no machine can tell


def _same_house(one: str, other: str) -> bool:
    """Tell whether a redirect stays with the same host: to https, to or from "www.", or to another page of it."""
    here, there = (httpx2.URL(url) for url in (one, other))
    if not there.host or there.scheme not in (here.scheme, _SECURE[here.scheme]):
        return False
    return here.host.removeprefix("www.") == there.host.removeprefix("www.") and (here.port == there.port or here.scheme != there.scheme)


def _of_certificate(error: BaseException | None) -> bool:
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, ssl.SSLError):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False
