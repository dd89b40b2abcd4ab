"""Bearer tokens of OAuth2 client credentials, fetched when needed and kept while they last."""

import asyncio
import math
import re
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from types import MappingProxyType
from typing import Any

import httpx2

from core.errors import PortalDenied, PortalUnavailable
from portal.dossiers.adapters.calls import address, read
from portal.dossiers.metrics import logins

_NONE: Mapping[str, str] = MappingProxyType({})
_LASTS = 60.0  # seconds, where the server does not say
_LONGEST = 86_400.0
_MARGIN = 15.0  # a token about to expire is not sent: it may do so on its way
_TOKEN = re.compile(r"[!-~]{1,8000}")  # what a header can carry
_REFUSED = frozenset({400, 401, 403})  # RFC 6749, 5.2: "invalid_client" and the like


class BearerAuth(httpx2.Auth):
    """Puts `Authorization: Bearer` on calls. Several tasks may share it; while one fetches a token, the others wait for that one.

    A call refused with 401 drops the token and is sent once more with a new one; refused again, the answer is the caller's to read.
    """

    def __init__(
        self,
        token_url: str,
        form: dict[str, str],
        adapter: str,
        headers: Mapping[str, str] = _NONE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask `token_url` with `form` (x-www-form-urlencoded); `headers` go with that and with every call. Opens nothing.

        Raises:
            ValueError: at once, where `token_url` is no address.
            PortalDenied: while a call is made: the server refuses us a token.
            PortalUnavailable: then, too: it answers nothing that can be read; the reason as of `portal.dossiers.adapters.calls.read`.
        """
        self._url, self._form, self._headers = address(token_url), dict(form), dict(headers)
        self._adapter, self._clock = adapter, clock
        self._token, self._until = "", -math.inf
        self._one = asyncio.Lock()

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """Send `request` with a token, fetched first where there is none."""
        for _ in range(2):
            async with self._one:
                if self._clock() >= self._until:
                    logins.labels(self._adapter).inc()
                    answer = yield self._asking(request)
                    self._keep(answer.status_code, await answer.aread())
                sent = self._token
            request.headers.update({**self._headers, "Authorization": f"Bearer {sent}"})
            response = yield request
            if response.status_code != httpx2.codes.UNAUTHORIZED:
                return
            if sent == self._token:  # another task may have a new one by now
                self._until = -math.inf

    def _asking(self, request: httpx2.Request) -> httpx2.Request:
        """Return the request for a token, which waits no longer than the call it is for."""
        return httpx2.Request("POST", self._url, data=self._form, headers=self._headers, extensions=dict(request.extensions))

    def _keep(self, status: int, body: bytes) -> None:
        if status in _REFUSED:
            raise PortalDenied(f"no token: status {status}")
        answer = read(status, body)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise PortalUnavailable("no token in the answer", reason="malformed")
        lasts = _seconds(answer.get("expires_in"))
        self._token, self._until = token, self._clock() + lasts - min(_MARGIN, lasts / 4)


def _seconds(value: Any) -> float:
    """Return how long a token lasts by the server's `expires_in`, a number or a text; the default for anything else."""
    try:
        lasts = float(value)
    except (TypeError, ValueError, OverflowError):
        return _LASTS
    return min(lasts, _LONGEST) if lasts > 0 else _LASTS  # also what is no number at all
