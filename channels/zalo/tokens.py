"""Access tokens of the account: kept while they last, changed by one task of one program at a time."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeGuard

import structlog

from channels.sending import SendFailed
from channels.zalo.access import ZaloAccess
from channels.zalo.body import word
from channels.zalo.calls import Calls
from channels.zalo.token_rows import LEASE, Lease, Pair, TokenStore
from core.clock import now

_log = structlog.get_logger()
_MARGIN = timedelta(minutes=10)  # before its end a token is changed, so that no message has to wait for it
_LASTS = 3_600  # seconds, where the answer does not say
_LONGEST = 90 * 86_400
_LOOK = 0.25  # seconds between two looks whether another program is done
_TOKEN = re.compile(r"[!-~]{1,8000}")  # what a header can carry


class Tokens:
    """Gives the access token to call with."""

    def __init__(self, access: ZaloAccess, store: TokenStore, calls: Calls, clock: Callable[[], datetime] = now) -> None:
        """Change tokens at the account's OAuth address. Opens nothing."""
        self._access, self._store, self._calls, self._clock = access, store, calls, clock
        self._one = asyncio.Lock()
        self._changing: asyncio.Task[Pair] | None = None
        self._unkept: tuple[Lease, str, str, datetime] | None = None  # a new pair the database did not take yet

    async def current(self) -> Pair:
        """Return the pair to call with, changed before it expires.

        Raises:
            SendFailed: as `instead_of`.
            Unavailable: the database fails.
        """
        pair = await asyncio.to_thread(self._store.current)
        return pair if _is_token(pair.access) and not self._ends(pair) and not self._unkept else await self.instead_of(pair)

    async def instead_of(self, stale: Pair) -> Pair:
        """Return a pair other than `stale`, which Zalo refuses or soon will.

        Raises:
            SendFailed: "tell_staff" where Zalo refuses the refresh token too; "retry" where it gives no answer.
            Unavailable: the database fails.
        """
        async with self._one:
            if self._unkept:
                return await self._kept(self._unkept)
            for _ in range(int(LEASE.total_seconds() / _LOOK)):
                pair = await asyncio.to_thread(self._store.current)
                if pair.version != stale.version:
                    return pair
                if pair.refused or not pair.refresh:
                    raise SendFailed("zalo: no refresh token that Zalo takes", remedy="tell_staff")
                if lease := await asyncio.to_thread(self._store.lease, pair):
                    # A task of its own: who waits may be cancelled, but an answer with the only good pair must not be lost.
                    self._changing = asyncio.create_task(self._changed(lease))
                    return await asyncio.shield(self._changing)
                await asyncio.sleep(_LOOK)
        raise SendFailed("zalo: another program changes the tokens", remedy="retry", retry_after=int(LEASE.total_seconds()))

    async def close(self) -> None:
        """Wait for a change of tokens that is under way."""
        if self._changing:
            await asyncio.wait([self._changing])

    async def _changed(self, lease: Lease) -> Pair:
        form = {"refresh_token": lease.pair.refresh, "app_id": self._access.app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": self._access.app_secret.get_secret_value()}
        try:
            answer = (await self._calls.post(f"{self._access.oauth_url}/v4/oa/access_token", headers=headers, data=form)).body
        except SendFailed:
            await asyncio.to_thread(self._store.release, lease)
            raise
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not _is_token(access) or not _is_token(refresh):
            await asyncio.to_thread(self._store.release, lease, refused=True)
            _log.error("zalo refuses the refresh token: a new pair is needed in the settings", code=word(answer.get("error"))[:12])
            raise SendFailed("zalo: the refresh token is refused", remedy="tell_staff")
        _log.info("zalo tokens changed", version=lease.pair.version + 1)
        return await self._kept((lease, access, refresh, self._clock() + _lasts(answer.get("expires_in"))))

    async def _kept(self, fresh: tuple[Lease, str, str, datetime]) -> Pair:
        """Store a new pair; what cannot be stored is not used, and tried again with the next call."""
        self._unkept = fresh
        pair = await asyncio.to_thread(self._store.replace, *fresh)
        self._unkept = None
        return pair

    def _ends(self, pair: Pair) -> bool:
        return pair.expires is not None and pair.expires - self._clock() < _MARGIN


def _is_token(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _lasts(value: Any) -> timedelta:
    """Return how long a token lasts by `expires_in`: seconds as text, as Zalo sends them, or as a number."""
    told = str(value) if isinstance(value, (str, int)) else ""
    return timedelta(seconds=min(int(told), _LONGEST) if re.fullmatch(r"[1-9][0-9]{0,9}", told) else _LASTS)
