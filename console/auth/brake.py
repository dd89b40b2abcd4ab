"""How often one network address may try to sign in: a guess costs us a second of a core, and them nothing."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from core.errors import TooManyRequests
from core.settings import Settings

_PAUSE = 60  # seconds


class Brake:
    """Counts in this process: the console is one, and what it forgets at a start is a minute."""

    def __init__(self, settings: Settings) -> None:
        """Take the limit of `settings`."""
        self._limit = RateLimitItemPerMinute(settings.console_signins_per_minute)
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, address: str) -> None:
        """Count one try of `address`. Raises `TooManyRequests`."""
        if not self._counts.hit(self._limit, address):
            raise TooManyRequests("sign-ins of one address", retry_after=_PAUSE)
