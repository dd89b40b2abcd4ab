"""What of a portal's words may be told: names as initials, free texts without personal data."""

import re
import unicodedata

from core.text import fold, normalize
from core.text.mask import TAGS, mask

_LONGEST = 400  # characters of an office's note
_IDENTITY = (9, 12)  # digits of an identity number
_WORD = re.compile(r"\w+")


def initials(name: object) -> str | None:
    """Return the initials of a person's `name` ("N. V. A."), or `None` when there is none."""
    words = _WORD.findall(normalize(name)) if isinstance(name, str) else []
    return " ".join(f"{word[0].upper()}." for word in words[:8]) or None


def cleaned(text: object, *personal: str | None) -> str | None:
    """Return an office's free `text` fit to be told: masked, shortened, without the `personal` values known of the applicant.

    Those (names, phones, identity numbers, addresses) go wherever they stand, whatever their accents and capitals; of a name each
    run of two of its words or more goes too. `None` when nothing is left, or when `text` is no text.
    """
    if not isinstance(text, str):
        return None
    told = unicodedata.normalize("NFC", normalize(text[: 4 * _LONGEST]))
    for value in personal:
        told = _without(told, value or "")
    told = mask(told).strip()
    return (told if len(told) <= _LONGEST else f"{told[:_LONGEST].rstrip()}…") or None


def _without(text: str, value: str) -> str:
    """Replace every run of two words or more of `value` in `text`; a number, or a single word that is all of it, too."""
    words = [fold(word) for word in _WORD.findall(normalize(value))]
    least = min(2, len(words))
    found = list(_WORD.finditer(text))
    hidden: list[tuple[int, int]] = []
    # How many words are alike from a word of the text and one of the value on, told from the end: one look at each pair, however
    # long the value is.
    after = [0] * (len(words) + 1)
    for at in reversed(range(len(found))):
        word = fold(found[at][0])
        after = [after[start + 1] + 1 if word == known else 0 for start, known in enumerate(words)] + [0]
        if (longest := max(after)) >= least > 0:
            hidden.append((found[at].start(), found[at + longest - 1].end()))
    hidden.reverse()
    for start, stop in reversed(_merged(hidden)):
        text = text[:start] + _tag(words) + text[stop:]
    return text


def _tag(words: list[str]) -> str:
    digits = "".join(words)
    if not digits.isdecimal():
        return TAGS["name"]
    return TAGS["identity"] if len(digits) in _IDENTITY else TAGS["phone"]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
