"""Adding up: whatever happened is counted in its channel and topic, in the channel, in the topic, and in all."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from conversations.figures.schemas import ALL, Cell, Cells


@lru_cache(4_096)
def around(channel: str, topic: str) -> tuple[Cell, ...]:
    """Return the four cells in which something counts; asked for at every turn."""
    return (channel, topic), (channel, ALL), (ALL, topic), (ALL, ALL)


class Tally:
    """What is counted of one week."""

    def __init__(self) -> None:
        self._counts: defaultdict[Cell, Counter[str]] = defaultdict(Counter)
        self._people: defaultdict[tuple[Cell, str], Counter[str]] = defaultdict(Counter)
        self._seconds: defaultdict[Cell, list[float]] = defaultdict(list)
        self.last: defaultdict[Cell, dict[str, datetime]] = defaultdict(dict)  # when each person had their last answer

    def add(self, channel: str, topic: str, figure: str, times: int = 1) -> None:
        """Count something."""
        for cell in around(channel, topic):
            self._counts[cell][figure] += times

    def exactly(self, channel: str, topic: str, figure: str) -> None:
        """Count something in this one cell: what somebody did after their last answer differs from cell to cell."""
        self._counts[channel, topic][figure] += 1

    def person(self, channel: str, topic: str, figure: str, person: str, times: int = 1) -> None:
        """Note that somebody is one of those of `figure`, so many times."""
        for cell in around(channel, topic):
            self._people[cell, figure][person] += times

    def answer(self, channel: str, topic: str, person: str, at: datetime) -> None:
        """Note that somebody had an answer."""
        for cell in around(channel, topic):
            before = self.last[cell].get(person)
            self.last[cell][person] = max(before, at) if before else at

    def wait(self, channel: str, topic: str, seconds: float) -> None:
        """Note how long somebody waited."""
        for cell in around(channel, topic):
            self._seconds[cell].append(seconds)

    def cells(self) -> Cells:
        """Return what was counted; what is 0 is left out."""
        made: defaultdict[Cell, dict[str, float]] = defaultdict(dict)
        for cell, counts in self._counts.items():
            made[cell].update(counts)
        for (cell, figure), people in self._people.items():
            made[cell][figure] = len(people)
            if figure == "people":
                made[cell]["squares"] = sum(times * times for times in people.values())
        for cell, seconds in self._seconds.items():
            made[cell] |= {"timed": len(seconds), **percentiles(seconds)}
        return {cell: {figure: value for figure, value in found.items() if value or figure.startswith("p")} for cell, found in made.items()}


def percentiles(values: Sequence[float]) -> Mapping[str, float]:
    """Return the median and the 95th percentile: values that were really measured (nearest rank)."""
    ranked = sorted(values)
    return {f"p{part}": ranked[math.ceil(part / 100 * len(ranked)) - 1] for part in (50, 95)}
