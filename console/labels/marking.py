"""Spans of a form: from a browser's drag, counted in UTF-16, or as words that somebody typed."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from console.auth.schemas import Invalid
from console.labels.room import Labelling
from console.labels.telling import entity as title
from core.errors import BadRequest
from training.corpus.schemas import Entity, Example
from training.corpus.spans import from_utf16

KINDS = ("procedure", "ward", "agency", "paper", "dossier_code", "date", "phone", "amount", "procedure_code")  # by the keys 1 to 9
_MOST = 40
_FAULT = "labels.fault_spans"


@dataclass(frozen=True)
class Mark:
    """A span as a browser counts it, in UTF-16, with its words."""

    start: int
    end: int
    name: str
    title: str
    words: str


def kinds(room: Labelling) -> dict[str, str]:
    """Return the kinds of entities and what they are called: ours, and what else the examples mark."""
    return {name: title(name) for name in (*KINDS, *sorted(room.mentions.kinds(room.known.examples()) - set(KINDS)))}


def units(text: str) -> int:
    """Return the length of a text as a browser counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def marks(text: str, entities: Sequence[Entity]) -> list[Mark]:
    """Return entities as a browser counts them."""
    return [
        Mark(units(text[: one.start]), units(text[: one.end]), one.name, title(one.name), text[one.start : one.end]) for one in entities
    ]


def of_spans(text: str, spans: Sequence[str], length: str, known: Mapping[str, str], before: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the entities of spans `start:end:kind` in UTF-16; a value that an entity of `before` has stays.

    Raises:
        Invalid: one is no span of this text or overlaps another, its kind is unknown, or the browser has another text before it.
    """
    if len(spans) > _MOST or (spans and length != str(units(text))):
        raise Invalid({"spans": _FAULT})
    kept = {(one.start, one.end, one.name): one for one in before}
    try:
        read = [_span(text, span) for span in spans]
    except (ValueError, BadRequest) as error:
        raise Invalid({"spans": _FAULT}) from error
    return _fit([kept.get((one.start, one.end, one.name), one) for one in read], known)


def _span(text: str, span: str) -> Entity:
    start, end, name = span.split(":")
    return Entity(from_utf16(text, int(start)), from_utf16(text, int(end)), name)


def of_words(text: str, typed: Sequence[tuple[str, str]], known: Mapping[str, str], before: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the entities of words and their kind, each the first place in the text that is not taken.

    Raises:
        Invalid: words that do not stand in the text, or of an unknown kind.
    """
    kept = {(one.start, one.end, one.name): one for one in before}
    found: list[Entity] = []
    for written, name in typed[:_MOST]:
        if piece := unicodedata.normalize("NFC", " ".join(written.split())):
            place = _place(text, piece, found)
            if place is None:
                raise Invalid({"spans": "labels.fault_words"})
            found.append(kept.get((*place, name), Entity(*place, name)))
    return _fit(found, known)


def _place(text: str, piece: str, taken: Sequence[Entity]) -> tuple[int, int] | None:
    at = text.find(piece)
    while at >= 0:
        if all(at + len(piece) <= one.start or one.end <= at for one in taken):
            return at, at + len(piece)
        at = text.find(piece, at + 1)
    return None


def _fit(entities: Sequence[Entity], known: Mapping[str, str]) -> tuple[Entity, ...]:
    made = sorted(entities, key=lambda one: (one.start, one.end))
    apart = all(one.end <= other.start for one, other in pairwise(made))
    if not apart or any(one.name not in known or one.start >= one.end for one in made):
        raise Invalid({"spans": _FAULT})
    return tuple(made)


def offered(room: Labelling, text: str, chosen: Sequence[Entity], examples: Mapping[str, Sequence[Example]]) -> list[Entity]:
    """Return what examples mark elsewhere and nobody has marked here."""
    return [one for one in room.mentions.find(text, examples) if all(one.end <= other.start or other.end <= one.start for other in chosen)]
