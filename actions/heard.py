"""What the tracker heard, in the words of the knowledge base."""

import re
from typing import Any, get_args

from rasa_sdk import Tracker

from core.answer import Facet
from core.text import fold
from knowledge.schemas import Asked

_FACETS = get_args(Facet)
_ABOUT_PROCEDURES = {"ask_procedure", "choose_procedure", "compare", "nlu_fallback", *(f"ask_{facet}" for facet in _FACETS)}
_ORDINALS = {"dau": 1, "nhat": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4, "cuoi": -1}
_ORDINAL = re.compile(r"\b(?:thu|so|cai|muc|lua chon|cau)\s+(?:thu\s+|so\s+)?(\d|" + "|".join(_ORDINALS) + r")\b|^\W*(\d)\W*$")

# "thế khai tử thì sao" sounds like a comparison to the dialogue model, but turns to another matter.
_COMPARES = re.compile(r"\b(?:khac|so sanh|so voi|giong|phan biet|hay la|hay|hoac)\b")


def asked(tracker: Tracker) -> Asked:
    """Return the question as the dialogue knows it: words, facets, what was spoken of and offered before."""
    message: dict[str, Any] = tracker.latest_message
    context: dict[str, Any] = (message.get("metadata") or {}).get("context") or {}
    offered = tuple(tracker.get_slot("offered_codes") or context.get("offered_codes") or ())
    text = message.get("text") or ""
    intent = (message.get("intent") or {}).get("name") or "nlu_fallback"
    facet = intent.removeprefix("ask_")
    return Asked(
        text="" if text.startswith("/") else text,
        facets=(facet,) if facet in _FACETS else (),  # type: ignore[arg-type]
        history=_said(tracker),
        current=tracker.get_slot("procedure_code") or context.get("procedure_code"),
        chosen=_entity(message, "procedure_code") or (_by_number(text, offered) if intent == "choose_procedure" else None),
        offered=offered,
        compare=intent == "compare" and bool(_COMPARES.search(fold(text))),
        elsewhere=_elsewhere(message),
    )


def _said(tracker: Tracker) -> tuple[str, ...]:
    """What the person wrote before this turn, oldest first; pressed buttons are no words."""
    texts = [event.get("text") or "" for event in tracker.events if event["event"] == "user"]
    return tuple(text for text in texts[:-1] if text and not text.startswith("/"))


def _entity(message: dict[str, Any], name: str) -> str | None:
    return next((entity["value"] for entity in message.get("entities") or [] if entity["entity"] == name), None)


def _by_number(text: str, offered: tuple[str, ...]) -> str | None:
    """Return the offered code that "cái thứ hai", "số 2" or "2" points at."""
    found = _ORDINAL.search(fold(text))
    if not found or not offered:
        return None
    word = found.group(1) or found.group(2)
    number = int(word) if word.isdigit() else _ORDINALS[word]
    place = len(offered) if number == -1 else number
    return offered[place - 1] if 1 <= place <= len(offered) else None


def _elsewhere(message: dict[str, Any]) -> float:
    """The dialogue model's probability that this is not about a procedure."""
    ranking = message.get("intent_ranking") or []
    return float(sum(entry["confidence"] for entry in ranking if entry["name"] not in _ABOUT_PROCEDURES))
