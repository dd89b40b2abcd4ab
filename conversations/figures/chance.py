"""Whether a figure differs from another by more than chance.

What one person writes hangs together, so that many turns of few people are little evidence. Counts of turns are therefore taken with the
variance of a compound Poisson process, the sum of the squares of each person's turns; shares of turns with as many fewer turns as that
variance is larger (the design effect, Kish 1965). Counts of people are Poisson: there each square is 1.
"""

import math
from dataclasses import dataclass

from core.intervals import wilson

LEVEL = 1.96  # standard deviations: 95 %
STRICT = 2.576  # 99 %, where a hundred topics are looked at: five of them would rise by chance at 95 %


@dataclass(frozen=True)
class Change:
    """A change with its 95 % interval: of a count its ratio (1: the same), of a share the difference (0: the same)."""

    value: float
    low: float
    high: float
    same: float

    @property
    def beyond(self) -> bool:
        """Whether it is more than chance."""
        return not self.low <= self.same <= self.high


def ratio(now: float, before: float, now_squares: float | None = None, before_squares: float | None = None) -> Change | None:
    """Compare two counts (log of the ratio, normal); None where one of them is 0, of which no ratio can be told.

    Args:
        now: how often it was counted.
        before: the same, of the week before.
        now_squares: the sum of squares over people; the count itself unless given.
        before_squares: the same, of the week before.
    """
    if now <= 0 or before <= 0:
        return None
    spread = LEVEL * math.sqrt((now_squares or now) / now**2 + (before_squares or before) / before**2)
    value = now / before
    return Change(value, value * math.exp(-spread), value * math.exp(spread), 1.0)


def difference(now: tuple[float, float], before: tuple[float, float], effects: tuple[float, float] = (1.0, 1.0)) -> Change | None:
    """Compare two shares, each (hits, total), by Newcombe's interval (1998, method 10); None where there is nothing to share.

    `effects` are the design effects of both, 1 for what does not hang together.
    """
    if not now[1] or not before[1]:
        return None
    one, other = now[0] / now[1], before[0] / before[1]
    low, high = wilson(now[0] / effects[0], now[1] / effects[0], LEVEL)
    former_low, former_high = wilson(before[0] / effects[1], before[1] / effects[1], LEVEL)
    value = one - other
    return Change(value, value - math.hypot(one - low, former_high - other), value + math.hypot(high - one, other - former_low), 0.0)


def rate_ratio(now: int, before: int, weeks: int) -> Change | None:
    """Compare a Poisson count of one week with the sum of `weeks` others: 99 % interval of the ratio of the rates.

    Given the sum of both, the count is binomial; the interval is Wilson's of its share (Przyborowski and Wilenski 1940). None: nothing was
    counted at all.
    """
    if now + before <= 0 or weeks <= 0:
        return None
    low, high = wilson(now, now + before, STRICT)
    return Change(
        now * weeks / before if before else math.inf,
        low / (1 - low) * weeks if low < 1 else math.inf,
        high / (1 - high) * weeks if high < 1 else math.inf,
        1.0,
    )
