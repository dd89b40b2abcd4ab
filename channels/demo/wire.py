"""What went over the wire, the latest last: webhooks and calls as JSON, with everything secret in them masked."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from channels.demo.server import Call, Reply

_MOST = 120
_SECRET = frozenset(
    {"access_token", "refresh_token", "authorization", "secret_key", "appsecret_proof", "x-zevent-signature", "x-hub-signature-256"}
)
_HEADERS = _SECRET | {"num_retry", "x-ratelimit-limit", "x-ratelimit-remain"}
_SHOWN = 6  # letters of what is masked


@dataclass(frozen=True)
class Passage:
    """One webhook that was tried, or one call. `status` is `None` where nobody answered; `at` in milliseconds since 1970."""

    number: int
    platform: str
    kind: Literal["webhook", "call"]
    title: str
    at: int
    headers: dict[str, str]
    body: Any
    status: int | None
    answer: Any = None


class Wire:
    """Remembers the last passages. Any thread may call; `changed` is called after each."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Nothing went by yet."""
        self._changed = changed
        self._passages: deque[Passage] = deque(maxlen=_MOST)
        self._numbers = 0
        self._lock = threading.Lock()

    def webhook(self, platform: str, title: str, body: bytes, headers: Mapping[str, str], status: int | None) -> None:
        """A webhook was tried."""
        self._keep(platform, "webhook", title, headers, json.loads(body), status, None)

    def call(self, platform: str, call: Call, reply: Reply | None) -> None:
        """The assistant called the platform."""
        answer, status = (reply.body, reply.status) if reply else (None, None)
        told = call.body.decode("utf-8", "replace") if isinstance(call.body, bytes) else call.body
        headers = {**call.headers, **{key.lower(): value for key, value in (reply.headers if reply else {}).items()}}
        self._keep(platform, "call", f"{call.method} {call.path}", headers, told, status, answer)

    def shown(self) -> list[dict[str, Any]]:
        """Return what is remembered, as JSON."""
        with self._lock:
            return [asdict(one) for one in self._passages]

    def _keep(
        self,
        platform: str,
        kind: Literal["webhook", "call"],
        title: str,
        headers: Mapping[str, str],
        body: Any,
        status: int | None,
        answer: Any,
    ) -> None:
        known = {key: value for key, value in headers.items() if key.lower() in _HEADERS}
        with self._lock:
            self._numbers += 1
            at = int(time.time() * 1_000)
            self._passages.append(Passage(self._numbers, platform, kind, title, at, masked(known), masked(body), status, masked(answer)))
        self._changed()


def masked(told: Any) -> Any:
    """Return `told` with the values of secret names cut short, however deep they stand."""
    if isinstance(told, dict):
        return {key: _cut(value) if str(key).lower() in _SECRET else masked(value) for key, value in told.items()}
    return [masked(one) for one in told] if isinstance(told, list) else told


def _cut(value: Any) -> str:
    told = str(value)
    head = next((told[: len(one)] for one in ("Bearer ", "mac=", "sha256=") if told.startswith(one)), "")
    return f"{head}{told[len(head) : len(head) + _SHOWN]}…"
