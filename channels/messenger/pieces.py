"""Cut a long text into messages where a reader would pause: at a paragraph, a line, a sentence, a word.

Never inside a number, a date, a code or an address, unless one alone is longer than a message.
"""

import re
import unicodedata
from collections.abc import Iterator

from channels.messenger.limits import size

_AROUND = 120  # characters read beyond a cut: nothing that must stay whole is longer, addresses aside, which hold no blank
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)\]]*(?=\s)|(?<=;)(?=\s)")
_WORD = re.compile(r"(?<=\S)(?=\s)")
_NO_END = re.compile(r"(?:^|[\s(])(?:\d{1,3}|[A-ZĐ]{1,3}|Tp|tp|Ths|ThS|Ts|Gs|Mr|Mrs|Ms|Dr|St|No)\.$")  # "1." and "TP." end nothing
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_WHOLE = re.compile(
    rf"""(?:ngày\s+|mùng\s+|mồng\s+)?\d{{1,2}}\s+tháng\s+\d{{1,2}}(?:\s+năm\s+\d{{4}})?
    | tháng\s+\d{{1,2}}\s+năm\s+\d{{4}}
    | \d{{1,2}}\s+{_MONTH}\.?,?\s+\d{{4}} | {_MONTH}\s+\d{{1,2}},?\s+\d{{4}}
    | \+?\d[\d.,/:-]*(?:\s\d[\d.,/:-]*){{0,5}}(?:\s+(?:đồng|vnđ|vnd|ngày|tháng|năm|giờ|phút|tuổi|bản|m²|days?|months?|years?|hours?)\b)?
    | (?:điều|khoản|điểm|mục|số|bước|quận|phường|article|no\.|step)\s+\d\S*
    | \S*://\S+""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def split(text: str, limit: int) -> list[str]:
    """Return `text` in pieces of at most `limit`; only blanks at the cuts are left out. Nothing for a blank text."""
    pieces, rest = [], text.strip()
    while len(rest) > limit or size(rest) > limit:
        cut = _last_cut(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def tail(text: str, limit: int) -> tuple[str, str]:
    """Return `text` as a beginning, which may be empty, and an end of at most `limit`."""
    told = text.strip()
    if size(told) <= limit:
        return "", told
    first = len(told) - _fitting(told[::-1], limit)
    start = max(0, first - _AROUND)
    seen = told[start:]
    for cuts in _levels(seen):
        later = [cut + start for cut in cuts if cut + start >= first and told[cut + start :].strip()]
        if later:
            return told[: later[0]].rstrip(), told[later[0] :].lstrip()
    while first < len(told) - 1 and _joined(told, first):
        first += 1
    return told[:first].rstrip(), told[first:].lstrip()


def _last_cut(text: str, limit: int) -> int:
    """Return where the first piece ends: as late as it may, at the best place of its last two thirds, else at a word."""
    most = _fitting(text, limit)
    seen = text[: most + _AROUND]
    *better, words = _levels(seen)
    for cuts in better:
        good = [cut for cut in cuts if most // 3 <= cut <= most]
        if good:
            return good[-1]
    at_word = [cut for cut in words if 0 < cut <= most]
    return at_word[-1] if at_word else _inside(text, most)


def _levels(text: str) -> Iterator[list[int]]:
    """Give where `text` may be cut: after paragraphs, lines, sentences, words."""
    kept = [found.span() for found in _WHOLE.finditer(text)]
    for pattern in (_PARAGRAPH, _LINE, _SENTENCE, _WORD):
        cuts = [found.end() if pattern is _SENTENCE else found.start() for found in pattern.finditer(text)]
        yield [cut for cut in cuts if _may(text, cut, pattern) and not any(start < cut < end for start, end in kept)]


def _may(text: str, cut: int, pattern: re.Pattern[str]) -> bool:
    """Tell whether a piece may end at `cut`: not after the head of a list, nor after what only looks like the end of a sentence."""
    before, after = text[max(0, cut - 12) : cut].rstrip(), text[cut : cut + 12].lstrip()[:1]
    if pattern is _WORD:
        return bool(before)
    if pattern is _SENTENCE and (_NO_END.search(before) or not (before.endswith(";") or after.isupper() or not after.isalpha())):
        return False
    return bool(before) and not before.endswith(":")


def _fitting(text: str, limit: int) -> int:
    """Return how many characters of `text` fit."""
    units = 0
    for place, letter in enumerate(text):
        units += 2 if letter > "\uffff" else 1
        if units > limit:
            return place
    return len(text)


def _inside(text: str, most: int) -> int:
    """Return the cut of a word that is longer than a message: not between a letter and its marks."""
    cut = most
    while cut > max(1, most - _AROUND) and _joined(text, cut):
        cut -= 1
    return cut


def _joined(text: str, cut: int) -> bool:
    return bool(unicodedata.combining(text[cut])) or text[cut] in _JOINERS or text[cut - 1] in _JOINERS
