"""Give back the accents of Vietnamese typed without them: "dang ky khai sinh" -> "đăng ký khai sinh".

A hidden Markov model: what is typed is the accent-less form of a syllable, what is meant is the likeliest
sequence of syllables by counted triples (Viterbi), learned from the texts that are published.
"""

import math
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from core.errors import ReleaseUnavailable
from core.text import fold
from knowledge.ngrams import BREAK, NUMBER, UNKNOWN, Keys, Ngrams
from knowledge.store import Store

_FORMS = 6  # readings of one typed syllable that are weighed; rarer ones are slips of the writers
_PAIR_TRUST, _TRIPLE_TRUST = 30.0, 6.0  # sightings of a context that weigh as much as the shorter context
_ACCENTED_SHARE = 0.75  # of the syllables of well-typed Vietnamese
_LEAST_DROPPED = 0.002  # share of accents that even a careful typist loses
_CHUNK = re.compile(r"\S+|\n")
_TOKEN = re.compile(r"[^\W\d_]+|[,.;:!?()]")
_CODE = re.compile("[\\d@_\u0300-\u036f]|://|www\\.")  # with a loose mark a token is no word either

Logs = npt.NDArray[np.float64]


class Restorer:
    """Restores accents by counted syllables. Read-only and thread-safe."""

    def __init__(self, ngrams: Ngrams) -> None:
        """Serve `ngrams`."""
        self.ngrams = ngrams

    @classmethod
    def learn(cls, texts: Iterable[str], spoken: Iterable[str] = (), known: Store | None = None) -> "Restorer":
        """Learn from `texts` and what is `spoken` (normalised, with accents); the same texts give the same restorer.

        `known` keeps what is read of each text.
        """
        return cls(Ngrams.learn(texts, spoken, known))

    @classmethod
    def open(cls, path: Path) -> "Restorer":
        """Open what `save` wrote; raises `ReleaseUnavailable` when it is not there or cannot be read."""
        try:
            return cls(Ngrams.open(path))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise ReleaseUnavailable(f"{path.name} cannot be read ({error!r}): publish again") from error

    def save(self, path: Path) -> None:
        """Write the restorer to `path`."""
        self.ngrams.save(path)

    def restore(self, text: str) -> str:
        """Return `text` (normalised) with accents on the syllables that were typed without.

        Only accents change. A syllable with any accent stays and steers its neighbours; unknown words, codes,
        upper-case single letters, blanks and punctuation stay. The fewer accents are missing in the text, the
        surer a reading must be.
        """
        tokens = _tokens(text)
        pieces, done = [], 0
        for (start, typed), number in zip(tokens, self._likeliest([typed for _, typed in tokens]), strict=True):
            if typed.isascii() and number > NUMBER:
                pieces += [text[done:start], _cased(self.ngrams.words[number], typed)]
                done = start + len(typed)
        return "".join([*pieces, text[done:]])

    @cached_property
    def _forms(self) -> dict[str, list[int]]:
        """The ids of the syllables that look the same without accents, most frequent first."""
        forms: dict[str, list[int]] = {}
        for number, word in enumerate(self.ngrams.words[NUMBER + 1 :], start=NUMBER + 1):
            forms.setdefault(fold(word), []).append(number)
        return {typed: ids[:_FORMS] for typed, ids in forms.items()}

    @cached_property
    def _accented(self) -> Logs:
        """1 for each id whose word has an accent."""
        return np.array([not word.isascii() for word in self.ngrams.words], np.float64)

    def _places(self, tokens: list[str]) -> tuple[Keys, Logs]:
        """Return what each token may mean, and the log-probability of typing each meaning so; both (places, `_FORMS`)."""
        ids, typing = np.zeros((len(tokens), _FORMS), np.int64), np.full((len(tokens), _FORMS), -np.inf)
        dropped = math.log(_dropped(tokens))
        for place, token in enumerate(tokens):
            meant = self._meant(token)
            ids[place, : len(meant)] = meant
            typing[place, : len(meant)] = self._accented[meant] * dropped if len(meant) > 1 else 0.0
        return ids, typing

    def _meant(self, token: str) -> list[int]:
        if not token.isalpha():
            return [NUMBER if _CODE.search(token) else BREAK]
        low = token.lower()
        if token.isascii() and low in self._forms and not (len(token) == 1 and token.isupper()):
            return self._forms[low]
        return [self.ngrams.ids.get(low, UNKNOWN)]

    def _likeliest(self, tokens: list[str]) -> list[int]:
        """Return the id of each token on the likeliest path (Viterbi over pairs of neighbours)."""
        ids, typing = self._places(["\n", "\n", *tokens, "\n"])
        best, back = np.where(np.arange(_FORMS**2).reshape(_FORMS, _FORMS) == 0, 0.0, -np.inf), []
        for step, typed in zip(self._steps(ids), typing[2:], strict=True):
            reached = best[:, :, None] + step
            arrows = reached.argmax(0)
            back.append(arrows)
            best = reached.max(0) + typed
        at, after = divmod(int(best.argmax()), _FORMS)
        path = []
        for arrows in reversed(back):
            path.append(at)
            at, after = int(arrows[at, after]), at
        return [int(ids[place, form]) for place, form in enumerate(reversed(path[:-1]), start=2)] if tokens else []

    def _steps(self, ids: Keys) -> Logs:
        """Return the log-probability of each third after each two before it: (places - 2, first, second, third)."""
        of = self.ngrams
        seen, alone = of.counts[ids], np.maximum(of.counts[ids] / of.total, 1e-9)
        pairs = of.pair_count(ids[:-1, :, None], ids[1:, None, :])
        triples = of.triple_count(ids[:-2, :, None, None], ids[1:-1, None, :, None], ids[2:, None, None, :])
        after_one = (pairs + _PAIR_TRUST * alone[1:, None, :]) / (seen[:-1] + _PAIR_TRUST)[:, :, None]
        after_two = (triples + _TRIPLE_TRUST * after_one[1:, None]) / (pairs[:-1] + _TRIPLE_TRUST)[..., None]
        return np.asarray(np.log(after_two), np.float64)


def _tokens(text: str) -> list[tuple[int, str]]:
    """Return `(start, token)`: words, marks that end a clause, and codes."""
    found: list[tuple[int, str]] = []
    for chunk in _CHUNK.finditer(text):
        if _CODE.search(chunk.group()):
            found.append((chunk.start(), chunk.group()))
        else:
            found += ((chunk.start() + token.start(), token.group()) for token in _TOKEN.finditer(chunk.group()))
    return found


def _dropped(tokens: list[str]) -> float:
    """Return the likely share of accents that were not typed."""
    words = [token for token in tokens if token.isalpha()]
    expected, typed = _ACCENTED_SHARE * len(words), sum(not word.isascii() for word in words)
    return min(max((expected - typed + 0.5) / (expected + 1), _LEAST_DROPPED), 1.0)


def _cased(word: str, typed: str) -> str:
    return "".join(new.upper() if old.isupper() else new for new, old in zip(word, typed, strict=True))
