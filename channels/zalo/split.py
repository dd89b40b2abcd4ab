"""Cut a long text into messages: at a paragraph, else a line, else a sentence, else a blank. What belongs together stays so."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Where a message may end, the best kind of place first; it ends where the first group begins.
_PLACES = (
    re.compile(r"(\n[ \t]*\n)"),
    re.compile(r"(?<!:)(\n)"),  # a head stays with the first of its items
    re.compile(r"(?<=[.!?;…])[\"”’)\]]*(\s)"),
)
_BLANK = re.compile(r"(\s)")
# A number written with blanks, a date in words, a number after or before the word for what it counts. A point after a number ("1.")
# or a short name ("TP.") ends no sentence.
_TOGETHER = re.compile(
    r"""(?<![\d.,/:%-])\d[\d.,/:%-]*+(?:\s+\d[\d.,/:%-]*+){1,4}
      | (?<!\w)(?:ngày|tháng|năm|mùng|số|mã|điều|khoản|điểm|mục|quận|phường|đường|tuổi|may|march|june|july)\s+
          (?:\d{1,4}\s+(?:tháng|năm|ngày)\s+){0,2}\(?[^\W\d]{0,3}\d\S*
      | (?<!\S)[("“]?\d\S{0,30}\s+(?:đồng|triệu|nghìn|tỷ|vnd|usd|giờ|phút|ngày|tháng|năm|tuổi|bản|lần|hours?|minutes?|days?|months?|years?
          |jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b(?:\s+\d{1,4}\b)?
      | (?<!\S)\(?\d{1,3}[.)]\s+\S+
      | (?<!\S)(?:tp|tx|tt|kp|q|p|h|x|đ|gs|ts|bs|ths|mr|ms|dr|st|no)\.\s+\S+""",
    re.IGNORECASE | re.VERBOSE,
)
_QUARTER = 4  # a message filled to less than that is worse than one that ends at the next kind of place


def split(text: str, longest: int) -> list[str]:
    """Return `text` (NFC) in messages of 1 to `longest` characters; only blanks at their ends are lost.

    A word longer than a message is cut, since it cannot be sent otherwise, though not between a letter and its marks.
    """
    return list(_pieces(text.strip(), longest))


def _pieces(rest: str, longest: int) -> Iterator[str]:
    while len(rest) > longest:
        end = _end(rest[: 2 * longest], longest)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def _end(text: str, longest: int) -> int:
    """Return where the first message of `text`, which begins with no blank, ends."""
    window = text[: longest + 1]
    kept = [found.span() for found in _TOGETHER.finditer(text)]
    for place in _PLACES:
        ends = _ends(place, window)
        if free := [end for end in ends if end >= longest // _QUARTER and _apart(end, kept)]:
            return free[-1]
    ends = _ends(_BLANK, window)
    return max([end for end in ends if _apart(end, kept)] or ends, default=0) or _anywhere(window, longest)


def _ends(place: re.Pattern[str], window: str) -> list[int]:
    return [found.start(1) for found in place.finditer(window)]


def _apart(end: int, kept: Iterable[tuple[int, int]]) -> bool:
    return not any(first < end < last for first, last in kept)


def _anywhere(window: str, longest: int) -> int:
    end = longest
    while end > 1 and unicodedata.combining(window[end]):
        end -= 1
    return end if end > 1 else longest
