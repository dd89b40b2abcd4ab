"""How sending to a platform fails, and what follows from it."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from core.errors import TrolyError

Remedy = Literal[
    "retry",  # later, it may well pass: a rate, a quota of today, the platform's trouble
    "give_up",  # never: the person cannot be reached, the window is over
    "tell_staff",  # only a person of ours can mend it: an account, a permission, money; what waits is kept
]


class SendFailed(TrolyError):
    """The platform did not take a message. `code` of the platform stands in the message; nothing of what was sent does."""

    code = "unavailable"
    status = 503

    def __init__(self, message: str, *, remedy: Remedy, retry_after: int | None = None) -> None:
        """Keep what follows from it."""
        super().__init__(message, retry_after=retry_after)
        self.remedy: Remedy = remedy


class WindowClosed(SendFailed):
    """The person wrote too long ago: the machine may no longer answer them."""


@dataclass(frozen=True)
class Sent:
    """A message the platform took: its id there."""

    id: str


class Sender(Protocol):
    """The way out to one platform. Tries once; when and how often again is its caller's to say (the outbox)."""

    async def send(self, recipient: str, message: dict[str, Any]) -> Sent:
        """Send one rendered `message` (`render.py` of the channel). Raises `SendFailed`."""

    async def thinking(self, recipient: str, message: str) -> None:
        """Show that an answer to `message` (its id on the platform, else empty) is under way, where the platform can. Never raises."""

    async def close(self) -> None:
        """Close the connections."""
