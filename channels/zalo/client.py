"""The way out to Zalo: one message, one call, and a word on what follows where Zalo does not take it."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from channels.sending import SendFailed, Sent, WindowClosed
from channels.zalo.access import ZaloAccess
from channels.zalo.body import moment, part, word
from channels.zalo.calls import Calls
from channels.zalo.codes import REFRESH, failed
from channels.zalo.rate import Rate
from channels.zalo.token_rows import Pair, TokenStore
from channels.zalo.tokens import Tokens
from core.db import Database
from core.errors import Unavailable
from core.seal import Seal

_CONSULT = "/v3.0/oa/message/cs"
_TEMPLATE = "/v3.0/oa/message/template"
_ANONYMOUS = "/v2.0/oa/message"  # and reactions
_QUOTA = "/v3.0/oa/quota/message"
_RATED = -32
_CODE = re.compile(r"-?[0-9]{1,6}")
_MESSAGE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # an id of Zalo's: events without one get one of ours, with a colon in it
_FREE, _OPEN = timedelta(hours=48), timedelta(days=7)


class Window(StrEnum):
    """What may be sent to somebody, by how long ago they last did something."""

    FREE = "free"  # within 48 hours
    BILLED = "billed"  # within 7 days
    CLOSED = "closed"  # a notice of an approved template alone


class ZaloClient:
    """As `channels.sending.Sender`. Several tasks may send at once."""

    def __init__(self, access: ZaloAccess, calls: Calls, tokens: Tokens, clock: Callable[[], datetime]) -> None:
        """Send for the account of `access`. Opens nothing."""
        self._access, self._calls, self._tokens, self._clock = access, calls, tokens, clock
        self._rate = Rate()

    @classmethod
    def open(cls, access: ZaloAccess, database: Database, seal: Seal, clock: Callable[[], datetime] | None = None) -> "ZaloClient":
        """Return a client whose tokens are kept sealed in `database`."""
        now = clock or (lambda: datetime.now(timezone.utc))
        first = Pair(access.access_token.get_secret_value(), access.refresh_token.get_secret_value())
        calls = Calls(access.timeout)
        return cls(access, calls, Tokens(access, TokenStore(database, seal, "zalo", first, now), calls, now), now)

    async def send(self, recipient: str, message: dict[str, Any]) -> Sent:
        """Send a message of `channels.zalo.render` to the person `recipient`.

        A `notice` beside it (`channels.zalo.notice`) is sent in its place where no message may be sent any more.

        Raises:
            SendFailed: Zalo did not take it; `WindowClosed` where the person did nothing for too long.
        """
        try:
            answer = await self._sent(recipient, message)
        except WindowClosed:
            if "notice" not in message:
                raise
            answer = await self._call(_TEMPLATE, {"user_id": recipient, **message["notice"]})
        # Without an id it was taken all the same: to send it again would say it twice.
        return Sent(word(answer.get("message_id")) or word(answer.get("msg_id")))

    async def _sent(self, recipient: str, message: dict[str, Any]) -> dict[str, Any]:
        if "conversation_id" in message:
            to = {"anonymous_id": recipient, "conversation_id": message["conversation_id"]}
            return await self._call(_ANONYMOUS, {"recipient": to, "message": message["message"]})
        return await self._call(_CONSULT, {"recipient": {"user_id": recipient}, "message": message["message"]})

    async def thinking(self, recipient: str, message: str) -> None:
        """React to `message` as a sign that it came, where that is wished: Zalo has no sign for an answer under way. It costs nothing."""
        if self._access.reaction and _MESSAGE.fullmatch(message):
            action = {"react_icon": self._access.reaction, "react_message_id": message}
            with suppress(SendFailed):
                await self._call(_ANONYMOUS, {"recipient": {"user_id": recipient}, "sender_action": action})

    async def window(self, recipient: str) -> Window:
        """Return what may be sent to `recipient` now, as Zalo has it. Raises `SendFailed`."""
        answer = await self._call(_QUOTA, {"user_id": recipient})
        last = moment(answer.get("last_interaction"))
        if last is None:
            return Window.CLOSED
        past = self._clock() - last
        return Window.FREE if past <= _FREE else Window.BILLED if past <= _OPEN else Window.CLOSED

    async def close(self) -> None:
        """Close the connections, once a change of tokens that is under way is stored."""
        await self._tokens.close()
        await self._calls.close()

    async def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return `data` of the answer; a token that Zalo refuses is changed, and the call made once more."""
        try:
            pair = await self._tokens.current()
            code, data = await self._once(path, body, pair)
            if code in REFRESH:
                code, data = await self._once(path, body, await self._tokens.instead_of(pair))
        except Unavailable as error:
            raise SendFailed("zalo: the database with the tokens fails", remedy="retry") from error
        if code:
            raise failed(code, self._clock())
        return data

    async def _once(self, path: str, body: dict[str, Any], pair: Pair) -> tuple[int, dict[str, Any]]:
        """Return the answer's error, 0 for none, and its `data`."""
        if wait := self._rate.wait():
            raise SendFailed("zalo: no call is left in this minute", remedy="retry", retry_after=wait)
        reply = await self._calls.post(self._access.api_url + path, json=body, headers={"access_token": pair.access})
        told = word(reply.body.get("error"))
        if not _CODE.fullmatch(told):
            raise SendFailed("zalo: an answer without an error code", remedy="retry")
        code = int(told)
        self._rate.full() if code == _RATED else self._rate.heard(reply.headers)
        return code, part(reply.body, "data")
