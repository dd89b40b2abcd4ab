"""Whether a phone shows an answer: every word and every choice of it, and nothing that is not in it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

from core.answer import Answer
from core.words import say, words

_MARK = re.compile(r"^\s*(?:\d{1,2}\.|[A-Z]\.|[-•])\s+")
_DECORATION = re.compile(r"[\s“”\"():;,.…•|-]+")
_OWN = ("zalo.", "messenger.choose", "beside.", "answers.source", "answers.updated", "answers.checked")
_VARYING = (  # what differs between two people who ask the same
    (re.compile(r"CB-\d+"), "CB-…"),
    (re.compile(r"\d{1,2}:\d{2}"), "…:…"),
)


@dataclass
class Seen:
    """What one answer looks like on a phone: its words, its buttons (title, what pressing sends), the pages they open."""

    text: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)


def same(first: Answer, second: Answer) -> list[str]:
    """Return what differs between two answers given whole."""
    one, other = (_fields(answer) for answer in (first, second))
    return [f"{name}: {one[name]!r} is {other[name]!r}" for name in one if one[name] != other[name]]


def differences(answer: Answer, seen: Seen, public_url: str) -> list[str]:
    """Return what a phone lacks of `answer`, and what it shows beside it; nothing when it shows just that."""
    return [*_missing(answer, seen, public_url), *_beside(answer, seen, public_url)]


def number_of(title: str, text: str) -> str | None:
    """Return the number that stands before `title` in `text`."""
    found = re.search(rf"^(\d{{1,2}})\. .*{re.escape(title)}", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else None


def bare(text: str) -> str:
    """Return `text` without blanks, and without what differs between two people."""
    return re.sub(r"[\s\u00a0]+", "", _alike(text))


def _alike(text: str) -> str:
    told = unicodedata.normalize("NFC", text)
    for pattern, instead in _VARYING:
        told = pattern.sub(instead, told)
    return told


def _fields(answer: Answer) -> dict[str, Any]:
    told = answer.model_dump(exclude={"release", "confidence", "model"})
    return {name: bare(value) if isinstance(value, str) else bare(str(value)) for name, value in told.items()}


def _missing(answer: Answer, seen: Seen, public_url: str) -> Iterator[str]:
    text = bare(seen.text)
    everything = _plain(seen.text + "\n" + "\n".join(title for title, _ in seen.buttons))
    if not text.startswith(bare(answer.text)):
        yield f"the text is not there from its beginning: {seen.text[:300]!r} for {answer.text[:300]!r}"
    for link in answer.links:
        if urljoin(f"{public_url}/", link.url) not in seen.urls and link.url not in seen.text:
            yield f"the page {link.url} cannot be opened"
    payloads = {payload for _, payload in seen.buttons}
    for button in answer.buttons:
        if button.payload not in payloads and _plain(_MARK.sub("", button.title)) not in everything:
            yield f"nobody can choose {button.title!r}"
    for source in answer.sources:
        if not any(part and _plain(part) in everything for part in (source.number, source.url, source.title)):
            yield f"the source {source.title!r} is not named"
    for part in (*answer.notes, *(item for section in answer.sections for item in section.items if not item.endswith(":"))):
        if _words(part) not in _words(seen.text):
            yield f"{part!r} is not told"
    for other in answer.alternatives:
        if _plain(other.name) not in everything and not (other.difference and _plain(other.difference) in everything):
            yield f"{other.name!r} is not named"


def _beside(answer: Answer, seen: Seen, public_url: str) -> Iterator[str]:
    """Yield what stands in no answer: lines that are made of nothing in it, titles, pages."""
    told, known = bare(answer.text), sorted({_plain(one) for one in _known(answer, public_url)} - {""}, key=len, reverse=True)
    for line in seen.text.splitlines():
        if bare(line) not in told and bare(_MARK.sub("", line)) not in told and (left := _left(line, known)):
            yield f"{left!r} of {line!r} is in no answer"
    for title, _ in seen.buttons:
        shown = _plain(_MARK.sub("", title).rstrip("…"))
        if not any(shown in one for one in known) and _left(title, known):
            yield f"the button {title!r} is in no answer"
    pages = {urljoin(f"{public_url}/", link.url) for link in answer.links}
    yield from (f"the page {url} is in no answer" for url in seen.urls if url not in pages)


def _known(answer: Answer, public_url: str) -> Iterator[str]:
    """Yield whatever of an answer may stand beside its text, and the words of ours that introduce it."""
    for button in answer.buttons:
        yield button.title
    for link in answer.links:
        yield from (link.title, link.url, urljoin(f"{public_url}/", link.url))
    for other in answer.alternatives:
        yield from filter(None, (other.name, other.difference))
    for section in answer.sections:
        yield from filter(None, (section.title, section.quote, *section.items))
    for source in answer.sources:
        days = (date.fromisoformat(day) for day in (source.updated, source.checked) if day)
        yield from filter(None, (source.title, source.number, source.url, *(say("answers.date", answer.language, day=day) for day in days)))
    yield from answer.notes
    for key, entry in words().items():
        if key.startswith(_OWN):
            yield from re.split(r"\{\w+\}", entry[answer.language])


def _left(line: str, known: list[str]) -> str:
    left = _plain(_MARK.sub("", line))
    for one in known:
        left = left.replace(one, "")
    return left


def _plain(text: str) -> str:
    return _DECORATION.sub("", bare(text)).casefold()


def _words(text: str) -> str:
    found = " ".join(re.findall(r"\w+", _alike(text).casefold()))
    return f" {found} "
