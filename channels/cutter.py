"""Cut a long text into messages where a reader would pause: at a paragraph, a line, a sentence, a word.

What belongs together stays so: a number with its unit, a date, a code, an address, the head of a list with its first item. Only what is
longer than a message by itself is cut, and then not between a letter and its marks.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

Size = Callable[[str], int]  # how a platform counts; never fewer than characters

_AROUND = 160  # characters read beyond a cut: nothing that stays whole is longer, addresses aside, which hold no blank
_QUARTER = 4  # a message filled to less than that is worse than one that ends at the next kind of place
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?<=[.!?;…])[\"”’)\]]*(?=\s)")
_BLANK = re.compile(r"\s")
_GAP = r"[^\S\n]+"  # a new line ends what belongs together
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*+\.?"
_UNIT = (
    r"(?:đồng|vnđ|vnd|usd|triệu|nghìn|tỷ|giờ|phút|ngày|tháng|năm|tuổi|bản|lần|m²|m2|km|hours?|minutes?|(?:working\s)?days?|months?|years?)\b"
    rf"(?:{_GAP}làm{_GAP}việc)?"
)
_NUMBER = r"\d[\d.,/:%)-]*+"
_WHOLE = re.compile(
    rf"""(?<!\w)(?:(?:ngày|mùng|mồng){_GAP})?\d{{1,2}}{_GAP}tháng{_GAP}\d{{1,2}}(?:{_GAP}năm{_GAP}\d{{4}})?
    | (?<!\w)tháng{_GAP}\d{{1,2}}{_GAP}năm{_GAP}\d{{4}}
    | (?<!\w)\d{{1,2}}{_GAP}{_MONTH},?{_GAP}\d{{4}} | (?<!\w){_MONTH}{_GAP}\d{{1,2}}(?:,?{_GAP}\d{{4}})?
    | (?<!\w)(?:ngày|tháng|năm|mùng|mồng|số|mã|điều|khoản|điểm|mục|bước|quận|phường|đường|tuổi|article|clause|step|ward|no\.){_GAP}
        \(?[^\W\d]{{0,3}}\d\S*
    | (?<!\S)\(?\d{{1,3}}[.)]{_GAP}(?:{_NUMBER}(?:{_GAP}{_NUMBER}){{0,5}}(?:{_GAP}{_UNIT})?\S*|\S+)  # "1." begins the line it numbers
    | (?<!\S)\(?(?:(?:tp|tx|tt|kp|gs|ts|bs|ths|mr|mrs|ms|dr|st|no)\.|[a-zđ][.)]){_GAP}\S+  # a short name ends no sentence
    | (?<![\w.,/:%-])["(“+]{{0,2}}{_NUMBER}(?:(?:{_GAP}{_NUMBER}){{1,5}}(?:{_GAP}{_UNIT})?|{_GAP}{_UNIT})""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def split(text: str, longest: int, size: Size = len) -> list[str]:
    """Return `text` (NFC) in messages of at most `longest`; only blanks at their ends are lost. Nothing for a blank text."""
    pieces, rest = [], text.strip()
    while len(rest) > longest or size(rest) > longest:
        end = _end(rest, longest, size)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def tail(text: str, longest: int, size: Size = len) -> tuple[str, str]:
    """Return `text` (NFC) as a beginning, which may be empty, and an end of at most `longest`."""
    told = text.strip()
    if size(told) <= longest:
        return "", told
    least = max(0, len(told) - longest)
    first = bisect_left(range(len(told)), -longest, least, key=lambda place: -size(told[place:]))
    start = max(0, first - _AROUND)
    for ends in _levels(told[start:]):
        if later := [end + start for end in ends if end + start >= first and told[end + start :].strip()]:
            return told[: later[0]].rstrip(), told[later[0] :].lstrip()
    while first < len(told) - 1 and _joined(told, first):
        first += 1
    return told[:first].rstrip(), told[first:].lstrip()


def _end(text: str, longest: int, size: Size) -> int:
    """Return where the first message of `text`, which begins with no blank, ends: as late as it may, at the best kind of place."""
    most = bisect_right(range(min(longest, len(text)) + 1), longest, key=lambda place: size(text[:place])) - 1
    seen = text[: most + _AROUND]
    *better, blanks = _levels(seen)
    for ends in better:
        if good := [end for end in ends if most // _QUARTER <= end <= most]:
            return good[-1]
    anywhere = [found.start() for found in _BLANK.finditer(seen)]
    words = [end for end in blanks if end <= most] or [end for end in anywhere if 0 < end <= most]
    return words[-1] if words else _inside(text, most)


def _levels(text: str) -> Iterator[list[int]]:
    """Give where a message may end in `text`: at paragraphs, lines, sentences, blanks."""
    kept = [found.span() for found in _WHOLE.finditer(text)]
    for place in (_PARAGRAPH, _LINE, _SENTENCE, _BLANK):
        ends = (found.end() if place is _SENTENCE else found.start() for found in place.finditer(text))
        free = [end for end in ends if _may(text, end, place)]
        yield [end for end in free if not any(first < end < last for first, last in kept)]


def _may(text: str, end: int, place: re.Pattern[str]) -> bool:
    """Tell whether a message may end there: not after the head of a list, nor after what only looks like the end of a sentence."""
    before, after = text[max(0, end - _AROUND) : end].rstrip(), text[end : end + _AROUND].lstrip()[:1]
    if place is _BLANK:
        return bool(before)
    if place is _SENTENCE and after.islower() and not before.endswith(";"):
        return False
    return bool(before) and not before.endswith(":")


def _inside(text: str, most: int) -> int:
    """Return the end inside a word that is longer than a message."""
    end = max(most, 1)
    while end > max(1, most - _AROUND) and _joined(text, end):
        end -= 1
    return end if end > 1 or most <= 1 else most


def _joined(text: str, end: int) -> bool:
    return bool(unicodedata.combining(text[end])) or text[end] in _JOINERS or text[end - 1] in _JOINERS
