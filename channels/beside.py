"""What an answer holds that its text leaves out, for channels that show words alone: usually nothing, or its sources.

A text fits one message, so of a long list it tells the first items and counts the others; a channel that shows no sections adds those.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from core.answer import Answer, Section, Source
from core.words import Language, say

_WORD = re.compile(r"\w+")


def beside(answer: Answer) -> list[str]:
    """Return paragraphs, in order: notes, what is left of sections, sources; empty ones are possible."""
    whole = unicodedata.normalize("NFC", answer.text)
    text = _Text(whole)
    notes = [note for note in answer.notes if not text.tells(note)]
    sections = [_left(part, text, answer.language) for part in answer.sections]
    sources = [_cited(one, answer.language) for one in answer.sources if not _named(one, whole)]
    return [*notes, *sections, "\n".join(sources)]


class _Text:
    """The words of a text, whatever stands between them."""

    def __init__(self, text: str) -> None:
        self._text, self._words = text, _words(text)

    def tells(self, part: str) -> bool:
        return _words(part) in self._words if _WORD.search(part) else part.strip() in self._text


def _words(text: str) -> str:
    found = " ".join(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))
    return f" {found} "


def _left(part: Section, text: _Text, language: Language) -> str:
    """Return the items and the quote of a section that the text does not tell, below its title."""
    items = list(_untold(part.items, text))
    quote = [f"“{part.quote}”"] if part.quote and not text.tells(part.quote) else []
    if not items and not quote:
        return ""
    begun = text.tells(part.title) or len(items) < len(part.items)
    head = say("beside.rest", language, title=part.title) if begun and part.title else f"{part.title}:" if part.title else ""
    return "\n".join(filter(None, [head, *items, *quote]))


def _untold(items: list[str], text: _Text) -> Iterator[str]:
    """Yield lines of items that are not told, each below the head ("Trẻ chưa đủ 14 tuổi:") it belongs to."""
    head = ""
    for item in filter(str.strip, items):
        if text.tells(item):
            head = item if item.endswith(":") else head
        elif item.endswith(":"):
            yield item
            head = ""
        else:
            yield from [head] if head else []
            yield f"- {item}"
            head = ""


def _named(one: Source, text: str) -> bool:
    return any(words and words in text for words in (one.url, one.number, one.title))


def _cited(one: Source, language: Language) -> str:
    dates = [
        say(key, language, date=_day(day, language))
        for key, day in (("answers.updated", one.updated), ("answers.checked", one.checked))
        if day
    ]
    return f"{say('answers.source', language, what=', '.join(filter(None, [one.title, one.number, *dates])))} {one.url or ''}".strip()


def _day(told: str, language: Language) -> str:
    with suppress(ValueError):
        return say("answers.date", language, day=date.fromisoformat(told))
    return told
