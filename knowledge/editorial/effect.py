"""What an edit would change before it is published (tác động): questions whose answer would be another, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from core.answer import Answer
from knowledge.evaluation import Item, hits
from knowledge.schemas import Asked
from knowledge.service import Knowledge


@dataclass(frozen=True)
class Question:
    """A question people asked, masked, and how often."""

    text: str
    times: int = 1


class Counted(Protocol):
    """A question people asked, masked, and how often."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def times(self) -> int:
        """How often."""


class RealQuestions(Protocol):
    """What people asked lately. Its adapter is made where programs are wired: conversations are another room's."""

    def recent(self, most: int) -> Sequence[Counted]:
        """Return up to `most` masked questions, the most frequent first. Raises `Unavailable`."""


@dataclass(frozen=True)
class Shown:
    """An answer, in short: its status, the procedure it names, its words."""

    status: str
    code: str | None
    name: str | None
    text: str


@dataclass(frozen=True)
class Difference:
    """A question whose answer differs. Of a golden question `golden` is the id, and `right` whether it is found, both times."""

    question: str
    times: int
    golden: str | None
    before: Shown
    after: Shown
    right: tuple[bool, bool] | None = None


@dataclass(frozen=True)
class Effect:
    """The questions that were asked of both, and those answered otherwise: what turns from right to wrong first."""

    asked: int
    differences: list[Difference]

    def told(self) -> dict[str, Any]:
        """Return it as JSON, for the result of a job."""
        return asdict(self)


def effect(before: Knowledge, after: Knowledge, items: Iterable[Item], real: Iterable[Counted]) -> Effect:
    """Ask the golden questions `items` and the `real` ones of the live release and of a candidate."""
    golden_ones = [(Question(item.question), item) for item in items]
    asked = [*golden_ones, *((question, None) for question in real)]
    found = [one for question, item in asked if (one := _difference(before, after, question, item))]
    return Effect(len(asked), sorted(found, key=lambda one: (one.right != (True, False), one.golden is None, -one.times)))


def _difference(before: Knowledge, after: Knowledge, question: Counted, item: Item | None) -> Difference | None:
    history = item.history if item else ()
    one, other = (_shown(each.answer(Asked(question.text, history=history))) for each in (before, after))
    right = (_right(before, item), _right(after, item)) if item and item.expected else None
    if one == other and (right is None or right[0] == right[1]):
        return None
    return Difference(question.text, question.times, item.id if item else None, one, other, right)


def _shown(answer: Answer) -> Shown:
    named = answer.procedure
    return Shown(answer.status, named.code if named else None, named.name if named else None, answer.text)


def _right(knowledge: Knowledge, item: Item) -> bool:
    found = knowledge.search(item.question, limit=item.rank or 1, history=item.history)
    return hits(item, [(one.code, [variant.code for variant in one.variants]) for one in found]) is not None
