"""News that nobody waits for just now: into the way out of their channel, or where they are picked up."""

from collections.abc import Mapping
from datetime import datetime

from channels.delivery.platforms import Render, outgoing
from conversations.dispatch import Dispatch
from conversations.outbox import Outbox
from core.answer import Answer


class Post:
    """Where news of any person are handed in."""

    def __init__(self, outbox: Outbox, dispatch: Dispatch, renders: Mapping[str, Render]) -> None:
        """Put what is picked up into `outbox`, what we send into `dispatch`."""
        self._outbox, self._dispatch, self._renders = outbox, dispatch, renders

    def put(self, person: str, channel: str, key: str, answer: Answer, asked: datetime | None = None) -> bool:
        """Store `answer` for `person`, as `Outbox.put`. Who cannot be reached on a platform finds it should they ever come by."""
        address = self._dispatch.address(person) if channel in self._renders else None
        if address is None:
            return self._outbox.put(person, channel, key, answer, asked)
        said = outgoing(self._renders, channel, [answer], address)
        return bool(self._dispatch.put(person, channel, key[:110], said, asked))
