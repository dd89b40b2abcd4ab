"""One written form for the many ways the same Vietnamese text arrives.

The order matters: compose first (NFD text falls apart in every later step), then remove what
cannot be seen, then put look-alike letters and tone marks where Vietnamese spelling puts them.
"""

import re
import unicodedata

# Letters that look Vietnamese but are not: typed by old input methods, or pasted from PDF files.
_CONFUSABLES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "\u00a0": " ", "\u202f": " ", "\u2007": " "})

# Zero-width and directional marks, soft hyphen, byte-order mark, and the invisible "tag" letters
# (U+E0000 block) with which instructions are smuggled into chat messages.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")  # half an emoji, cut by a client: no text can be written with it
_CONFUSABLE = re.compile("[" + "".join(map(chr, _CONFUSABLES)) + "]")
# A lone blank, and a line break without one beside it, are as they should be: most texts need no change at all.
_BLANKS = re.compile(r"(?: [ \t\r]|[\t\r])[ \t\r]*")
_LINES = re.compile(r" \n ?|\n ")

# Tone placement: hoà -> hòa, thuỷ -> thủy. Only where the syllable ends after the pair, since
# "hoàn" and "thuỳ" + consonant are spelled the other way; "quý" keeps its tone, u belongs to q.
_TONE_PAIRS = {
    first + accented: moved + second
    for first, second, forms in (
        ("o", "a", ("oà", "òa", "oá", "óa", "oả", "ỏa", "oã", "õa", "oạ", "ọa")),
        ("o", "e", ("oè", "òe", "oé", "óe", "oẻ", "ỏe", "oẽ", "õe", "oẹ", "ọe")),
        ("u", "y", ("uỳ", "ùy", "uý", "úy", "uỷ", "ủy", "uỹ", "ũy", "uỵ", "ụy")),
    )
    for new, old in zip(forms[::2], forms[1::2], strict=True)
    for accented, moved in ((new[1], old[0]),)
}
# The same pairs as sets of letters, which is read several times faster than the list of them.
_SECOND = {first: "".join(pair[1] + pair[1].upper() for pair in _TONE_PAIRS if pair[0] == first) for first in "ou"}
_TONE = re.compile(rf"[oOuU](?<![qQ].)(?:(?<=[oO])[{_SECOND['o']}]|(?<=[uU])[{_SECOND['u']}])(?![^\W\d_]|[\u0300-\u036f])")


def normalize(text: str) -> str:
    """Return `text` composed (NFC), without invisible characters, in one tone style, blanks folded.

    Idempotent. Case, accents, line breaks and codes stay as they are.
    """
    composed = _compose(_SURROGATES.sub("", text))
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", composed))
    if visible != composed:  # removing an invisible mark can leave a letter beside a combining accent
        visible = _compose(visible)
    return _LINES.sub("\n", _BLANKS.sub(" ", _TONE.sub(_move_tone, visible))).strip()


def _compose(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_CONFUSABLES) if _CONFUSABLE.search(composed) else composed


def _move_tone(match: re.Match[str]) -> str:
    pair = match.group()
    moved = _TONE_PAIRS[pair.lower()]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(pair, moved, strict=True))
