"""Repair what is no Vietnamese syllable: keys of the input method left, slipped, doubled or missing letters, missing blanks.

Only the searched copy is repaired. What is spelled like a Vietnamese syllable, a word of the records, an abbreviation
of the table, a code and a name are never changed. Of several readings the likeliest beside its neighbours is taken.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from core.text import fold, normalize
from core.text.keys import from_keys
from core.text.orthography import is_syllable
from knowledge import slips
from knowledge.ngrams import BREAK, NUMBER, UNKNOWN, Ngrams

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile("[\\d@_/\\\\\u0300-\u036f]|www\\.|\\.[a-z]{2,3}$")
_VNI = re.compile(r"[^\W\d_][^\W\d_]?[^\W_]*[1-9][^\W_]*")
_ONE_FIGURE = re.compile(r"([^\W\d_]{2,})[1-5]")  # "lop3", "quan1": may be a number
_NUMBERED = 0.01  # share of its places where a word has a number behind it, from which on the figure is one
_LEAST_SEEN = 3  # times a word that is no syllable stands in the records before it counts as one
_LONGEST = 24  # letters; a longer token is no slip
_SURE = 3.0  # a reading at this cost or more needs a neighbour it was seen beside
_TRUST = 5.0  # sightings of a neighbour that weigh as much as the syllable alone
_BITS = 20
_VOWELS = set("aeiouy")

Reading = tuple[str, ...]


class _Token(NamedTuple):
    """A word or a code of the text. `bare`: lower case without accents; `broken`: to be repaired; `named`: capital inside."""

    start: int
    typed: str
    bare: str
    broken: bool
    named: bool


class Speller:
    """Repairs typing against the syllables of a release. Read-only and thread-safe."""

    def __init__(self, ngrams: Ngrams, kept: Iterable[str] = ()) -> None:
        """Know the words of `ngrams`, and `kept`: abbreviations and foreign words that stay."""
        folded = ngrams.folded()
        self._forms: dict[str, list[str]] = {}
        for word in ngrams.words:
            self._forms.setdefault(fold(word), []).append(word)
        self._kept = {fold(word) for word in kept}
        self._ids, self._counts = folded.ids, folded.counts.tolist()
        self._total = folded.total
        self._pairs = dict(zip(folded.pairs.tolist(), folded.pair_counts.tolist(), strict=True))
        seen = {word for word, number in folded.ids.items() if self._counts[number] >= _LEAST_SEEN and word.isalpha()}
        self._words = self._kept | seen
        self._syllables = {word for word in folded.words if word.isascii() and len(word) > 1 and is_syllable(word)}

    def repair(self, text: str) -> str:
        """Return `text` (normalised) with its broken words repaired. Repairing twice is repairing once."""
        tokens = list(self._tokens(text))
        pieces, done = [], 0
        for place, token in enumerate(tokens):
            if token.broken and (reading := self._best(tokens, place)):
                pieces += [text[done : token.start], self._spelled(reading, token)]
                done = token.start + len(token.typed)
        return "".join([*pieces, text[done:]]) if pieces else text

    def _tokens(self, text: str) -> Iterator[_Token]:
        for chunk in _CHUNK.finditer(text):
            if _CODE.search(chunk.group()):
                core = chunk.group().rstrip(".,?!;:)")
                yield _Token(chunk.start(), core, "0", len(core) <= _LONGEST and self._holds_keys(core), False)
                continue
            for word in _WORD.finditer(chunk.group()):
                start, typed = chunk.start() + word.start(), word.group()
                bare = typed.lower() if typed.isascii() else fold(typed)
                broken = 2 <= len(typed) <= _LONGEST and not typed[1:].isupper() and not self._knows(bare)
                yield _Token(start, typed, bare, broken, typed[0].isupper() and text[max(start - 2, 0) : start].strip(" .?!:;\n") != "")

    def _holds_keys(self, typed: str) -> bool:
        """Tell keys of the VNI method ("d9u7o7c5", "ngoai2") from codes and numbers ("A1", "quan1")."""
        if not _VNI.fullmatch(typed) or not self._by_keys(typed):
            return False
        one = _ONE_FIGURE.fullmatch(typed)
        if one is None:
            return not typed[-1].isupper() and len(typed) > 2
        word = self._ids.get(fold(one[1]), UNKNOWN)
        return typed.islower() and self._pairs.get(word << _BITS | NUMBER, 0) < _NUMBERED * self._counts[word]

    def _knows(self, bare: str) -> bool:
        return is_syllable(bare) or bare in self._words

    def _best(self, tokens: list[_Token], place: int) -> Reading | None:
        left, right = (self._number(tokens, beside) for beside in (place - 1, place + 1))
        best, highest = None, -math.inf
        for reading, cost in self._readings(tokens[place]).items():
            numbers = [left, *(self._ids.get(fold(word), UNKNOWN) for word in reading), right]
            seen = [self._pairs.get(a << _BITS | b, 0) for a, b in pairwise(numbers)]
            if not self._supported(tokens[place], cost, seen):
                continue
            score = sum(self._after(a, b, pair) for (a, b), pair in zip(pairwise(numbers), seen, strict=True)) - cost
            if score > highest:
                best, highest = reading, score
        return best

    def _supported(self, token: _Token, cost: float, seen: list[int]) -> bool:
        """The more daring a reading, the more of its neighbours it must have been seen beside."""
        if cost <= slips.KEYS:
            return True
        if token.named or not _VOWELS & set(token.bare):  # a name or an abbreviation, more likely than not
            return all(seen)
        return cost <= _SURE or any(seen)

    def _number(self, tokens: list[_Token], place: int) -> int:
        if not 0 <= place < len(tokens):
            return BREAK
        return UNKNOWN if tokens[place].broken else self._ids.get(tokens[place].bare, UNKNOWN)

    def _after(self, first: int, second: int, pair: int) -> float:
        """Log-probability of `second` after `first`, seen together `pair` times."""
        alone = (self._counts[second] + 0.5) / self._total
        return math.log((pair + _TRUST * alone) / (self._counts[first] + _TRUST))

    def _readings(self, token: _Token) -> dict[Reading, float]:
        """Return what `token` may mean, each reading with its least cost."""
        readings = dict(self._by_keys(token.typed))
        if token.bare.isascii() and token.bare.isalpha():
            for reading, cost in self._by_letters(token.bare):
                readings[reading] = min(cost, readings.get(reading, math.inf))
        return readings

    def _by_keys(self, typed: str) -> list[tuple[Reading, float]]:
        spelled = normalize(from_keys(typed) or "")
        return [((spelled,), slips.KEYS)] if spelled in self._forms.get(fold(spelled), ()) and is_syllable(fold(spelled)) else []

    def _by_letters(self, bare: str) -> Iterator[tuple[Reading, float]]:
        for word, cost in slips.slips(bare):
            if word in self._syllables or (word in self._kept and cost == slips.DOUBLED):
                yield (word,), cost
        yield from self._splits(bare, 3)

    def _splits(self, bare: str, more: int) -> Iterator[tuple[Reading, float]]:
        """Yield the ways to cut `bare` into syllables that were seen side by side."""
        for cut in range(1, len(bare)):
            first, rest = bare[:cut], bare[cut:]
            if first not in self._syllables:
                continue
            if rest in self._syllables and self._side_by_side(first, rest):
                yield (first, rest), slips.SPLIT
            elif more:
                longer = self._splits(rest, more - 1)
                yield from (((first, *words), cost) for words, cost in longer if self._side_by_side(first, words[0]))

    def _side_by_side(self, first: str, second: str) -> bool:
        return (self._ids[first] << _BITS | self._ids[second]) in self._pairs

    def _spelled(self, reading: Reading, token: _Token) -> str:
        word = reading[0] if len(reading) == 1 else " ".join(reading)
        marks = _marks(token.typed)
        if marks and word.isascii():  # the accents that were typed, when there is such a syllable
            word = next((form for form in self._forms.get(word, ()) if _marks(form) == marks), word)
        return word[0].upper() + word[1:] if token.typed[0].isupper() else word


def _marks(word: str) -> list[str]:
    return sorted(c for c in unicodedata.normalize("NFD", word.lower()) if c == "đ" or unicodedata.combining(c))
