"""Words that examples mark as an entity, found in another text: what is suggested to who labels it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock

from core.text import fold
from training.corpus.schemas import Entity, Example

_LEAST = 0.5  # share of the places where these words stand and are marked; below it they are mostly something else
_LONGEST = 12  # words of one entity
_WORD = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")
_Words = tuple[str, ...]
_Place = tuple[int, int, str]  # of a word: from, to, folded


class Mentions:
    """An index of the words that are marked, made again when the examples are others. Several threads may ask."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = Lock()
        self._of: Mapping[str, Sequence[Example]] | None = None
        self._index: tuple[dict[_Words, str], frozenset[str]] = ({}, frozenset())

    def find(self, text: str, examples: Mapping[str, Sequence[Example]]) -> list[Entity]:
        """Return what would be marked in `text` after these examples, in order and without overlaps; the longest words first."""
        kinds = self._read(examples)[0]
        return [Entity(start, end, kinds[words]) for start, end, words in _found(_words(text), kinds)]

    def kinds(self, examples: Mapping[str, Sequence[Example]]) -> frozenset[str]:
        """Return every kind that these examples mark."""
        return self._read(examples)[1]

    def _read(self, examples: Mapping[str, Sequence[Example]]) -> tuple[dict[_Words, str], frozenset[str]]:
        with self._lock:
            if examples is not self._of:
                names = frozenset(entity.name for ones in examples.values() for one in ones for entity in one.entities)
                self._index, self._of = (_indexed(examples), names), examples
            return self._index


def _indexed(examples: Mapping[str, Sequence[Example]]) -> dict[_Words, str]:
    """The words that are marked at least as often as not, with their kind."""
    marked: defaultdict[_Words, Counter[str]] = defaultdict(Counter)
    texts = [(one, _words(one.text)) for ones in examples.values() for one in ones]
    for one, _ in texts:
        for entity in one.entities:
            if words := tuple(word for *_, word in _words(one.text[entity.start : entity.end])):
                marked[words][entity.name] += 1
    met = Counter(words for _, places in texts for *_, words in _found(places, marked))
    return {
        words: kinds.most_common(1)[0][0]
        for words, kinds in marked.items()
        if len(words) <= _LONGEST and met[words] and kinds.total() / met[words] >= _LEAST
    }


def _found(places: Sequence[_Place], known: Mapping[_Words, object]) -> Iterator[tuple[int, int, _Words]]:
    at = 0
    while at < len(places):
        for length in range(min(_LONGEST, len(places) - at), 0, -1):
            words = tuple(word for *_, word in places[at : at + length])
            if words in known:
                yield places[at][0], places[at + length - 1][1], words
                at += length - 1
                break
        at += 1


def _words(text: str) -> list[_Place]:
    return [(found.start(), found.end(), fold(found[0])) for found in _WORD.finditer(text)]
