"""What judging needs of the conversations. Its adapter is `conversations.answers`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from training.ports import Said


class Answer(Said, Protocol):
    """An answer as it was kept, and what is known of it."""

    @property
    def channel(self) -> str:
        """Where it was given."""

    @property
    def procedure(self) -> str | None:
        """Code of the procedure it speaks of."""

    @property
    def release(self) -> str | None:
        """Of the knowledge."""

    @property
    def model(self) -> str | None:
        """Of the dialogue."""

    @property
    def intent(self) -> str | None:
        """As the question was heard."""

    @property
    def confidence(self) -> float | None:
        """Of the intent, from 0 to 1."""

    @property
    def complained(self) -> bool:
        """Whether the person said that it did not help."""

    @property
    def before(self) -> Sequence[Said]:
        """The conversation that led to it, in order."""


class Asked(Protocol):
    """What a list shows of a turn."""

    @property
    def question(self) -> str:
        """The person's words, masked."""

    @property
    def procedure(self) -> str | None:
        """Code of the procedure that was answered."""


class Answers(Protocol):
    """The answers of the transcript. It changes nothing. Everything raises `Unavailable` when the database fails.

    Pressed buttons and what is about somebody's dossier are never among them. Moments reach from `since` on, up to before `until`.
    """

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many turns there were, of every kind."""

    def span(self, since: datetime, until: datetime) -> tuple[int, int] | None:
        """Return the first and the last number of the turns; `None` where there were none."""

    def among(self, turns: Collection[int], since: datetime, until: datetime, statuses: Collection[str]) -> Sequence[int]:
        """Return those of `turns` that are answers with one of `statuses`."""

    def complained(self, since: datetime, until: datetime, statuses: Collection[str]) -> Sequence[int]:
        """Return the answers with one of `statuses` of which the person said that they did not help."""

    def get(self, turn: int) -> Answer | None:
        """Return one; `None` where there is none, also when it was erased."""

    def asked(self, turns: Collection[int]) -> Mapping[int, Asked]:
        """Return what was asked in some turns; those that were erased are missing."""
