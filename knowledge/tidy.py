"""Make officialese readable without changing what it says: list marks off, bounded lists, whole sentences only."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import get_args

from core.words import Language, say

CUT = "[…]"
_MARKS = re.compile(r"^(?:[-–+*•.,;]\s*)+")
_ENDS = re.compile(r"(?:\./\.|\.{2,}|[.;,]*[;,])\s*$")
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ0-9(+*-])")
_CLAUSE_END = re.compile(r"(?<=;)\s+")
_PROPER = ("Việt Nam", "Hồ Chí Minh", "Trung Quốc", "Lào", "Campuchia")
_LONGEST = 450  # characters of an item; what is longer is cut after a whole sentence


def unmarked(text: str) -> str:
    """Return `text` in one line, without the mark of a list before it and the `;` after it."""
    told = _MARKS.sub("", " ".join(text.split()))
    return _ENDS.sub(lambda end: "." if end.group().startswith(("./", "..", ".;")) else "", told).strip()


def line(text: str) -> str:
    """Return `text` as one item of a list: `unmarked`, a capital letter first."""
    told = unmarked(text)
    return told if told.startswith("http") else told[:1].upper() + told[1:]


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return whole sentences of `text` up to `longest` characters (the first one always), and `CUT` where some are left out.

    A sentence is never cut: half a condition is another condition. A clause that ends with a semicolon counts as one.
    """
    if len(text) <= longest:
        return text
    kept, *others = _SENTENCE_END.split(text)
    if len(kept) > longest:
        kept, *others = _CLAUSE_END.split(text)
    for sentence in others:
        if len(kept) + 1 + len(sentence) > longest:
            break
        kept = f"{kept} {sentence}"
    return kept if len(kept) == len(text) else f"{kept.rstrip('; ')} {CUT}"


def bounded(
    items: Iterable[str], kind: str, where: str | None, most: int = 15, chars: int = 2_400, language: Language = "vi"
) -> list[str]:  # fmt: skip
    """Return the first `items`, at most `most` and about `chars` characters, and a line that counts the others.

    Args:
        items: what is listed; one that ends with a colon is the head of those after it and counts as none.
        kind: what is counted, in `language`: "giấy tờ".
        where: the address of the official page, where everything is.
        most: how many items may stand.
        chars: how long they may be together; one item always stands.
        language: of the line that counts.
    """
    told = list(_once(shortened(item) for item in items))
    kept: list[str] = []
    for item in told:
        if kept and (sum(map(_counts, kept)) >= most or sum(map(len, kept)) + len(item) > chars):
            break
        kept.append(item)
    left = sum(map(_counts, told[len(kept) :]))
    while left and kept and not _counts(kept[-1]):  # a head without its items
        kept.pop()
    see = say("facets.see_page", language, page=where) if where else say("facets.see_office", language)
    if left:
        kept.append(say("facets.more", language, count=left, kind=kind, see=see))
    elif any(item.endswith(CUT) for item in kept):
        kept.append(say("facets.cut", language, mark=CUT, see=see))
    return kept


def _once(items: Iterable[str]) -> Iterator[str]:
    """Yield each item once under its head: the same paper may be asked for in two cases."""
    seen: set[str] = set()
    for item in items:
        if not _counts(item):
            seen.clear()
        if item not in seen:
            yield item
        seen.add(item)


def is_bounded(items: list[str]) -> bool:
    """Tell whether `bounded` left something out of `items`."""
    return bool(items) and items[-1].startswith(_beginnings())


@cache
def _beginnings() -> tuple[str, ...]:
    """How the lines that count begin, in every language."""
    languages: tuple[Language, ...] = get_args(Language)
    return tuple(say(key, language).split("{")[0] for key in ("facets.more", "facets.cut") for language in languages)


def _counts(item: str) -> bool:
    return not item.endswith(":")


def sentence_case(name: str) -> str:
    """Return a name that shouts ("THỦ TỤC THÀNH LẬP HỘI") in plain letters; any other as it is."""
    if not name.isupper() or len(name) < 12:
        return name
    told = name[:1] + name[1:].lower()
    for proper in _PROPER:
        told = re.sub(rf"\b{proper.lower()}\b", proper, told)
    return told
