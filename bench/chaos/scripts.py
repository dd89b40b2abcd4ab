"""What people write, and what they are answered while nothing is killed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.errors import TrolyError

_FILE = Path(__file__).parent / "conversations.txt"
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")  # when a dossier was looked up
Answer = tuple[str, ...]  # the messages that one answer comes in, as the channel shows them


@dataclass(frozen=True)
class Script:
    """One conversation: what is written at once stands together."""

    name: str
    groups: tuple[tuple[str, ...], ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All messages in their order."""
        return tuple(text for group in self.groups for text in group)

    def cut(self, groups: int) -> "Script":
        """Return the first `groups` of it."""
        return Script(self.name, self.groups[:groups])


@dataclass(frozen=True)
class Expected:
    """The answers of one conversation on one channel, by message. Raises `TrolyError` where two could be taken for each other."""

    script: Script
    answers: Mapping[str, Answer]

    def __post_init__(self) -> None:
        """Check that each answer is told by its words."""
        parts = [part for text in self.script.texts for part in self.answers[text]]
        if len(set(parts)) != len(parts) or not all(self.answers.values()):
            raise TrolyError(f"conversation {self.script.name}: its answers cannot be told apart")

    @cached_property
    def of(self) -> Mapping[str, str]:
        """The message that each part of an answer belongs to."""
        return {part: text for text, answer in self.answers.items() for part in answer}


def timeless(text: str) -> str:
    """Return `text` without the time of the day."""
    return _CLOCK.sub("…", text)


def scripts() -> list[Script]:
    """Read the conversations."""
    lines = [line.strip() for line in _FILE.read_text("utf-8").splitlines()]
    told = "\n".join(line for line in lines if not line.startswith("#")).split("\n\n")
    groups = [tuple(tuple(line.split(" | ")) for line in one.splitlines() if line) for one in told]
    return [Script(str(number), one) for number, one in enumerate(filter(None, groups), 1)]
