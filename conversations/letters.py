"""What the inbox and the way out hand out and take."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.answer import Answer
from core.errors import Conflict

_SLOWEST = 60.0


class LeaseLost(Conflict):
    """Somebody else deals with this by now: what was made of it must not be written."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of a person, on its way into the inbox. Who has sent the same `id` before, on the same channel, is not heard twice."""

    channel: str
    id: str  # of the event, within its channel; of any length
    person: str  # nameless id
    kind: str
    at: datetime  # aware, as the platform has it
    content: dict[str, Any] = field(repr=False)  # JSON; sealed until it is answered
    address: dict[str, Any] | None = field(default=None, repr=False)  # JSON: where a platform reaches them, for news


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for whoever wrote: a platform's own `message` with its `recipient`, or an `answer` that is picked up."""

    answer: Answer | None = None
    message: dict[str, Any] | None = field(default=None, repr=False)
    recipient: str = field(default="", repr=False)
    reply_to: str | None = None  # the client's id of what it answers


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter in hand, until `holder`'s lease is over. `tries` counts this one."""

    id: int
    channel: str
    person: str
    kind: str
    at: datetime
    came: datetime
    tries: int
    holder: str
    taken: datetime
    content: dict[str, Any] = field(repr=False)
    session: dict[str, Any] | None = field(default=None, repr=False)
    quiet_until: datetime | None = None
    told_off: datetime | None = None
    noticed: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A message in hand that is to be sent to a platform. `key` is the same at every try."""

    id: int
    channel: str
    person: str
    key: str
    tries: int
    holder: str
    recipient: str = field(repr=False)
    message: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Depth:
    """How full a box is; `oldest` in seconds, 0 for an empty one."""

    waiting: int
    oldest: float
    dead: int


def backoff(tries: int) -> float:
    """Return the seconds until the next try, after so many."""
    return min(_SLOWEST, 2.0 ** min(tries, 10))
