"""The table of what people write and what the records call it (`seed/words.tsv`), applied to the searched copy."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.text import fold, normalize
from knowledge import tables


@dataclass(frozen=True)
class Words:
    """Abbreviations (replaced), everyday synonyms (official words added), light words (of little weight), kept words.

    Built by `read`. An abbreviation may be two words ("đk kh"). A kept word is right as it is, though no syllable: "wifi".
    """

    short: dict[str, str]
    same: dict[str, list[tuple[str, str]]]  # by the folded phrase: as written, and what it means
    light: frozenset[str]  # as spelled with accents: "tại" only points, "tai" (tai nạn) does not
    kept: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def read(cls, path: Path) -> "Words":
        """Read the table at `path`. Raises `ValueError` naming the line that has not three columns."""
        return cls.of(_rows(path))

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> "Words":
        """Make the table of rows: kind, what is written, what it means."""
        short: dict[str, str] = {}
        same: dict[str, list[tuple[str, str]]] = {}
        light: set[str] = set()
        kept: set[str] = set()
        for kind, written, means in rows:
            if kind == "short":
                short[written.lower()] = normalize(means)
            elif kind == "light":
                light.add(normalize(written).lower())
            elif kind == "keep":
                kept.add(written.lower())
            else:
                same.setdefault(fold(written), []).append((normalize(written).lower(), normalize(means)))
        phrases = sorted(same, key=len, reverse=True)
        return cls(
            short, same, frozenset(light), frozenset(kept), re.compile(r"\b(?:" + ("|".join(map(re.escape, phrases)) or r"\B") + r")\b")
        )

    @cached_property
    def light_folded(self) -> frozenset[str]:
        """The light words without accents, for text that has none."""
        return frozenset(fold(word) for word in self.light)

    def expand(self, text: str) -> str:
        """Return `text` with its abbreviations written out; upper-case single letters (licence class A, B) stay."""
        return " ".join(self._written_out(word) for word in self._phrases.sub(self._phrase, text).split())

    def official(self, text: str) -> list[str]:
        """Return the official words for the everyday ones in `text`, accents or not."""
        typed, folded = normalize(text).lower(), fold(text)
        if len(typed) != len(folded):  # a stray mark: places do not correspond, so accents cannot be compared
            typed = folded
        return [
            means
            for match in self.pattern.finditer(folded)
            for written, means in self.same[match.group()]
            if _agrees(typed[match.start() : match.end()], written, typed != folded)
        ]

    @property
    def stay(self) -> frozenset[str]:
        """What typing repair must leave alone: abbreviations and kept words."""
        return self.kept.union(*(key.split() for key in self.short))

    @cached_property
    def _phrases(self) -> re.Pattern[str]:
        phrases = sorted((key for key in self.short if " " in key), key=len, reverse=True)
        return re.compile(r"\b(?:" + ("|".join(map(re.escape, phrases)) or r"\B") + r")\b", re.IGNORECASE)

    def _phrase(self, match: re.Match[str]) -> str:
        return self.short.get(match.group().lower(), match.group())

    def _written_out(self, word: str) -> str:
        bare = word.strip(".,?!;:()")
        if not bare or (len(bare) == 1 and bare.isupper()):
            return word
        means = self.short.get(bare.lower())
        return word.replace(bare, means) if means else word


def _agrees(typed: str, written: str, accented: bool) -> bool:
    """Each syllable is typed as written, or without accents: "dang ky kết hôn" is understood.

    A single syllable in a sentence with accents means what it says: "tay" there is not "tây".
    """
    pairs = list(zip(typed.split(), written.split(), strict=False))
    if accented and len(pairs) == 1:
        return typed == written
    return all(syllable in (meant, fold(meant)) for syllable, meant in pairs)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, (kind, written, means) in tables.rows(path):
        if kind not in ("short", "same", "light", "keep") or not written or (kind in ("short", "same") and not means):
            raise ValueError(f"{path.name}, line {number}: short, same, light or keep, and three columns that say something, are needed")
        yield kind, written, means
