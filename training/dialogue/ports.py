"""What judging a model needs of other rooms. The adapters are made where programs are wired."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from training.dialogue.schemas import Expected, Hearing, Outcome


class Question(Protocol):
    """A question somebody asked, masked; nobody is named in it."""

    @property
    def turn(self) -> int:
        """Its number."""

    @property
    def text(self) -> str:
        """The words."""


class Answering(Protocol):
    """The knowledge base of the live release. It changes nothing. Raises `ReleaseUnavailable` or `ModelUnavailable`."""

    def answer(self, text: str, heard: Hearing, history: Sequence[str] = ()) -> Outcome:
        """Return what is answered to `text` after `history`, the way it was heard."""

    def alike(self, text: str, one: Hearing, other: Hearing) -> bool:
        """Tell whether both hearings ask the same, so that one answer is enough."""

    def knows(self, codes: Collection[str]) -> bool:
        """Tell whether one of the procedures is in the release."""


@dataclass(frozen=True)
class Beside:
    """What a candidate is tried on beside the live model.

    Args:
        recent: returns up to so many questions of the last turns, the latest first, each folded text once. Raises `Unavailable`.
        golden: returns the golden questions. Raises `Unavailable`.
        answering: opens the knowledge base, which takes some hundred MB: only once both models have read.
    """

    recent: Callable[[int], Sequence[Question]]
    golden: Callable[[], Sequence[Expected]]
    answering: Callable[[], Answering]
