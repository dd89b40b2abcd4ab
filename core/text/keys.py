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


def from_keys(word: str) -> str | None:
    """Return what `word` spells when its Telex or VNI keys are carried out ("dduwowcj", "d9u7o7c5", "đawng"), or `None`.

    Whether the result is a syllable is for the caller to know.
    """
    letters = _letters(word.lower())
    tones = [mark for _, marks in letters for mark in marks if mark in _TELEX_TONES]
    typed: list[tuple[str, str]] = []
    for letter, marks in letters:
        shape = "".join(mark for mark in marks if mark not in _TELEX_TONES)
        if letter in _TONE_KEYS and _shaped(typed, "aeiouy"):
            tones.append(_TONE_KEYS[letter])
        elif not shape and _apply(typed, letter):
            continue
        else:
            typed.append((letter, shape))
    if len(tones) > 1 or len(typed) + len(tones) == 0:
        return None
    spelled = _with_tone(typed, tones[0] if tones else "")
    return spelled if spelled != unicodedata.normalize("NFC", word.lower()) and spelled.isalpha() else None


_TONE_KEYS = {key: mark for tones in (_TELEX_TONES, _VNI_TONES) for mark, key in tones.items()}
# A key that shapes an earlier letter: which letters, and the mark it gives. "w" is told by the letter.
_SHAPE_KEYS = {
    "6": ("aeo", _CIRCUMFLEX), "7": ("uo", _HORN), "8": ("a", _BREVE), "9": ("d", _STROKE),
    "a": ("a", _CIRCUMFLEX), "e": ("e", _CIRCUMFLEX), "o": ("o", _CIRCUMFLEX), "d": ("d", _STROKE), "w": ("aou", _HORN),
}  # fmt: skip


def _shaped(typed: list[tuple[str, str]], among: str) -> int:
    """Return the place after the last letter of `among`, 0 when there is none."""
    return next((place for place in range(len(typed), 0, -1) if typed[place - 1][0] in among), 0)


def _apply(typed: list[tuple[str, str]], key: str) -> bool:
    """Carry out a key that shapes an earlier letter; tell whether it did."""
    if key not in _SHAPE_KEYS:
        return False
    among, mark = _SHAPE_KEYS[key]
    place = _shaped(typed, among)
    if key in "aeo" and place != len(typed):  # a doubled vowel shapes its neighbour only
        return False
    if not place or typed[place - 1][1] or (key == "d" and place != 1):
        return False
    letter = typed[place - 1][0]
    typed[place - 1] = (letter, _BREVE if key == "w" and letter == "a" else mark)
    if mark == _HORN and letter == "o" and place > 1 and typed[place - 2] == ("u", ""):
        typed[place - 2] = ("u", _HORN)
    return True


def _with_tone(typed: list[tuple[str, str]], tone: str) -> str:
    """Put the tone where the spelling has it: on the shaped vowel, else the last before a consonant, else the first of two."""
    vowels = [place for place, (letter, _) in enumerate(typed) if letter in "aeiouy"]
    if len(vowels) > 1 and typed[0][0] in "qg" and vowels[0] == 1 and typed[1][0] == ("u" if typed[0][0] == "q" else "i"):
        vowels = vowels[1:]
    at = -1
    if vowels and tone:
        shaped = [place for place in vowels if typed[place][1]]
        closed = vowels[-1] < len(typed) - 1
        at = shaped[-1] if shaped else vowels[-1] if closed or len(vowels) == 1 else vowels[-2]
    return "".join(_composed(letter, marks + (tone if place == at else "")) for place, (letter, marks) in enumerate(typed))
