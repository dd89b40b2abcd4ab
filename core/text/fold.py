"""The accent-less copy of a text, which lexical search and matching run on."""

import re
import unicodedata

from core.text.normalize import normalize

_STROKE = str.maketrans({"đ": "d", "Đ": "D"})
_SYLLABLE = re.compile(r"\w+(?:[.,/]\w+)*")


def fold(text: str) -> str:
    """Return `text` normalised, lower-cased and without any accent ("Đăng ký" -> "dang ky")."""
    decomposed = unicodedata.normalize("NFD", normalize(text).translate(_STROKE).lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return normalize(unicodedata.normalize("NFC", bare))


def syllables(text: str) -> list[str]:
    """Return the syllables of `text` in order; codes and numbers such as 1.001193 stay whole."""
    return _SYLLABLE.findall(text)


def has_accents(text: str) -> bool:
    """Tell whether any letter of `text` carries a Vietnamese accent."""
    return fold(text) != normalize(text).lower()
