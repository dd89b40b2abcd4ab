"""The place a turn names beside its matter: where the person lives is no part of what is searched, and changes what is told."""

import re

from actions.wiring import offices
from core.answer import Answer
from core.text import syllables
from core.words import say
from knowledge.offices import Place

# "nhà tôi ở" before the place.
_LIVES = r"(?i:(?:\b(?:nhà|tôi|tui|mình|em|con|hiện|đang|sống|ngụ|cư trú|thuộc|ở|o|tại)\s+)*)"
_HARDLY_ANYTHING = 5  # syllables beside a place: "dạ em ở ... nha anh"
_OPEN = ("district", "split", "ambiguous")


def named(text: str) -> Place | None:
    """Return the place that `text` names."""
    return offices().find(text) if text else None


def without(text: str, place: Place | None) -> str:
    """Return `text` without the words that name the place, unless they are all of it."""
    rest = re.sub(rf"{_LIVES}{re.escape(place.said)}", " ", text, count=1) if place else text
    return rest if rest.strip(" ,.?!") else text


def alone(text: str) -> bool:
    """Tell whether `text` names a place and hardly anything else: "em ở quận 1 nè"."""
    place = named(text)
    return place is not None and len(syllables(without(text, place).replace(place.said, " "))) <= _HARDLY_ANYTHING


def asked_back(answer: Answer) -> bool:
    """Tell whether `answer` only asks what is to be filed there: the desk of places knows where ("ở quận 1 thì nộp đâu")."""
    return answer.status == "clarify" and "place" in answer.facets and not answer.alternatives


def told(answer: Answer, place: Place | None) -> Answer:
    """Ask for the old ward where an answer tells a place, and what the person said of theirs leaves several open."""
    if not place or place.kind not in _OPEN or not (answer.procedure and "place" in answer.facets):
        return answer
    note = say("ward.which_unit", answer.language, said=place.said[:1].upper() + place.said[1:])
    return answer.model_copy(update={"text": f"{answer.text}\n\n{note}", "notes": [*answer.notes, note]})
