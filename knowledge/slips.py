"""What a mistyped word may have been: every accent-less word one slip away, with what the slip costs.

Costs are natural logarithms of how much rarer the slip is than a clean key (fitted by hand on simulated typing).
"""

import re
from collections.abc import Iterator
from string import ascii_lowercase

DOUBLED, CHAT, SWAPPED, NEAR, MISSED, ADDED, SPLIT, KEYS = 2.0, 2.0, 4.0, 5.0, 5.5, 5.0, 3.0, 1.0
NEIGHBOURS = {
    key: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, key in enumerate(row)
}
# Chat spellings of letters: fải, zì, dzậy, jấy, wá, kòn, đăg, thík.
_HEADS = (
    ("f", "ph"), ("z", "d"), ("z", "gi"), ("z", "v"), ("dz", "d"), ("dz", "v"), ("j", "gi"), ("j", "ch"), ("w", "qu"), ("w", "u"),
    ("k", "c"), ("c", "k"), ("ck", "ch"), ("kk", "kh"), ("ng", "ngh"), ("ngh", "ng"), ("g", "gh"), ("gh", "g"), ("q", "qu"),
)  # fmt: skip
_ENDS = (("g", "ng"), ("h", "nh"), ("h", "ch"), ("k", "ch"), ("k", "c"), ("j", "i"), ("y", "i"), ("i", "y"))
_REPEATED, _MUCH_REPEATED = re.compile(r"(.)\1+"), re.compile(r"(.)\1{2,}")


def slips(word: str) -> Iterator[tuple[str, float]]:
    """Yield `(word, cost)` for each word that may have been meant by `word` (lower case, no accents)."""
    for pattern in (_REPEATED, _MUCH_REPEATED):
        yield pattern.sub(r"\1", word), DOUBLED
    for old, new in _HEADS:
        if word.startswith(old):
            yield new + word[len(old) :], CHAT
    for old, new in _ENDS:
        if word.endswith(old):
            yield word[: -len(old)] + new, CHAT
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :], SWAPPED
    if len(word) > 2:
        yield from _touched(word)


def _touched(word: str) -> Iterator[tuple[str, float]]:
    for place, key in enumerate(word):
        yield word[:place] + word[place + 1 :], ADDED
        for other in NEIGHBOURS.get(key, ""):
            yield word[:place] + other + word[place + 1 :], NEAR
    for place in range(len(word) + 1):
        for key in ascii_lowercase:
            yield word[:place] + key + word[place:], MISSED
