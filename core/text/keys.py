"""The two ways Vietnamese is typed, Telex and VNI: the keys of a syllable, and the syllable of keys.

Where the input method is off or slips, the keys stay in the text: "dduwowcj", "d9u7o7c5", "đawng kys".
"""

import unicodedata

# A mark, and the keys that make it. The first five are tones, which may also be typed after the whole syllable.
_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_CIRCUMFLEX, _BREVE, _HORN, _STROKE = "\u0302", "\u0306", "\u031b", "\u0335"
_VNI_SHAPES = {_CIRCUMFLEX: "6", _HORN: "7", _BREVE: "8", _STROKE: "9"}


def telex(syllable: str, *, shapes: bool = True, tone: bool = True) -> str:
    """Return the Telex keys of `syllable` ("được" -> "dduwowcj"); shapes or the tone stay composed when told so."""
    written, last = "", ""
    for letter, marks in _letters(syllable):
        kept = ""
        for mark in marks:
            if mark in _TELEX_TONES:
                last, kept = (_TELEX_TONES[mark], kept) if tone else (last, kept + mark)
            elif not shapes:
                kept += mark
            else:
                letter += "w" if mark in (_BREVE, _HORN) else letter[0]
        written += _composed(letter, kept)
    return written + last


def vni(syllable: str) -> str:
    """Return the VNI keys of `syllable`, each after its letter ("được" -> "d9u7o7c5" with the tone last)."""
    written, last = "", ""
    for letter, marks in _letters(syllable):
        shapes = "".join(_VNI_SHAPES.get(mark, "") for mark in marks)
        last = "".join(_VNI_TONES.get(mark, "") for mark in marks) or last
        written += letter + shapes
    return written + last


def _letters(syllable: str) -> list[tuple[str, str]]:
    """Take `syllable` apart into base letters and their marks; the stroke of đ counts as a mark."""
    letters: list[tuple[str, str]] = []
    for character in unicodedata.normalize("NFD", syllable):
        if unicodedata.combining(character) and letters:
            letters[-1] = (letters[-1][0], letters[-1][1] + character)
        elif character in "đĐ":
            letters.append(("d" if character == "đ" else "D", _STROKE))
        else:
            letters.append((character, ""))
    return letters


def _composed(letter: str, marks: str) -> str:
    if _STROKE in marks:
        letter, marks = ("đ" if letter == "d" else "Đ"), marks.replace(_STROKE, "")
    return unicodedata.normalize("NFC", letter + marks)
