"""The one form by which texts are the same text, here and in the labels."""

import hashlib
import unicodedata

from core.text import fold
from core.text.mask import mask


def folded(text: str) -> str:
    """Return the text in small letters without accents, one blank between words: what is searched, and what is searched for."""
    return " ".join(fold(text).split())


def key_of(text: str) -> str:
    """Return the hash of the folded text: the same whatever the accents, the case and the blanks; "" for a text without a letter."""
    form = folded(text)
    return hashlib.sha256(form.encode("utf-8", "replace")).hexdigest() if form else ""


def is_masked(text: str) -> bool:
    """Tell whether nothing personal is left that the mask knows."""
    return mask(text) == unicodedata.normalize("NFC", text)


def chance(key: str, salt: str) -> float:
    """Return a number from 0 to 1 that is always the same for a key: a sample that needs no memory."""
    return int(hashlib.sha256(f"{salt}:{key}".encode()).hexdigest()[:12], 16) / 16**12
