"""Measured shares and means with their 95 % intervals."""

import math
from dataclasses import dataclass
from typing import Any


def wilson(hits: float, total: float, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's interval of the share `hits` of `total`, `z` standard deviations wide on each side; of nothing, all from 0 to 1."""
    if not total:
        return (0.0, 1.0)
    p = hits / total
    centre, spread = p + z * z / (2 * total), z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (max(0.0, (centre - spread) / (1 + z * z / total)), min(1.0, (centre + spread) / (1 + z * z / total)))


@dataclass(frozen=True)
class Share:
    """`hits` of `total` with its 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 when there is nothing to share."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.hits, self.total)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:6.1%} [{low:.0%}-{high:.0%}] {self.hits}/{self.total}" if self.total else "-"

    def as_json(self) -> dict[str, Any]:
        """Return the share with its interval."""
        return {"hits": self.hits, "total": self.total, "value": round(self.value, 4), "interval": [round(x, 4) for x in self.interval]}


@dataclass(frozen=True)
class Mean:
    """The mean of some values with its 95 % interval (normal)."""

    value: float
    interval: tuple[float, float]

    @classmethod
    def of(cls, values: list[float]) -> "Mean":
        """Sum up `values`; of none the mean is 0."""
        if not values:
            return cls(0.0, (0.0, 1.0))
        mean = sum(values) / len(values)
        spread = 1.96 * math.sqrt(sum((x - mean) ** 2 for x in values) / len(values) / len(values))
        return cls(mean, (max(0.0, mean - spread), min(1.0, mean + spread)))

    def as_json(self) -> dict[str, Any]:
        """Return the mean with its interval."""
        return {"value": round(self.value, 4), "interval": [round(x, 4) for x in self.interval]}
