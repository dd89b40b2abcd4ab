"""Who listens: open event streams by conversation, how they are woken, and how they end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from core.errors import Unavailable

_RETRY = 30  # seconds until a refused stream may try again


@dataclass(eq=False)
class Listener:
    """One open stream. For one event loop."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def close(self) -> None:
        """Let the stream end."""
        self.over = True
        self.wake.set()

    async def wait(self, seconds: float) -> None:
        """Wait until somebody rings, `seconds` at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.wake.wait()


class Streams:
    """At most `most` streams in all and `of_one` of one conversation."""

    def __init__(self, most: int, of_one: int) -> None:
        """Start with nobody listening."""
        self._most, self._of_one = most, of_one
        self._listeners: dict[str, list[Listener]] = {}
        self._stopped = False

    def __len__(self) -> int:
        """Count the open streams."""
        return sum(map(len, self._listeners.values()))

    @property
    def people(self) -> set[str]:
        """Who listens."""
        return set(self._listeners)

    @contextmanager
    def listen(self, person: str) -> Iterator[Listener]:
        """Give a place; one too many of a conversation ends its oldest, which is most likely a phone that lost its network.

        Raises:
            Unavailable: too many people listen already; messages can be sent and read all the same.
        """
        if len(self) >= self._most:
            raise Unavailable("too many event streams", retry_after=_RETRY)
        listener = Listener()
        mine = self._listeners.setdefault(person, [])
        mine.append(listener)
        for old in mine[: -self._of_one]:
            old.close()
        if self._stopped:
            listener.close()
        try:
            yield listener
        finally:
            mine.remove(listener)
            if not mine and self._listeners.get(person) is mine:
                del self._listeners[person]

    def ring(self, person: str) -> None:
        """Wake the streams of a conversation: there is something new."""
        for listener in self._listeners.get(person, ()):
            listener.wake.set()

    def end(self, person: str) -> None:
        """End the streams of a conversation."""
        for listener in self._listeners.get(person, ()):
            listener.close()

    def stop(self) -> None:
        """End all streams, and those that are still opened: the program stops."""
        self._stopped = True
        for person in self._listeners:
            self.end(person)
