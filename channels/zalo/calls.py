"""JSON over HTTP to Zalo: bounded, tried once, every fault told in our words."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2

from channels.sending import Remedy, SendFailed

_MOST = 1_000_000  # bytes of an answer
_BUSY = 429
_STAFF = frozenset({401, 403, 404, 407})  # a wrong address, a wall in between
_LONGEST_WAIT = 3_600


@dataclass(frozen=True)
class Reply:
    """A JSON object, and the headers it came with, in small letters."""

    body: dict[str, Any]
    headers: Mapping[str, str]


class Calls:
    """Posts to Zalo. Several tasks may do so at once."""

    def __init__(self, timeout: float) -> None:
        """Wait at most `timeout` seconds for a whole answer. Opens nothing yet."""
        self._timeout = timeout
        self._client = httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=timeout)

    async def post(self, url: str, **request: Any) -> Reply:
        """Return the JSON object that is answered.

        Args:
            url: where to.
            request: `json`, `data`, `headers` as httpx takes them.

        Raises:
            SendFailed: there is none. Its words hold the status, and nothing of what was sent or answered.
        """
        try:
            async with asyncio.timeout(self._timeout), self._client.stream("POST", url, **request) as response:
                status, headers, body = response.status_code, _headers(response), await _whole(response)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, UnicodeError) as error:
            raise SendFailed(f"zalo: {type(error).__name__}", remedy="retry") from None
        if status != httpx2.codes.OK:
            raise SendFailed(f"zalo: status {status}", remedy=_remedy(status), retry_after=_wait(headers) if status == _BUSY else None)
        with suppress(ValueError, RecursionError):
            told = json.loads(body)
            if isinstance(told, dict):
                return Reply(told, headers)
        raise SendFailed("zalo: no JSON object", remedy="retry")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _headers(response: httpx2.Response) -> dict[str, str]:
    return {key.lower(): value for key, value in response.headers.items()}


def _wait(headers: Mapping[str, str]) -> int:
    told = headers.get("retry-after", "")
    return min(int(told), _LONGEST_WAIT) if told.isascii() and told.isdecimal() and len(told) < 9 else 60


async def _whole(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MOST:
            raise SendFailed("zalo: the answer is too large", remedy="retry")
    return bytes(body)


def _remedy(status: int) -> Remedy:
    if status in _STAFF or 300 <= status < 400:
        return "tell_staff"
    return "retry" if status >= 500 or status in (_BUSY, 408) else "give_up"
