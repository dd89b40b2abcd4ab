"""What more than one room of training needs of the conversations."""

from datetime import datetime
from typing import Protocol


class Said(Protocol):
    """A turn of a conversation, masked; nobody is named in it."""

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
        """Of the answer (`core.answer`)."""
