"""Spans when the text under them changes its form: composed (NFC), or counted as a browser counts."""

import unicodedata
from dataclasses import replace

from core.errors import BadRequest
from training.corpus.schemas import Entity, Utterance

_BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"


def composed(utterance: Utterance) -> Utterance:
    """Return the utterance in NFC, each span over the same letters; one that ends inside a letter takes the whole letter."""
    text = unicodedata.normalize("NFC", utterance.text)
    if text == utterance.text:
        return utterance
    entities = (_moved(utterance.text, one) for one in utterance.entities)
    return Utterance(text, tuple(entities))


def tidied(utterance: Utterance) -> Utterance:
    """Return the utterance composed, on one line, without blanks at its ends and in its spans' ends; each span over the same letters."""
    whole = composed(utterance)
    flat = "".join(" " if sign in _BREAKS else sign for sign in whole.text)
    left = len(flat) - len(flat.lstrip())
    text = flat.strip()
    entities = (_within(flat, one) for one in whole.entities)
    return Utterance(text, tuple(replace(one, start=one.start - left, end=one.end - left) for one in entities))


def _within(text: str, entity: Entity) -> Entity:
    inside = text[entity.start : entity.end]
    start = entity.start + len(inside) - len(inside.lstrip())
    return replace(entity, start=start, end=max(start, entity.end - (len(inside) - len(inside.rstrip()))))


def _moved(text: str, entity: Entity) -> Entity:
    start, end = entity.start, entity.end
    while start > 0 and not _parts(text, start):
        start -= 1
    while end < len(text) and not _parts(text, end):
        end += 1
    return replace(entity, start=len(unicodedata.normalize("NFC", text[:start])), end=len(unicodedata.normalize("NFC", text[:end])))


def _parts(text: str, at: int) -> bool:
    """Tell whether `text` may be cut here: composed, the halves are what the whole is. A letter is nearer than 64 signs to its marks."""
    left, right = text[max(at - 64, 0) : at], text[at : at + 64]
    return unicodedata.normalize("NFC", left) + unicodedata.normalize("NFC", right) == unicodedata.normalize("NFC", left + right)


def from_utf16(text: str, offset: int) -> int:
    """Return the code point at which the UTF-16 offset of a browser (`selectionStart`) lies.

    Raises:
        BadRequest: it lies outside the text, or inside one sign.
    """
    units = points = 0
    while units < offset and points < len(text):
        units += 2 if ord(text[points]) > 0xFFFF else 1
        points += 1
    if units != offset:
        raise BadRequest(f"no sign of the text begins at {offset}")
    return points
