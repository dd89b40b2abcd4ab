"""Dangers, however the dialogue model hears them: heard by the circumstance, never by a bare word (`dangers.tsv`).

"Thẩm duyệt phòng cháy" is no fire, "ủy quyền người khác nộp giùm" no errand for us; each has its own firm, kind reply.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.text import fold, has_accents, normalize
from core.text.keys import from_keys
from core.text.language import language
from core.text.orthography import is_syllable
from knowledge import tables

TABLE = Path(__file__).with_name("dangers.tsv")
_LONGEST = 2_000  # characters; a message is shorter, and no pattern reads more
_SHORTEST = 3  # letters of a word whose keys are carried out: "or" is a word of code
_NONE = "-"
_FRAGMENT = re.compile(r"<(\w+)>")
_APART = re.compile(r"\b(?:\w[ .*_-]+){2,}\w\b")  # "o t p", "o.t.p"
_SIGNS = str.maketrans({"@": "a", "$": "s", "€": "e", "ο": "o", "о": "o", "а": "a", "е": "e", "р": "p", "с": "c", "т": "t"})


@dataclass(frozen=True)
class Sign:
    """One way a danger shows: on the bare text, as it must be spelled when accents were typed, and what takes it back."""

    key: str
    pattern: re.Pattern[str]
    spelled: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def shows(self, bare: str, typed: str, accented: bool) -> bool:
        """Tell whether it shows in `bare`, the copy without accents of `typed`."""
        if not self.pattern.search(bare) or (self.unless and self.unless.search(bare)):
            return False
        return not (accented and self.spelled) or self.spelled.search(typed) is not None


def danger(text: str) -> str | None:
    """Return the key of the reply (`core/words/safety.yml`) that `text` needs before anything else, or `None`."""
    typed = normalize(text[:_LONGEST]).lower()
    bare = _plain(typed)
    accented = has_accents(typed)
    return next((sign.key for sign in _signs() if sign.shows(bare, typed, accented)), None)


def _plain(typed: str) -> str:
    """Return `typed` without accents, with the keys of accents carried out and light disguise undone."""
    joined = _APART.sub(lambda match: re.sub(r"[ .*_-]", "", match.group()), typed.translate(_SIGNS))
    return fold(joined if language(joined) == "en" else " ".join(_composed(word) for word in joined.split()))


def _composed(word: str) -> str:
    """Return what the keys of `word` spell where that is a syllable and the word itself is none ("khaaur")."""
    spelled = None if len(word) < _SHORTEST or not word.isascii() or is_syllable(word) else from_keys(word)
    return spelled if spelled and is_syllable(fold(spelled)) else word


@cache
def _signs() -> list[Sign]:
    """Read the table, once. Raises `ValueError` naming the line that is not four columns of good patterns."""
    fragments: dict[str, str] = {}
    signs = []
    for number, (key, *cells) in tables.raw_rows(TABLE, (4,)):
        pattern, spelled, unless = (_FRAGMENT.sub(lambda match: fragments.get(match[1], match[0]), cell) for cell in cells)
        if key.startswith("="):
            fragments[key[1:]] = pattern
            continue
        try:
            signs.append(Sign(key, re.compile(pattern), _optional(spelled), _optional(unless)))
        except re.error as error:
            raise ValueError(f"{TABLE.name}, line {number}: {error}") from error
    return signs


def _optional(pattern: str) -> re.Pattern[str] | None:
    return None if pattern.strip() == _NONE else re.compile(pattern)
