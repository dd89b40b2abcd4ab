"""Which texts are the same but for accents and case, or nearly: looked up in an index of syllables, in well under a millisecond."""

from collections import Counter
from collections.abc import Iterable
from math import ceil
from typing import Generic, TypeVar

from core.text import fold, syllables

NEAR = 0.8  # share of the syllables two texts have in common, of all in either: from here on a person should look at both
TOO_NEAR = 0.9  # from here on one must not measure what was learned from the other (tests/bot/test_nlu_data.py)
T = TypeVar("T")


class Alike(Generic[T]):
    """An index of texts, each with the thing it belongs to."""

    def __init__(self, pairs: Iterable[tuple[str, T]] = ()) -> None:
        """Begin with `pairs` of a text and its thing."""
        self._things: list[tuple[str, frozenset[str], T]] = []
        self._same: dict[str, list[int]] = {}
        self._holding: dict[str, list[int]] = {}
        for text, thing in pairs:
            self.add(text, thing)

    def add(self, text: str, thing: T) -> None:
        """Add a text."""
        folded = fold(text)
        words = frozenset(syllables(folded))
        number = len(self._things)
        self._things.append((folded, words, thing))
        self._same.setdefault(folded, []).append(number)
        for word in words:
            self._holding.setdefault(word, []).append(number)

    def same(self, text: str) -> list[T]:
        """Return what has this text, whatever its accents and case."""
        return [self._things[number][2] for number in self._same.get(fold(text), ())]

    def near(self, text: str, least: float = NEAR, most: int = 20) -> list[tuple[float, T]]:
        """Return up to `most` whose share of common syllables is `least` or more, but not the same texts; the nearest first."""
        folded = fold(text)
        words = frozenset(syllables(folded))
        found = []
        for number in self._candidates(words, least):
            other, others, thing = self._things[number]
            share = len(words & others) / len(words | others)
            if share >= least and other != folded:
                found.append((share, number, thing))
        return [(share, thing) for share, _, thing in sorted(found, key=lambda one: (-one[0], one[1]))[:most]]

    def neighbours(self, text: str, most: int = 5) -> list[tuple[float, T]]:
        """Return the `most` texts that share most syllables with this one, the same text first; nothing where none is shared."""
        words = frozenset(syllables(fold(text)))
        shared = Counter(number for word in words for number in self._holding.get(word, ()))
        shares = ((count / (len(words) + len(self._things[number][1]) - count), -number) for number, count in shared.items())
        return [(share, self._things[-number][2]) for share, number in sorted(shares, reverse=True)[:most]]

    def _candidates(self, words: frozenset[str], least: float) -> set[int]:
        """What is this near holds at least one of the rarest words: those that may be missing, and one more."""
        by_rarity = sorted(words, key=lambda word: (len(self._holding.get(word, ())), word))
        sought = by_rarity[: len(words) - ceil(least * len(words)) + 1]
        return {number for word in sought for number in self._holding.get(word, ())}
