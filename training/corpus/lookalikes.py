"""Which intents look alike (ý định dễ nhầm), by the examples that are nearest to each other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from training.corpus.alike import Alike
from training.corpus.schemas import Example

_LEAST = 0.3  # share of common syllables below which two texts say nothing of each other


@dataclass(frozen=True)
class Like:
    """Another intent: `share` is of the examples of ours, whose nearest other example is one of its."""

    intent: str
    share: float


@dataclass(frozen=True)
class Pair:
    """An example of ours and one of the other intent; `share` is of common syllables."""

    ours: Example
    theirs: Example
    share: float


class Lookalikes:
    """The examples of a checkout, each beside those of other intents. Several threads may ask; what was asked is kept."""

    def __init__(self, examples: Iterable[Example]) -> None:
        """Take the examples."""
        self._examples = list(examples)
        self._index = Alike((one.text, number) for number, one in enumerate(self._examples))
        self.of = cache(self._of)

    def _of(self, intent: str, most: int = 0) -> tuple[Like, ...]:
        """Return the intents whose examples are nearest to this one's, the likest first; by up to `most` of its examples (0: by all)."""
        ours = [number for number, one in enumerate(self._examples) if one.intent == intent]
        step = max(1, len(ours) // most) if most else 1
        chosen = ours[::step]
        found = Counter(one for number in chosen if (one := self._nearest(number)) not in (None, intent))
        return tuple(Like(str(name), count / len(chosen)) for name, count in sorted(found.items(), key=lambda one: (-one[1], str(one[0]))))

    def _nearest(self, number: int) -> str | None:
        near = self._index.neighbours(self._examples[number].text, 2)
        others = [(share, self._examples[other].intent) for share, other in near if other != number]
        return others[0][1] if others and others[0][0] >= _LEAST else None

    def pairs(self, intent: str, other: str, most: int = 6) -> Sequence[Pair]:
        """Return the nearest pairs of two intents, each example once."""
        theirs = Alike((one.text, one) for one in self._examples if one.intent == other)
        found = [
            Pair(one, nearest, share)
            for one in self._examples
            if one.intent == intent
            for share, nearest in theirs.neighbours(one.text, 1)
            if share >= _LEAST
        ]
        chosen: list[Pair] = []
        used: set[Example] = set()
        for pair in sorted(found, key=lambda one: -one.share):
            if pair.theirs not in used:
                used.add(pair.theirs)
                chosen.append(pair)
        return chosen[:most]
