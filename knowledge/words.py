"""The table of what people write and what the records call it (`seed/words.tsv`), applied to the searched copy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.text import fold, has_accents, normalize


@dataclass(frozen=True)
class Words:
    """Abbreviations (replaced), everyday synonyms (official words added), light words (of little weight). Built by `read`."""

    short: dict[str, str]
    same: dict[str, list[str]]
    light: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def read(cls, path: Path) -> "Words":
        """Read the table at `path`. Raises `ValueError` naming the line that has not three columns."""
        short: dict[str, str] = {}
        same: dict[str, list[str]] = {}
        light: set[str] = set()
        for kind, written, means in _rows(path):
            if kind == "short":
                short[written.lower()] = normalize(means)
            elif kind == "light":
                light.add(written)
            else:
                same.setdefault(fold(written), []).append(normalize(means))
        phrases = sorted(same, key=len, reverse=True)
        return cls(short, same, frozenset(light), re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b"))

    def expand(self, text: str) -> str:
        """Return `text` with its abbreviations written out; upper-case single letters (licence class A, B) stay."""
        return " ".join(self._written_out(word) for word in text.split())

    def official(self, text: str) -> list[str]:
        """Return the official words for the everyday ones in `text`, accents or not."""
        folded = fold(text)
        found = [match.group() for match in self.pattern.finditer(folded)]
        if has_accents(text):
            found = [phrase for phrase in found if self._agrees(phrase, text)]
        return [means for phrase in found for means in self.same[phrase]]

    def _written_out(self, word: str) -> str:
        bare = word.strip(".,?!;:()")
        if not bare or (len(bare) == 1 and bare.isupper()):
            return word
        means = self.short.get(bare.lower())
        return word.replace(bare, means) if means else word

    @staticmethod
    def _agrees(phrase: str, text: str) -> bool:
        """A phrase of one short syllable must not match another accented word ("tây" is not "tay")."""
        return len(phrase) > 4 or phrase in fold(text)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) != 3 or parts[0] not in ("short", "same", "light"):
            raise ValueError(f"{path.name}, line {number}: short, same or light, and three columns with a tab between, are needed")
        yield parts[0], parts[1], parts[2]
