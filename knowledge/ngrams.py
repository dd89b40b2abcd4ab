"""Counted syllables, pairs and triples of a body of text: what accent restoration and typing repair weigh readings with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.text import fold
from knowledge.store import Store, key_of

Keys = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]

BREAK, UNKNOWN, NUMBER = 0, 1, 2  # ids of the end of a clause, of a word never seen, of anything with a digit
_SPECIAL = ("\n", "?", "0")
_CLAUSE = re.compile(r"[,.;:!?)]\s|\s[(“\"]|\n")
_MARKS = "()[]{}\"'“”‘’,.;:!?-–+*/"
_PRUNED_FROM = 100_000  # syllables; a smaller body of text is too thin to forget what it saw once
_LEAST = 2  # times a triple was seen to be kept
_SPOKEN_WEIGHT = 4
_ACCENTED_SHARE = 0.4  # of the words of a clause that was typed with accents; well-typed text has 0.75
_BITS = 20  # of an id in a key


@dataclass(frozen=True)
class Ngrams:
    """Counts by id. `words[id]` is the syllable, lower case; keys are sorted; three ids make one 60-bit key."""

    words: list[str]
    counts: Counts
    pairs: Keys
    pair_counts: Counts
    triples: Keys
    triple_counts: Counts

    @classmethod
    def learn(cls, texts: Iterable[str], spoken: Iterable[str] = (), known: Store | None = None) -> "Ngrams":
        """Count `texts` and what is `spoken` (normalised), each clause once however often it stands there.

        Everyday words are rare in records, so what is spoken counts `_SPOKEN_WEIGHT` times. Equal texts, in any
        order, give equal counts; `known` keeps how each text falls into clauses.
        """
        clauses = [*_clauses(texts, known), *(_clauses(spoken) * _SPOKEN_WEIGHT)]
        met: defaultdict[str, int] = defaultdict(count().__next__)  # each chunk as it stands, by when it was met first
        chunks = np.fromiter(map(met.__getitem__, chain.from_iterable(clauses)), np.int64)
        words, ids = _numbered(list(met), np.bincount(chunks, minlength=len(met)).tolist())
        stream = np.concatenate([np.array([BREAK]), ids[chunks]])
        counts = np.bincount(stream, minlength=len(words)).astype(np.int32)
        return cls(words, counts, *_counted(stream, 2, 1), *_counted(stream, 3, _LEAST if len(stream) > _PRUNED_FROM else 1))

    def save(self, path: Path) -> None:
        """Write the counts to `path` (npz); equal counts give equal bytes."""
        words = np.frombuffer("\t".join(self.words).encode(), np.uint8)
        pairs, triples = (np.diff(keys, prepend=0) for keys in (self.pairs, self.triples))  # small numbers pack better
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                words=words,
                counts=self.counts,
                pairs=pairs,
                pair_counts=self.pair_counts,
                triples=triples,
                triple_counts=self.triple_counts,
            )

    @classmethod
    def open(cls, path: Path) -> "Ngrams":
        """Read what `save` wrote."""
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            words = file["words"].tobytes().decode().split("\t")
            pairs, triples = (np.cumsum(file[name]) for name in ("pairs", "triples"))
            return cls(words, file["counts"], pairs, file["pair_counts"], triples, file["triple_counts"])

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each word."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def total(self) -> int:
        """How many syllables were read."""
        return int(self.counts.sum())

    def pair_count(self, first: Keys, second: Keys) -> Counts:
        """Return how often `second` followed `first`, element by element (broadcast)."""
        return _found(self.pairs, self.pair_counts, first << _BITS | second)

    def triple_count(self, first: Keys, second: Keys, third: Keys) -> Counts:
        """Return how often the three followed one another, element by element (broadcast)."""
        return _found(self.triples, self.triple_counts, (first << _BITS | second) << _BITS | third)

    def folded(self) -> "Ngrams":
        """Return the same counts over accent-less syllables; without triples."""
        words = [*_SPECIAL, *dict.fromkeys(map(fold, self.words[len(_SPECIAL) :]))]
        ids = {word: number for number, word in enumerate(words)}
        number = np.array([*range(len(_SPECIAL)), *(ids[fold(word)] for word in self.words[len(_SPECIAL) :])], np.int64)
        counts = np.bincount(number, self.counts, len(words)).astype(np.int32)
        pairs, place = np.unique(number[self.pairs >> _BITS] << _BITS | number[self.pairs & (1 << _BITS) - 1], return_inverse=True)
        nothing = np.zeros(1, np.int64)
        return Ngrams(words, counts, pairs, np.bincount(place, self.pair_counts).astype(np.int32), nothing, nothing.astype(np.int32))


def _clauses(texts: Iterable[str], known: Store | None = None) -> list[list[str]]:
    """Return the chunks and the end of each clause once, in order. One typed without accents teaches none and is left out."""
    clauses = set(_kept(list(set(texts)), known))
    return [[*clause.split(), _SPECIAL[BREAK]] for clause in sorted(clauses)]


def _kept(texts: list[str], known: Store | None) -> Iterable[str]:
    """Return the accented clauses of `texts`; those that are `known` are not cut again."""
    if known is None:
        return chain.from_iterable(map(_cut, texts))
    keys = [key_of("clauses", text) for text in texts]
    if new := {key: text for key, text in zip(keys, texts, strict=True) if key not in known}:
        known.add({key: "\n".join(_cut(text)).encode() for key, text in new.items()})
    kept = b"\n".join(clauses for key in keys if len(clauses := known[key]))
    return kept.decode().split("\n") if kept else []


def _cut(text: str) -> list[str]:
    clauses = _CLAUSE.split(text.lower())
    return [clause for clause in clauses if not clause.isascii() and _accented(clause.split())]


def _numbered(chunks: list[str], counts: list[int]) -> tuple[list[str], Keys]:
    """Return the words of all `chunks`, the most frequent first, and the id of each chunk's word."""
    word_of = [_word(chunk) for chunk in chunks]
    seen: Counter[str] = Counter()
    for word, times in zip(word_of, counts, strict=True):
        seen[word] += times
    words = [*_SPECIAL, *sorted(seen.keys() - set(_SPECIAL), key=lambda word: (-seen[word], word))]
    ids = {word: number for number, word in enumerate(words)}
    return words, np.array([ids[word] for word in word_of], np.int64)


def _word(chunk: str) -> str:
    """Return the word in `chunk`, without the marks around it, or what stands for a number or for anything else."""
    if chunk == _SPECIAL[BREAK]:
        return chunk
    if any(map(str.isdigit, chunk)):
        return _SPECIAL[NUMBER]
    word = chunk.strip(_MARKS)
    return word if word.isalpha() else _SPECIAL[UNKNOWN]


def _accented(words: list[str]) -> bool:
    return sum(map(str.isascii, words)) <= (1 - _ACCENTED_SHARE) * len(words)


def _counted(stream: Keys, size: int, least: int) -> tuple[Keys, Counts]:
    keys = stream[: len(stream) - size + 1]
    for place in range(1, size):
        keys = keys << _BITS | stream[place : len(stream) - size + 1 + place]
    found, counts = np.unique(keys, return_counts=True)
    return found[counts >= least], counts[counts >= least].astype(np.int32)


def _found(keys: Keys, counts: Counts, wanted: Keys) -> Counts:
    if not len(keys):
        return np.zeros(wanted.shape, np.int32)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(np.where(keys[places] == wanted, counts[places], 0), np.int32)
