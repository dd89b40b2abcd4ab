"""What the inbox needs of other rooms. The adapters are made there, or where programs are wired."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from training.inbox.schemas import Guess
from training.ports import Said

Vectors = npt.NDArray[np.float32]


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
    def confidence(self) -> float | None:
        """Of that intent, from 0 to 1; `None`: not known."""

    @property
    def danger(self) -> float | None:
        """The highest confidence of an intent of danger; `None`: not known."""

    @property
    def reasons(self) -> Collection[str]:
        """Values of `training.inbox.schemas.Reason` that show in the conversation itself."""


class Signals(Protocol):
    """The turns of the conversations. It changes nothing. Its adapter is `conversations.signals`."""

    def since(self, moment: datetime, after: int, most: int) -> Sequence[Signal]:
        """Return up to `most` turns at `moment` or later whose number is above `after`, by number. Raises `Unavailable`."""

    def around(self, turn: int) -> Sequence[Said]:
        """Return the turns before and after one, and itself, in order; empty when it is erased. Raises `Unavailable`."""


class Reader(Protocol):
    """The live dialogue model."""

    def model(self) -> str | None:
        """Return the name of the model that would be asked, or `None` while it does not answer. Never raises."""

    def hear(self, text: str) -> Guess | None:
        """Return what it hears, or `None` while it does not answer. Never raises."""


class Encoder(Protocol):
    """What turns texts into vectors. Its adapter is the encoder of the knowledge base (`core.encoder`), opened at the first text."""

    @property
    def version(self) -> str:
        """Which one it is, fit for the name of a file; vectors of two versions are never compared."""

    def encode(self, texts: list[str]) -> Vectors:
        """Return float32 vectors of shape (len(texts), dimension), each of length 1. Raises `Unavailable` when it cannot be opened."""
