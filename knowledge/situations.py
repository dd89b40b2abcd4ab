"""Hear a situation in a sentence, with accents, without them, or with some: patterns written once, with accents."""

import re
from functools import lru_cache
from typing import Any

from core.text import fold, normalize

_GAP = r"(?:\w+ ){0,3}"  # "~" in a pattern: up to three words between

_NOT = r"(?<!\w)(?:khong|chua|ko|k|hong|chang|not|no)"


@lru_cache(maxsize=64)  # one text is read by some hundred patterns
def _written(text: str) -> tuple[str, str]:
    """Return `text` in small letters, with its accents and without them."""
    plain = normalize(text).lower()
    return plain, fold(plain)


class Pattern:
    """One pattern: words with accents, `a|b` and `( )?` as in regular expressions, "~" for up to three words.

    A text without accents is matched without them. Accents that are typed must be the right ones: "bà mời" is not "ba mới".
    """

    def __init__(self, pattern: str) -> None:
        """Compile `pattern` in both forms; raises `re.error`."""
        written = normalize(pattern).lower().replace("~", _GAP)
        self._accented = re.compile(rf"(?<!\w)(?:{written})(?!\w)")
        self._folded = re.compile(rf"(?<!\w)(?:{fold(written)})(?!\w)")

    def found(self, text: str, strict: bool = True) -> bool:
        """Tell whether `text` says it; without `strict` its accents do not matter."""
        return self.length(text, strict) > 0

    def length(self, text: str, strict: bool = True) -> int:
        """Return how many characters of `text` say it, 0 where none do."""
        plain, bare = _written(text)
        if accented := self._accented.search(plain):
            return len(accented.group())
        spans = [match.span() for match in self._folded.finditer(bare)]
        if strict and len(bare) == len(plain):  # a span whose accents were typed and do not fit says another word
            spans = [(start, end) for start, end in spans if plain[start:end] == bare[start:end]]
        return max((end - start for start, end in spans), default=0)

    def without(self, text: str) -> str:
        """Return `text` without the words that say it; a text that does not say it stays as it is."""
        plain, bare = _written(text)
        if self._accented.search(plain):
            return self._accented.sub(" ", plain)
        return self._folded.sub(" ", bare) if bare == plain and self._folded.search(bare) else text

    def is_all(self, bare: str) -> bool:
        """Tell whether the folded text `bare` says this and nothing else."""
        return self._folded.fullmatch(bare) is not None


class Listener:
    """The patterns that all events share, by kind ("named", "asks", "broad", "yes", "no", "skip", "next", "print", ...)."""

    def __init__(self, kinds: dict[str, list[Any]]) -> None:
        """Compile them. "yes", "no" and "skip" must be all that is said, give or take a courteous word."""
        self._polite = re.compile(rf"(?<!\w)(?:{'|'.join(fold(str(word)) for word in kinds['polite'])})(?!\w)")
        self._kinds = {kind: [Pattern(str(text)) for text in texts] for kind, texts in kinds.items() if kind != "polite"}

    def hears(self, kind: str, text: str) -> bool:
        """Tell whether `text` says something of `kind`."""
        if kind in ("yes", "no", "skip"):
            bare = self._bare(text)
            return any(pattern.is_all(bare) for pattern in self._kinds[kind])
        return any(pattern.found(text) for pattern in self._kinds[kind])

    def same(self, text: str, *labels: str) -> bool:
        """Tell whether `text` is one of `labels`, or holds one of several words whole and does not deny it."""
        bare, named = self._bare(text), [self._bare(label) for label in labels]
        held = [label for label in named if " " in label and f" {label} " in f" {bare} "]
        return bare in filter(None, named) or any(not re.search(rf"{_NOT} (?:\w+ )?{re.escape(label)}", bare) for label in held)

    def _bare(self, text: str) -> str:
        """Fold `text` and leave out marks and courteous words: "dạ rồi ạ!" is "roi"."""
        words = self._polite.sub(" ", re.sub(r"[^\w ]+", " ", fold(text).replace("\n", " ")))
        return " ".join(words.split())
