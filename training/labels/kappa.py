"""How far two readers agree beyond chance: Cohen's kappa (Cohen 1960, Educational and Psychological Measurement 20)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kappa:
    """The agreement over `texts`: the share on which both said the same, the share that chance alone would give, and kappa.

    `value` is `None` where it is not defined: without texts, or when both said one and the same of all of them.
    """

    texts: int
    observed: float
    expected: float
    value: float | None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which values kappa lies with 95 %, by Cohen's own standard error; `None` where it is not defined.

        It is of a large sample: of a few texts it only tells that they are few.
        """
        if self.value is None:
            return None
        error = math.sqrt(self.observed * (1 - self.observed) / self.texts) / (1 - self.expected)
        return max(-1.0, self.value - 1.96 * error), min(1.0, self.value + 1.96 * error)


def cohen(pairs: Sequence[tuple[str, str]]) -> Kappa:
    """Return the agreement of two readers, from what each of them said of each text."""
    count = len(pairs)
    if not count:
        return Kappa(0, 0.0, 0.0, None)
    one, other = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    same = sum(first == second for first, second in pairs)
    by_chance = sum(one[name] * other[name] for name in one)  # of count², kept whole so that nothing is lost by rounding
    value = None if by_chance == count * count else (same * count - by_chance) / (count * count - by_chance)
    return Kappa(count, same / count, by_chance / count**2, value)
