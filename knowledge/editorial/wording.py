"""The difference of two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)
_MOST = 4_000_000  # pairs of words that are compared; of longer texts the whole is told as replaced
_ALIKE = 0.35  # less of it in common is another text: marks between every second word help nobody


@dataclass(frozen=True)
class Piece:
    """A run of words that is in both texts, in the later alone, or in the earlier alone."""

    kind: Literal["same", "added", "removed"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return both texts in one row of pieces: without the added ones it is `before`, without the removed ones `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST:
        return _replaced(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _replaced(before, after)
    found: list[Piece] = []
    for kind, start, end, begin, until in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[start:end])))
        else:
            found += _replaced("".join(old[start:end]), "".join(new[begin:until]))
    return _whole_runs(found)


def _replaced(before: str, after: str) -> list[Piece]:
    both = (Piece("removed", before), Piece("added", after))
    return [piece for piece in both if piece.text]


def _whole_runs(found: list[Piece]) -> list[Piece]:
    """Join changes that only a blank stands between: "hai mươi" for "ba chục" is one change and not two."""
    joined: list[Piece] = []
    before = after = ""
    for place, piece in enumerate(found):
        blank = piece.kind == "same" and piece.text.isspace() and (before or after) and place + 1 < len(found)
        if piece.kind == "same" and not blank:
            joined += [*_replaced(before, after), piece]
            before = after = ""
        else:
            before += piece.text if piece.kind != "added" else ""
            after += piece.text if piece.kind != "removed" else ""
    return joined + _replaced(before, after)
