"""Insults in a question: left out of what is searched, and never answered in kind.

With accents only what is spelled so counts ("cặc" is no "các"); without accents only what means nothing else: "cu tru" is residence.
"""

import re

from core.text.fold import has_accents
from core.text.normalize import normalize

_SPELLED = """
địt mẹ|địt|đụ má|đụ mẹ|đụ|đù má|đù mẹ|đéo|đếch|lồn|cặc|buồi|vãi cả lồn|vãi lồn|vãi cặc|vãi chưởng|vãi
con mẹ nó|con mẹ mày|con mẹ tụi bây|mẹ kiếp|mẹ mày|má mày|bố mày|thằng cha mày|cha mày|tổ sư|tổ cha mày
thằng chó|đồ chó|chó má|chó chết|óc chó|óc lợn|óc heo|đồ ngu|ngu như bò|ngu như chó|ngu vãi|ngu xuẩn|ngu quá|thằng ngu|con ngu
khốn nạn|khốn kiếp|chết tiệt|súc vật|súc sinh|mất dạy|vô học|đồ điên|đồ khùng|đồ rác rưởi|rác rưởi|đồ vô dụng|đồ ăn hại|lũ ăn hại|ăn hại
đồ khốn|đĩ mẹ|đĩ|cút đi|câm mồm|câm đi|im mồm|tụi bây|tụi mày|bọn mày|chúng mày|đkm|đcm|đmm|đm
"""
_BARE = """
dit me|djt me|du ma may|du me may|vai lon|con me no|con me may|me kiep|oc cho|do ngu|ngu nhu bo|ngu vai|ngu xuan|khon nan
chet tiet|suc vat|mat day|do khung|do an hai|lu an hai|cam mom|tui bay|tui may|bon may|chung may
"""
_ANYWHERE = "dkm|dcm|dmm|vcl|vkl|vlon|fuck(?:ing)?|shit|bitch|bullshit|stupid|idiots?"


def _any_of(*lists: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join("|".join(some.split("\n")).strip("|") for some in lists) + r")(?!\w)", re.IGNORECASE)


_WITH_ACCENTS, _WITHOUT = _any_of(_SPELLED, _ANYWHERE), _any_of(_BARE, _ANYWHERE)
_LEFT = re.compile(r"\s+(?=[,.!?])|^[\s,.!?;:]+|(?<=[,;:])[\s,;:]+$")


def without_abuse(text: str) -> str:
    """Return `text` without its insults; a text without any comes back as it is, one of insults alone comes back empty."""
    typed = normalize(text)
    kept, removed = (_WITH_ACCENTS if has_accents(typed) else _WITHOUT).subn(" ", typed)
    return _LEFT.sub("", " ".join(kept.split())).strip() if removed else text
