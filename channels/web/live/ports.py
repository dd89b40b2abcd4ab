"""What the web channel asks of whoever keeps its messages."""

from typing import Protocol

from channels.messages import Inbound
from conversations.replay import Said

CHANNEL = "web"


class Mailbox(Protocol):
    """Takes messages in and has the answers read. `person` is the nameless id (`core.person`) of a conversation.

    What was accepted is answered, in the order it came, and the answer can be read; what cannot be answered is answered with an error.

    Raises:
        Unavailable: messages can be neither kept nor read now, or too many wait. Any method that waits may raise it.
    """

    async def accept(self, inbound: Inbound) -> bool:
        """Take a message with an id; `False` when this id of this sender was taken before: nothing happens then.

        Raises:
            TooManyRequests: too many messages of this sender wait already.
        """

    async def events(self, person: str, after: int) -> list[Said]:
        """Return what was said with an id above `after`, the oldest first; at most some, so ask until there is nothing."""

    async def thinking(self, person: str) -> list[str]:
        """Return the ids of messages that wait for their answer, the oldest first."""

    async def seen(self, person: str, up_to: int) -> None:
        """Note that the person's browser has everything up to that id."""
