"""What the inbox needs of other rooms. The adapters are made there, or where programs are wired."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from training.inbox.schemas import Guess


class Signal(Protocol):
    """A turn as the conversations tell it: nobody is named in it."""

    @property
    def turn(self) -> int:
        """Its number."""

    @property
    def at(self) -> datetime:
        """When it was said."""

    @property
    def text(self) -> str:
        """The person's words, masked."""

    @property
    def status(self) -> str:
        """Of the answer (`core.answer`)."""

    @property
    def intent(self) -> str | None:
        """As it was heard, where that was kept."""

    @property
    def reasons(self) -> Collection[str]:
        """Values of `training.inbox.schemas.Reason` that show in the conversation itself."""


class Said(Protocol):
    """A turn of the conversation around an utterance, masked."""

    @property
    def turn(self) -> int:
        """Its number."""

    @property
    def at(self) -> datetime:
        """When it was said."""

    @property
    def question(self) -> str:
        """What the person said."""

    @property
    def answer(self) -> str:
        """What they were told."""

    @property
    def status(self) -> str:
        """Of the answer."""


class Signals(Protocol):
    """The turns of the conversations. It changes nothing. Its adapter is `conversations.signals`."""

    def since(self, moment: datetime, after: int, most: int) -> Sequence[Signal]:
        """Return up to `most` turns at `moment` or later whose number is above `after`, by number. Raises `Unavailable`."""

    def around(self, turn: int) -> Sequence[Said]:
        """Return the turns before and after one, and itself, in order; empty when it is erased. Raises `Unavailable`."""


class Reader(Protocol):
    """The live dialogue model."""

    def hear(self, text: str) -> Guess | None:
        """Return what it hears, or `None` while it does not answer. Never raises."""
