"""The words of a message as place names are matched on: each with and without its accents."""

import re
from typing import NamedTuple

from core.text import fold, normalize

_WORD = re.compile(r"[^\W\d_]+|\d+")
# "Quý" and "Quí", "Mỹ" and "Mĩ" are the same name: both letters are read as i.
_ONE_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
_JOINED = re.compile(r"[ \t]?[-–]?[ \t]?")  # both dashes are typed between the parts of a name


class Token(NamedTuple):
    """A word or a number: `plain` as typed in small letters, `bare` without accents, and where it stands."""

    plain: str
    bare: str
    start: int
    end: int
    capital: bool

    @property
    def accented(self) -> bool:
        """Tell whether an accent was typed."""
        return self.plain != self.bare


class Words:
    """A message split into tokens. `text` is its normalised form, which the tokens' places refer to."""

    def __init__(self, text: str) -> None:
        self.text = normalize(text)
        self.tokens = _tokens(self.text)
        self.accented = any(token.accented for token in self.tokens)

    def gap(self, index: int) -> str:
        """Return what stands between token `index` and the one before it."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] if index > 0 else ""

    def joined(self, start: int, end: int) -> bool:
        """Tell whether the tokens from `start` to before `end` follow each other with a blank or a dash at most."""
        return all(_JOINED.fullmatch(self.gap(index)) for index in range(start + 1, min(end, len(self.tokens))))

    def bare(self, index: int) -> str:
        """Return the token at `index` without accents, "" outside the message."""
        return self.tokens[index].bare if 0 <= index < len(self.tokens) else ""

    def plain(self, index: int) -> str:
        """Return the token at `index` with its accents, "" outside the message."""
        return self.tokens[index].plain if 0 <= index < len(self.tokens) else ""


def _tokens(text: str) -> list[Token]:
    plain = text.lower().translate(_ONE_I)
    bare = fold(plain)
    if not len(text) == len(plain) == len(bare):  # letters outside Vietnamese may fold into several: accents are given up
        text = plain = bare
    found = []
    for match in _WORD.finditer(plain):
        start, end = match.span()
        number = match[0].isdecimal() and (match[0].lstrip("0") or "0")
        found.append(Token(number or match[0], number or bare[start:end], start, end, text[start].isupper()))
    return found
