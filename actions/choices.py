"""A choice among what was offered last, pressed or typed: "cái thứ hai", "2", "nước ngoài", or a button's own words."""

import json
import re

from actions.turn import Memory
from core.text import fold

_ORDINALS = {"dau": 1, "nhat": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4, "cuoi": -1}
_ORDINALS |= {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_WORDS = "|".join(_ORDINALS)
# The whole message is the choice: a number inside a question ("con thứ hai thì sao") is none. A word counts after a cue only,
# since "ba" and "tư" are other words too.
_LEAD = r"(?:(?:da|vang|ok|u|thi|chon|lay|cho|minh|toi|em|xem|hoi|y|la|i|want|choose)\s+)*"
_CUE = r"(?:(?:cai|so|muc|lua chon|cau|thu tuc|truong hop|loai|thu|option|number|the)\s+)"
_TAIL = r"(?:\s+(?:tien|cung|one|di|nha|nhe|a|ak|giup|minh|toi|em|dum|gium|voi|y|ay|do))*"
_ORDINAL = re.compile(rf"{_LEAD}(?:{_CUE}{{0,3}}(\d)|{_CUE}{{1,3}}({_WORDS})){_TAIL}")
_FILLERS = frozenset([
    "cai", "chon", "lay", "cho", "loai", "thu", "tuc", "truong", "hop", "la", "da", "vang", "u", "uh", "ok", "minh", "toi", "em", "chi",
    "anh", "tui", "nha", "nhe", "di", "a", "ak", "y", "ay", "do", "thi", "sao", "con", "the", "voi", "giup", "gium", "dum", "muon",
    "hoi", "xem", "ve", "nay", "kia", "roi", "ma",
])  # fmt: skip
_MOST_WORDS = 6


def read(payload: str) -> tuple[str, str | None]:
    """Split a payload of ours into its command and the one value it carries: ("/pick", "ward:26740")."""
    command, brace, entities = payload.partition("{")
    values = list(json.loads(brace + entities).values()) if brace else []
    return command, values[0] if values else None


def meant(text: str, memory: Memory) -> str | None:
    """Return the payload that typed `text` stands for, or `None` when it chooses nothing that was offered."""
    folded = fold(text).strip(" .,!?()")
    return _by_number(folded, memory) or _by_words(folded, memory)


def _by_number(folded: str, memory: Memory) -> str | None:
    """Count among the answers to an open question of ours, else among the procedures offered, else among the buttons shown."""
    found = _ORDINAL.fullmatch(folded)
    if not found:
        return None
    answers = [payload for _, payload in memory.options if payload.startswith("/pick")]
    offered = [f'/choose_procedure{{"procedure_code":"{code}"}}' for code in memory.offered_codes]
    ordered = (memory.pending and answers) or offered or answers
    number = int(found[1]) if found[1] else _ORDINALS[found[2]]
    place = len(ordered) if number == -1 else number
    return ordered[place - 1] if 1 <= place <= len(ordered) else None


def _by_words(folded: str, memory: Memory) -> str | None:
    """Find the button of just these words, politeness aside; where the assistant asked, the only one that holds them all will do.

    An open question of a desk hears its answers itself: to "đúng rồi" the button "Sửa nội dung" would hold "dung".
    """
    typed = [word for word in re.findall(r"\w+", folded) if word not in _FILLERS]
    if not typed or len(typed) > _MOST_WORDS:
        return None
    titles = [(re.findall(r"\w+", fold(title)), payload) for title, payload in memory.options]
    exact = [payload for words, payload in titles if [word for word in words if word not in _FILLERS] == typed]
    held = [payload for words, payload in titles if set(typed) <= set(words)] if memory.asking and not memory.pending else []
    fitting = exact or held
    return fitting[0] if len(set(fitting)) == 1 and fitting[0].startswith("/") else None
