"""JSON over HTTP to one portal: bounded, tried again where that is safe, every fault told in our words."""

import json
from typing import Any

import httpx2
import stamina
import structlog

from core.errors import PortalDenied, PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.metrics import retries

_log = structlog.get_logger()
_MOST = 1_000_000  # bytes of an answer; a dossier takes some 10,000
_PASSING = frozenset({502, 503, 504})
_REFUSING = frozenset({401, 403})
_FIRST_WAIT = 0.15  # seconds before a second try


class _Passing(PortalUnavailable):
    """A gateway between us and the portal is overloaded: a second try may well succeed."""


class Calls:
    """Calls one portal. Several tasks may call at once."""

    def __init__(
        self, adapter: str, url: str, patience: Patience, auth: httpx2.Auth | None = None, headers: dict[str, str] | None = None
    ) -> None:
        """Talk to `url`; `adapter` names it in metrics, `auth` and `headers` go with every call. Opens nothing yet."""
        self._adapter, self._patience = adapter, patience
        # A connection pool of its own, and no proxy of the environment: government networks are reached as the host routes them.
        self._client = httpx2.AsyncClient(
            base_url=url,
            auth=auth,
            headers=headers,
            trust_env=False,
            follow_redirects=False,
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
        attempts = self._patience.attempts if again else 1
        try:
            async for attempt in stamina.retry_context(
                on=self._passes,
                attempts=attempts,
                timeout=None,
                wait_initial=_FIRST_WAIT,
                wait_max=_FIRST_WAIT * 2,
                wait_jitter=_FIRST_WAIT,
            ):
                with attempt:
                    if attempt.num > 1:
                        retries.labels(self._adapter).inc()
                    status, body = await self._once(method, path, request)
                    if status in absent:
                        return None
                    return _read(status, body)
        except httpx2.TimeoutException as error:
            raise PortalUnavailable("no answer in time", reason="timeout") from error
        except (httpx2.DecodingError, httpx2.RemoteProtocolError) as error:
            raise PortalUnavailable(type(error).__name__, reason="malformed") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise PortalUnavailable(type(error).__name__, reason="unreachable") from error
        raise AssertionError("stamina ends with an answer or an error")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _once(self, method: str, path: str, request: dict[str, Any]) -> tuple[int, bytes]:
        async with self._client.stream(method, path, **request) as response:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _MOST:
                    raise PortalUnavailable("the answer is too large", reason="malformed")
            return response.status_code, body

    def _passes(self, error: Exception) -> bool:
        if isinstance(error, _Passing):
            return True
        return isinstance(error, httpx2.TransportError) and not isinstance(error, httpx2.TimeoutException | httpx2.UnsupportedProtocol)


def _read(status: int, body: bytes) -> Any:
    if status in _REFUSING:
        raise PortalDenied(f"status {status}")
    if status >= 400 or 300 <= status < 400:
        raise (_Passing if status in _PASSING else PortalUnavailable)(f"status {status}", reason="server_error")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        what = "a web page" if body.lstrip()[:1] == b"<" else "no JSON"
        raise PortalUnavailable(what, reason="malformed") from error
