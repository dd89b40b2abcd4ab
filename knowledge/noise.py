"""Simulated typing: what phones, hurry and dialect do to a question. For measuring and for training, never for serving.

About one syllable in five is distorted, one text in five loses all its accents. Codes and numbers stay.
"""

import re
import unicodedata
from collections.abc import Callable
from random import Random

from core.text import normalize
from core.text.keys import telex, vni

_ALL_ACCENTS_LOST = 0.2
_SHORTENED = 0.3  # of the phrases that have a chat spelling
_DISTORTED = 0.15  # of the syllables
_PUNCTUATION_LOST = 0.4
_BLANK_LOST = 0.015
_TOKEN = re.compile(r"\s+|[^\W\d_]+|.", re.DOTALL)
_WHOLE = re.compile(r"\S*\d\S*")  # codes, numbers, dates, phones: left alone
_BLANK = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_]+(?!\S))")  # between two words; never beside a code

# Chat spellings and southern forms, by what they stand for.
_CHAT = {
    "như thế nào": ("ntn", "nhu tn", "sao"),
    "bao nhiêu": ("bn", "bnhiu", "bao nhiu", "nhiu"),
    "bây giờ": ("bh", "h", "giờ"),
    "đăng ký": ("đk", "dk", "đki", "đăng kí"),
    "giấy tờ": ("gt", "gtờ", "giay to"),
    "hồ sơ": ("hs", "hsơ"),
    "thủ tục": ("tt", "thủ tuc"),
    "kết hôn": ("kh", "cưới"),
    "khai sinh": ("ks", "khai sanh"),
    "không": ("ko", "k", "kh", "hok", "hông", "hổng", "khum", "kg"),
    "được": ("dc", "đc", "đx", "dk", "đựơc"),
    "gì": ("j", "ji", "gi", "zì"),
    "vậy": ("z", "v", "dzậy", "zậy"),
    "rồi": ("r", "rùi", "òi"),
    "mình": ("mk", "mik", "m"),
    "với": ("vs", "dới", "zới"),
    "vào": ("vô", "zô", "dô", "zào"),
    "người": ("ng", "ngừi", "nguời"),
    "muốn": ("mún", "muon"),
    "cũng": ("cx", "cũg"),
    "biết": ("bít", "bik", "bjt"),
    "làm": ("lm", "mần"),
    "tôi": ("tui", "t", "toi"),
    "nước": ("nc", "nước"),
    "chồng": ("ck", "ox"),
    "vợ": ("vk", "bx"),
    "trước": ("trc", "truoc"),
    "thế": ("thía", "thé"),
    "nhiêu": ("nhiu",),
    "anh chị": ("ac", "a/c"),
    "công ty": ("cty",),
    "điện thoại": ("đt", "dt"),
    "ở đâu": ("ở đau", "chỗ nào", "ở đâu z"),
    "nào": ("nèo", "nao"),
    "cho": ("cko",),
}
_CHAT_PATTERN = re.compile(r"\b(?:" + "|".join(sorted(_CHAT, key=len, reverse=True)) + r")\b", re.IGNORECASE)

# How syllables are confused where people write as they speak: at the head, and at the end.
_HEADS = (
    ("s", "x"), ("x", "s"), ("ch", "tr"), ("tr", "ch"), ("l", "n"), ("n", "l"), ("d", "gi"), ("gi", "d"), ("v", "d"),
    ("r", "g"), ("c", "k"), ("k", "c"), ("qu", "w"), ("ph", "f"), ("ngh", "ng"), ("gi", "j"), ("d", "z"), ("v", "z"),
)  # fmt: skip
_ENDS = (("n", "ng"), ("ng", "n"), ("t", "c"), ("c", "t"), ("nh", "n"), ("y", "i"), ("i", "y"), ("ng", "g"), ("nh", "h"))
_HOOK, _TILDE = "\u0309", "\u0303"
_NEIGHBOURS = {
    key: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, key in enumerate(row)
}


def distort(text: str, seed: int) -> str:
    """Return `text` as a hurried person may type it; the same text and `seed` give the same typing."""
    chance = Random(f"{seed} {text}")  # noqa: S311 - typing errors, not secrets
    words = _CHAT_PATTERN.sub(lambda match: _shortened(match.group(), chance), normalize(text))
    words = "".join(_typed(token, chance) for token in _tokens(words))
    words = _BLANK.sub(lambda match: "" if chance.random() < _BLANK_LOST else " ", words)
    if chance.random() < _PUNCTUATION_LOST:
        words = re.sub(r"[,?.!;](?=\s|$)", "", words)
    if chance.random() < _ALL_ACCENTS_LOST:
        words = _bare(words)
    return normalize(words) or normalize(text)


def _tokens(text: str) -> list[str]:
    return [token for part in re.split(r"(\s+)", text) for token in ([part] if _WHOLE.fullmatch(part) else _TOKEN.findall(part))]


def _shortened(phrase: str, chance: Random) -> str:
    return chance.choice(_CHAT[phrase.lower()]) if chance.random() < _SHORTENED else phrase


def _typed(token: str, chance: Random) -> str:
    if not token.isalpha() or chance.random() >= _DISTORTED:
        return token
    for _ in range(6):  # not every slip is possible on every syllable
        slip = chance.choices(_SLIPS, _WEIGHTS)[0]
        slipped = slip(token, chance)
        if slipped not in ("", token):
            return slipped
    return token


def _bare(token: str, _: Random | None = None) -> str:
    """Lose the accents, keep the capitals."""
    marked = unicodedata.normalize("NFD", token.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))


def _left_keys(token: str, chance: Random) -> str:
    """Telex or VNI keys left: all of them, or only those of the tone or of the letters' shapes."""
    if chance.random() < 0.25:
        return vni(token)
    shapes, tone = chance.choice(((True, True), (True, True), (True, False), (False, True)))
    return telex(token, shapes=shapes, tone=tone)


def _wrong_tone(token: str, _: Random) -> str:
    """Hỏi for ngã and back, as half the country speaks."""
    swap = str.maketrans({_HOOK: _TILDE, _TILDE: _HOOK})
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", token).translate(swap))


def _as_spoken(token: str, chance: Random) -> str:
    heads = [new + token[len(old) :] for old, new in _HEADS if token.startswith(old) and len(token) > len(old)]
    ends = [token[: -len(old)] + new for old, new in _ENDS if token.endswith(old) and len(token) > len(old) + 1]
    return chance.choice([*heads, *ends] or [token])


def _neighbour(token: str, chance: Random) -> str:
    place = chance.randrange(len(token))
    keys = _NEIGHBOURS.get(token[place].lower(), "")
    return token[:place] + chance.choice(keys) + token[place + 1 :] if keys else token


def _doubled(token: str, chance: Random) -> str:
    place = chance.randrange(len(token))
    return token[: place + 1] + token[place] * chance.choice((1, 1, 2, 3)) + token[place + 1 :]


def _dropped(token: str, chance: Random) -> str:
    place = chance.randrange(len(token))
    return token[:place] + token[place + 1 :] if len(token) > 2 else token


def _transposed(token: str, chance: Random) -> str:
    place = chance.randrange(max(len(token) - 1, 1))
    return token[:place] + token[place : place + 2][::-1] + token[place + 2 :]


_SLIPS: tuple[Callable[[str, Random], str], ...] = (
    _bare, _left_keys, _wrong_tone, _as_spoken, _neighbour, _doubled, _dropped, _transposed,
)  # fmt: skip
_WEIGHTS = (30, 20, 8, 14, 8, 5, 7, 8)
