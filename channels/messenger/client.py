"""The way out to Messenger: the Graph API of one Page.

The token goes in the `Authorization` header, as Meta's own guides have it, so that it stands in no address; no error holds it.
"""

import asyncio
import hmac
import json
import re
from contextlib import suppress
from hashlib import sha256
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2
from pydantic import SecretStr

from channels.messenger.errors import failure
from channels.messenger.fields import name, record
from channels.messenger.mark import is_marked, marked
from channels.sending import SendFailed, Sent, WindowClosed
from core.errors import Unavailable
from core.settings import Settings

_MOST = 200_000  # bytes of an answer; a profile takes some 5,000
_TOKEN = re.compile(r"[!-~]+")  # what a header may hold
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[!-~]*)?")
_PERSON = re.compile(r"[A-Za-z0-9_.:-]{1,200}")


class MessengerClient:
    """Sends as one Page. Tries once. Several tasks may send at once."""

    def __init__(
        self, page: str, token: SecretStr, secret: SecretStr | None, url: str, version: str = "v26.0", timeout: float = 10.0
    ) -> None:
        """Talk to the Graph API at `url`; with the app's `secret` every call proves that it comes from the app. Opens nothing yet."""
        self._page, self._version, self._timeout = page, version, timeout
        self._proof = _proof(token, secret) if secret else None
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token.get_secret_value()}"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            timeout=httpx2.Timeout(timeout, connect=min(timeout, 5.0)),
        )

    @classmethod
    def of(cls, settings: Settings) -> "MessengerClient":
        """Return the client of this installation. Raises `Unavailable`, naming the setting that is missing or wrong."""
        page, token, url = settings.messenger_page_id, settings.messenger_page_token, settings.messenger_url
        if not page:
            raise Unavailable("TROLY_MESSENGER_PAGE_ID is not set")
        if not token or not _TOKEN.fullmatch(token.get_secret_value()):
            raise Unavailable("TROLY_MESSENGER_PAGE_TOKEN is not set, or no token")
        if not _ADDRESS.fullmatch(url):
            raise Unavailable("TROLY_MESSENGER_URL is no address")
        return cls(page, token, settings.messenger_app_secret, url, settings.messenger_version, settings.messenger_timeout)

    async def send(self, recipient: str, message: dict[str, Any], *, by_person: bool = False) -> Sent:
        """Send one rendered `message`, within 24 hours of what the person wrote last.

        Args:
            recipient: the person's id at this Page.
            message: as `render.render` makes it. Its `metadata`, if any, is a note that comes back with the echo (`mark.marked`); its
                `messaging_type` is "UPDATE" where nobody waits for it.
            by_person: a person of ours answers, for which 7 days are allowed; never for what the machine says.

        Raises:
            SendFailed: the platform did not take it, or nobody knows whether it did.
        """
        note = message.get("metadata")
        own = {**message, "metadata": note if is_marked(note) else marked(note)}
        kind = "UPDATE" if own.pop("messaging_type", None) == "UPDATE" else "RESPONSE"
        try:
            told = await self._to(recipient, {"messaging_type": kind, "message": own})
        except WindowClosed:
            if not by_person:
                raise
            # Only now: the tag needs a permission of its own, and whoever misuses it loses it.
            told = await self._to(recipient, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT", "message": own})
        sent = name(told.get("message_id"))
        if not sent:
            raise SendFailed("an answer that names no message", remedy="retry")
        return Sent(sent)

    async def thinking(self, recipient: str, message: str = "") -> None:
        """Show three dots, for 20 seconds or until the next message. Never raises."""
        with suppress(SendFailed):
            await self._to(recipient, {"sender_action": "typing_on"})

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None, **query: str) -> dict[str, Any]:
        """Return what the Graph API answers at `path` below its version. Raises `SendFailed`."""
        proof = {"appsecret_proof": self._proof} if self._proof else {}
        # With a body the proof goes there: an address is written down by more hands than a body is.
        asked = {"json": {**body, **proof}} if body is not None else {}
        params = query if body is not None else {**query, **proof}
        status, raw, wait = await self._answer(method, f"/{self._version}/{path}", {**asked, "params": params})
        told: Any = None
        with suppress(ValueError, RecursionError):
            told = json.loads(raw)
        if status != 200 or not isinstance(told, dict) or record(told).get("error"):
            raise failure(status, told, wait)
        return told

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _to(self, recipient: str, body: dict[str, Any]) -> dict[str, Any]:
        if not _PERSON.fullmatch(recipient):
            raise SendFailed("no id of a person", remedy="give_up")
        return await self.call("POST", f"{self._page}/messages", {"recipient": {"id": recipient}, **body})

    async def _answer(self, method: str, path: str, request: dict[str, Any]) -> tuple[int, bytes, str | None]:
        why = ""
        try:
            # Of the whole call: httpx2's own limit begins anew with every byte.
            async with asyncio.timeout(self._timeout), self._client.stream(method, path, **request) as response:
                return response.status_code, await _whole(response), response.headers.get("Retry-After")
        except (TimeoutError, httpx2.TimeoutException):
            why = "no answer in time"
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            why = type(error).__name__
        # Raised here: the library's error holds the request, and with it the token and what was said.
        raise SendFailed(why, remedy="retry")


def _proof(token: SecretStr, secret: SecretStr) -> str:
    """Return what shows that a call comes from our app and not from somebody who found the token."""
    return hmac.new(secret.get_secret_value().encode(), token.get_secret_value().encode(), sha256).hexdigest()


async def _whole(response: httpx2.Response) -> bytes:
    """Return the body, or none of one that is too long to be an answer."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MOST:
            return b""
    return bytes(body)
