"""What the dialogue model hears in a turn, as far as the knowledge base goes: the facet, and whether it is about something else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from core.answer import Facet
from core.text import fold
from core.text.language import language
from knowledge.schemas import Asked

_FACETS = get_args(Facet)
ABOUT_PROCEDURES = frozenset({
    "ask_procedure", "choose_procedure", "compare", "go_back", "life_event", "ward", "nlu_fallback", *(f"ask_{facet}" for facet in _FACETS),
})  # fmt: skip
# What people are in danger of is looked for in their words (`actions.dangers`) before anybody asks how likely a question is.
DANGERS = frozenset({"safety", "emergency", "self_harm", "injection"})
_CLEAR = 0.7  # of an intent: heard less surely, its facet is not what is asked for
# "thế khai tử thì sao" sounds like a comparison to the dialogue model, but turns to another matter.
_COMPARES = re.compile(r"\b(?:khac|so sanh|so voi|giong|phan biet|hay la|hay|hoac|compare|difference|versus)\b")


def asked(before: Asked, text: str, ranking: Sequence[Mapping[str, Any]], entities: Sequence[Mapping[str, Any]]) -> Asked:
    """Return the turn `text` as the dialogue asks it after what was said `before`, by what a model heard in it alone.

    Args:
        before: what is known of the turns before.
        text: the words.
        ranking: the intents with `name` and `confidence`, the likeliest first; empty where nothing was heard.
        entities: what is named, with `entity` and `value`.
    """
    spoken = language(text) or before.language
    if not ranking:
        return replace(before, text=text, language=spoken)
    first = ranking[0]
    return replace(
        before,
        text=text,
        facets=facets(first["name"], first["confidence"]),
        chosen=named(entities),
        back=first["name"] == "go_back",
        compare=compares(first["name"], text),
        elsewhere=elsewhere(ranking),
        language=spoken,
    )


def facets(intent: str, confidence: float) -> tuple[Facet, ...]:
    """Return the facet of `intent`, when it is heard clearly."""
    facet = intent.removeprefix("ask_")
    return (facet,) if facet in _FACETS and confidence >= _CLEAR else ()  # type: ignore[return-value]


def elsewhere(ranking: Iterable[Mapping[str, Any]]) -> float:
    """Return the probability (0-1) that a turn is not about a procedure; what the model only fears is no reason.

    Args:
        ranking: every intent with its `name` and `confidence`, as Rasa ranks them.
    """
    return float(sum(entry["confidence"] for entry in ranking if entry["name"] not in ABOUT_PROCEDURES | DANGERS))


def compares(intent: str, text: str) -> bool:
    """Tell whether `text` compares two procedures: the model hears it, and the words say it."""
    return intent == "compare" and bool(_COMPARES.search(fold(text)))


def named(entities: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the code of the procedure that is named by its code."""
    return next((entity["value"] for entity in entities if entity["entity"] == "procedure_code"), None)
