"""How many calls Zalo still takes in this minute, by the headers of its answers."""

import time
from collections.abc import Callable, Mapping

_LEFT = "x-ratelimit-remain"
_MINUTE = 60.0  # 4,000 calls a minute of one app; no header says when the minute ends


class Rate:
    """Holds calls back once Zalo says that none is left: one more would count against the account."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start free."""
        self._clock, self._until = clock, 0.0

    def heard(self, headers: Mapping[str, str]) -> None:
        """Note what an answer says."""
        told = headers.get(_LEFT, "").strip()
        if told.lstrip("-").isdecimal() and int(told[:12]) <= 0:
            self.full()

    def full(self) -> None:
        """Note that Zalo takes no more for now."""
        self._until = self._clock() + _MINUTE

    def wait(self) -> int:
        """Return the seconds until a call makes sense, 0 for now."""
        left = self._until - self._clock()
        return int(left) + 1 if left > 0 else 0
