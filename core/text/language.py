"""Which language a message is written in, by the words that only one of the two has.

Vietnamese is often typed without accents ("lam khai sinh o dau"), so accents alone do not tell; English words stand in Vietnamese
sentences ("làm work permit"), so a few of do not tell either. What is short or mixed is left open.
"""

import re
from pathlib import Path
from typing import Literal

from core.text.fold import fold, has_accents
from core.text.normalize import normalize
from core.text.orthography import is_syllable

_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_NAMES = re.compile(r"ho chi minh|sai ?gon|viet ?nam|ha ?noi|binh duong|vung tau|ba ria|con dao|vneid|dichvucong\S*", re.IGNORECASE)
_ENGLISH, _BOTH = (
    frozenset(words.split()) for words in re.split(r"^#.*$", Path(__file__).with_name("english.txt").read_text("utf-8"), flags=re.M)[1:]
)
_CHATTED = frozenset(["k", "ko", "dc", "hok", "hk", "vs", "mik", "ntn", "bn", "dk", "gks", "cccd", "cmnd", "nha", "z", "j", "zay"])


def language(text: str) -> Literal["vi", "en"] | None:
    """Return the language of `text`, or `None` where it is too short or too mixed to tell ("ok", "VNeID", "Ben Nghe")."""
    spelled = [word.lower().replace("’", "'") for word in _WORD.findall(_NAMES.sub(" ", normalize(text)))]
    english = sum(word in _ENGLISH for word in spelled)
    accented = sum(has_accents(word) for word in spelled)
    vietnamese = sum(_is_vietnamese(word) for word in spelled)
    if english > vietnamese and (english > 1 or len(spelled) > 3):
        return "en"
    return "vi" if accented > 1 or (vietnamese > 2 and vietnamese > english) else None


def _is_vietnamese(word: str) -> bool:
    if word in _ENGLISH or word in _BOTH:
        return False
    return word in _CHATTED or is_syllable(fold(word))
