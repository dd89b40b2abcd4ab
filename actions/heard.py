"""What the tracker heard, in the words of the other rooms: one `Turn`."""

import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions import choices
from actions.turn import Memory, Turn
from core.answer import Facet
from core.text.language import language
from knowledge import heard
from knowledge.schemas import Asked

_PRESSED = re.compile(r"^/[a-z_]+(?:\{.*\})?$", re.DOTALL)


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
    told = message.get("intent") or {}
    intent = told.get("name") or "nlu_fallback"
    payload = choices.meant(text, memory) if text else typed
    command, value = choices.read(payload) if payload else ("", None)
    asked = Asked(
        text="" if payload else text,
        facets=_facets(command.removeprefix("/") if payload else intent, memory, 1.0 if payload else told.get("confidence", 1.0)),
        history=memory.said,
        current=memory.procedure_code,
        chosen=value if command != "/pick" else None,
        offered=memory.offered_codes,
        compare=not payload and heard.compares(intent, text),
        elsewhere=0.0 if payload else heard.elsewhere(message.get("intent_ranking") or []),
        ward=memory.ward or metadata.get("unit"),  # on whose page they write counts until they name another
        language=spoken,
    )
    return Turn(
        asked=asked if payload else replace(asked, chosen=heard.named(message.get("entities") or [])),
        intent=command.removeprefix("/") if payload else intent,
        confidence=1.0 if payload else told.get("confidence", 1.0),
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
    return heard.facets(intent, confidence)
