"""What the tracker heard, in the words of the other rooms: one `Turn`."""

import re
from dataclasses import replace
from typing import Any, get_args

from rasa_sdk import Tracker

from actions import choices
from actions.turn import Memory, Turn
from core.answer import Facet
from core.text import fold
from core.text.language import language
from knowledge.schemas import Asked

_FACETS = get_args(Facet)
_ABOUT_PROCEDURES = {
    "ask_procedure", "choose_procedure", "compare", "go_back", "life_event", "ward", "nlu_fallback", *(f"ask_{facet}" for facet in _FACETS),
}  # fmt: skip
_CLEAR = 0.7
# What people are in danger of has been looked for in their words (`dangers`) before anybody asks how likely a question is.
DANGERS = {"safety", "emergency", "self_harm", "injection"}
_PRESSED = re.compile(r"^/[a-z_]+(?:\{.*\})?$", re.DOTALL)

# "thế khai tử thì sao" sounds like a comparison to the dialogue model, but turns to another matter.
_COMPARES = re.compile(r"\b(?:khac|so sanh|so voi|giong|phan biet|hay la|hay|hoac|compare|difference|versus)\b")


def turn(tracker: Tracker) -> Turn:
    """Return the turn as the dialogue knows it: words, facets, what was spoken of, offered and told before.

    A choice that is typed ("cái thứ hai", "nước ngoài") is the button it means.
    """
    message: dict[str, Any] = tracker.latest_message
    metadata: dict[str, Any] = message.get("metadata") or {}
    memory = Memory.load(tracker.get_slot("memory") or metadata.get("memory"))
    typed = message.get("text") or ""
    text = "" if _PRESSED.match(typed) else typed
    spoken = (language(text) if text else None) or memory.language
    heard = message.get("intent") or {}
    intent = heard.get("name") or "nlu_fallback"
    payload = choices.meant(text, memory) if text else typed
    command, value = choices.read(payload) if payload else ("", None)
    asked = Asked(
        text="" if payload else text,
        facets=_facets(command.removeprefix("/") if payload else intent, memory, 1.0 if payload else heard.get("confidence", 1.0)),
        history=memory.said,
        current=memory.procedure_code,
        chosen=value if command != "/pick" else None,
        offered=memory.offered_codes,
        compare=not payload and intent == "compare" and bool(_COMPARES.search(fold(text))),
        elsewhere=0.0 if payload else _elsewhere(message),
        ward=memory.ward,
        language=spoken,
    )
    return Turn(
        asked=asked if payload else replace(asked, chosen=_entity(message, "procedure_code")),
        intent=command.removeprefix("/") if payload else intent,
        confidence=1.0 if payload else heard.get("confidence", 1.0),
        memory=replace(memory, language=spoken),
        person=tracker.sender_id.rpartition("-")[0] or tracker.sender_id,
        channel=metadata.get("channel") or "",
        identity=metadata.get("identity"),
        picked=value if command == "/pick" else None,
    )


def _facets(intent: str, memory: Memory, confidence: float) -> tuple[Facet, ...]:
    """What is asked for: the intent's facet, when it is heard clearly; of a choice, what was asked before it had to be made."""
    if intent == "choose_procedure":
        return memory.facets
    facet = intent.removeprefix("ask_")
    return (facet,) if facet in _FACETS and confidence >= _CLEAR else ()  # type: ignore[return-value]


def _entity(message: dict[str, Any], name: str) -> str | None:
    return next((entity["value"] for entity in message.get("entities") or [] if entity["entity"] == name), None)


def _elsewhere(message: dict[str, Any]) -> float:
    """The dialogue model's probability that this is not about a procedure; what it only fears is no reason."""
    ranking = message.get("intent_ranking") or []
    return float(sum(entry["confidence"] for entry in ranking if entry["name"] not in _ABOUT_PROCEDURES | DANGERS))
