"""What a person says beside what they mean: "không phải đăng ký lại", "à không, ý tôi là ...", "quay lại cái lúc nãy".

The words of what is not meant would find just that, and words about the talk find anything, so both are left out of the
searched copy.
"""

import re

from core.text import fold

_NO = r"(?:khong|ko|k|hong|hok|hem|chang)"
_NOT_THIS = re.compile(
    rf"(?:(?:^|[,;.]\s*)(?:chu )?(?:{_NO} phai|dung (?:co )?nham|{_NO} nham)|\bchu (?:{_NO} phai|{_NO}|dung nham))"
    r"(?: (?:la|voi|sang|qua|thanh|cai|vu|thu tuc))* (?P<matter>[^,;.?!]{3,80}?)(?=\s+(?:ma|nha|nhe|nghe|a|dau)\b|[,;.?!]|$)"
)
_BUT_THIS = re.compile(r"^.{0,80}?\b(?:y (?:toi|minh|em|tui|chi|anh|con|bac|co|chu) (?:la|noi|muon (?:noi|hoi))(?: la)?)[ ,:]+(?=.{6,})")
_OF_THE_TALK = re.compile(
    r"\b(?:(?:quay|tro) (?:lai|ve)(?: (?:voi|toi|den|ve|vu|chuyen|cai|phan|thu tuc))*|(?:luc|hoi|khi|ban|vua) (?:nay|roi)\b(?! (?:nop|lam))"
    r"|(?:o |ben )?(?:cau|phan|thu tuc|cai|vu) (?:hoi )?(?:truoc(?: do)?|dau tien|ban dau|vua roi)\b)"
)
_BACK = re.compile(r"\b(?:quay|tro) (?:lai|ve)\b")
_LEAST = 2  # words that must be left: "không phải vậy" leaves nothing to search for


def turns_back(text: str) -> bool:
    """Tell whether `text` returns to an earlier matter: what was said in between is left behind."""
    return bool(_BACK.search(fold(text)))


def meant(text: str) -> str:
    """Return `text` (normalised) without what it says not to be meant; unchanged where nothing would be left."""
    folded = fold(text)
    if len(folded) != len(text):  # a stray mark: places do not correspond
        return text
    start = found.end() if (found := _BUT_THIS.search(folded)) else 0
    kept, at = [], start
    beside = sorted(match.span() for pattern in (_NOT_THIS, _OF_THE_TALK) for match in pattern.finditer(folded, start))
    for begin, end in beside:
        kept.append(text[at : max(begin, at)])
        at = max(end, at)
    left = " ".join([*kept, text[at:]]).strip(" ,;")
    return left if (kept or start) and len(left.split()) >= _LEAST else text
