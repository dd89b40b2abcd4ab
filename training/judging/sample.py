"""Which answers of a week are judged: drawn by a hash of the turn's number, so that no memory is needed and nobody has a hand in it."""

from array import array
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from core.weeks import WEEK, bounds, week_of
from training.judging.ports import Answer, Answers
from training.rules import Rules
from training.texts import chance

_BLOCK = 1_000  # turns whose chance is reckoned at once and kept: it never changes


def place(turn: int) -> float:
    """Return where a turn stands in the order of judging: by a chance of its own, so that whatever was judged first is a sample too."""
    return chance(str(turn), "place in judging")


def drawn(first: int, last: int, share: float) -> Iterator[int]:
    """Yield those of the turns `first` to `last` that a sample of `share` (0 to 1) holds."""
    for block in range(first // _BLOCK, last // _BLOCK + 1):
        for turn, luck in enumerate(_lucks(block), block * _BLOCK):
            if luck < share and first <= turn <= last:
                yield turn


@lru_cache(maxsize=1_024)
def _lucks(block: int) -> "array[float]":
    return array("d", (chance(str(turn), "judge") for turn in range(block * _BLOCK, (block + 1) * _BLOCK)))


class Sample:
    """The answers to judge. Raises `Unavailable` when the database fails."""

    def __init__(self, answers: Answers, rules: Rules) -> None:
        """Draw from `answers`."""
        self._answers, self._rules = answers, rules

    def share(self, week: date) -> float:
        """Return which part of a week's turns is drawn: what `judged_a_week` is of the turns of the week before; 1 where there were few.

        It is settled before the week begins, and so by nothing that is said in it.
        """
        before = self._answers.count(*bounds(week - WEEK))
        return min(1.0, self._rules.judged_a_week / before) if before else 1.0

    def of(self, week: date) -> frozenset[int]:
        """Return the turns of a week that are drawn."""
        if (span := self._answers.span(*bounds(week))) is None:
            return frozenset()
        return frozenset(self._answers.among(list(drawn(*span, self.share(week))), *bounds(week), self._rules.judged))

    def complained(self, week: date) -> frozenset[int]:
        """Return the answers of a week of which somebody complained, drawn or not."""
        return frozenset(self._answers.complained(*bounds(week), self._rules.judged))

    def holds(self, answer: Answer) -> bool:
        """Tell whether an answer is drawn."""
        share = self.share(week_of(answer.at))
        return answer.status in self._rules.judged and any(drawn(answer.turn, answer.turn, share))
