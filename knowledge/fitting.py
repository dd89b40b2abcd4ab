"""Fit the text of an answer to what every channel can send: the longest parts give way first, short ones stay whole."""

from collections.abc import Iterable

LONGEST = 2_000  # characters of a text; the narrowest channels take no more
_REST = 160  # characters that the line on what was left out takes
_LEAST = 250  # characters of a part that may be left


def size(lines: Iterable[str]) -> int:
    """Return the characters that `lines` take in a list."""
    return sum(len(line) + 3 for line in lines)


def room(sizes: list[int], over: int) -> int:
    """Return how many characters a part may take so that parts of `sizes` get shorter by `over` together.

    Parts that are no longer than that stay as they are. Never less than what a first item and a word on the rest need.
    """
    left, parts = sum(sizes) - over, sorted(sizes)
    while parts and parts[0] <= left // len(parts):
        left -= parts.pop(0)
    return max(_LEAST, left // len(parts) - _REST) if parts else max(sizes, default=0)
