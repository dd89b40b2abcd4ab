"""JSON over HTTP to one portal: bounded, tried again where that is safe, every fault told in our words."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2
import stamina

from core.errors import PortalDenied, PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.metrics import retries

_MOST = 1_000_000  # bytes of an answer; a dossier takes some 10,000
_PASSING = frozenset({502, 503, 504})
_REFUSING = frozenset({401, 403})
_FIRST_WAIT = 0.15  # seconds before a second try


class Passing(PortalUnavailable):
    """The connection broke or a gateway is overloaded: a second try may well succeed."""


class Calls:
    """Calls one portal. Several tasks may call at once."""

    def __init__(
        self, adapter: str, url: str, patience: Patience, auth: httpx2.Auth | None = None, headers: dict[str, str] | None = None
    ) -> None:
        """Talk to `url`; `adapter` names it in metrics, `auth` and `headers` go with every call. Opens nothing yet.

        Raises:
            ValueError: `url` is no address.
        """
        self._adapter, self._patience = adapter, patience
        # httpx2 logs the address of every call, in which some portals want the dossier's code.
        logging.getLogger(httpx2.__name__).addFilter(_worth_telling)
        # A connection pool of its own, and no proxy of the environment: government networks are reached as the host routes them.
        self._client = httpx2.AsyncClient(
            base_url=address(url),
            auth=auth,
            headers=headers,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # one citizen's lookup must not tie to another's
            trust_env=False,
            follow_redirects=False,
            event_hooks={"response": [_bound]},
            timeout=httpx2.Timeout(patience.budget, connect=patience.connect),
            limits=httpx2.Limits(max_connections=patience.at_once * 2, max_keepalive_connections=patience.at_once, keepalive_expiry=15.0),
        )

    async def json(self, method: str, path: str, *, absent: frozenset[int] = frozenset(), again: bool = True, **request: Any) -> Any:
        """Return the JSON of the answer, or `None` for a status in `absent`.

        Args:
            method: of HTTP.
            path: under the portal's address.
            absent: statuses that mean "there is no such thing" here.
            again: the call only reads, so it may be tried a second time when the connection breaks or a gateway is overloaded.
            request: `json`, `params`, `headers`, `data` as httpx takes them.

        Raises:
            PortalUnavailable, PortalDenied: as the port; the message holds the status and nothing of the body.
        """
        # stamina logs the error it tries again after. `_once` raises ours alone: httpx2's may quote what the portal sent.
        async for attempt in stamina.retry_context(
            on=Passing,
            attempts=self._patience.attempts if again else 1,
            timeout=None,
            wait_initial=_FIRST_WAIT,
            wait_max=_FIRST_WAIT * 2,
            wait_jitter=_FIRST_WAIT,
        ):
            with attempt:
                if attempt.num > 1:
                    retries.labels(self._adapter).inc()
                status, body = await self._once(method, path, request)
                return None if status in absent else read(status, body)
        raise AssertionError("stamina ends with an answer or an error")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _once(self, method: str, path: str, request: dict[str, Any]) -> tuple[int, bytes]:
        try:
            async with self._client.stream(method, path, **request) as response:
                return response.status_code, await _whole(response)
        except httpx2.TimeoutException as error:
            raise PortalUnavailable("no answer in time", reason="timeout") from error
        except httpx2.DecodingError as error:
            raise PortalUnavailable(type(error).__name__, reason="malformed") from error
        except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
            raise Passing(type(error).__name__, reason="unreachable") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise PortalUnavailable(type(error).__name__, reason="unreachable") from error


def address(url: str) -> str:
    """Return `url` when it is the address of a server; raise `ValueError`, which does not quote it, when it is not."""
    with suppress(httpx2.InvalidURL):
        told = httpx2.URL(url)
        if told.scheme in ("http", "https") and told.host:
            return url
    raise ValueError("a portal's url must be an address such as https://portal.example")


def read(status: int, body: bytes) -> Any:
    """Return the JSON of an answer.

    Raises:
        PortalDenied: 401 or 403.
        PortalUnavailable: "server_error" for another status that is no success, `Passing` where it may pass; "malformed" for no JSON.
    """
    if status in _REFUSING:
        raise PortalDenied(f"status {status}")
    if status in _PASSING:
        raise Passing(f"status {status}", reason="server_error")
    if status >= 300:
        raise PortalUnavailable(f"status {status}", reason="server_error")
    # Python's error holds the body it could not read: it must not hang on ours, not even as its context.
    with suppress(ValueError, RecursionError):
        return json.loads(body)
    raise PortalUnavailable("a web page" if body.lstrip()[:1] == b"<" else "no JSON", reason="malformed")


async def _whole(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        _measure(len(body))  # unpacked
    return bytes(body)


async def _bound(response: httpx2.Response) -> None:
    """Bound what is read of `response`, also where httpx2 reads it by itself, as with tokens."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        try:
            async for chunk in self._stream:
                seen += len(chunk)
                _measure(seen)
                yield chunk
        except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:  # there is an answer, if not a whole one
            raise Passing(type(error).__name__, reason="malformed") from error

    async def aclose(self) -> None:
        await self._stream.aclose()


def _measure(size: int) -> None:
    if size > _MOST:
        raise PortalUnavailable("the answer is too large", reason="malformed")


def _worth_telling(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
