"""Answer a question about procedures."""

import re
from dataclasses import replace

from actions import own_words, places
from actions.action import TurnAction
from actions.texts import replies
from actions.turn import Said, Turn
from actions.wiring import desks, knowledge, life, offices, record, unit_book
from core.answer import Answer
from core.text.mask import mask

_READABLE = re.compile(r"[^\W\d_]|\d\.\d{6}")  # a letter, or a procedure's code; a bare number chooses or says nothing
_FOUND = ("answered", "clarify")
_REMEMBERED = 4  # questions; `knowledge.context` looks back no further
_BEYOND, _SURE = "out_of_scope", 0.8  # the intent of weather, gold and football, and from where on no procedure is meant
_DOUBTFUL = 0.5  # from here on the turn is rather about another matter than about a procedure or a place


class ActionAnswer(TurnAction):
    """Ask the knowledge base; a situation of life or a place that was told without a procedure has a desk of its own."""

    named = "action_answer"

    def reply(self, turn: Turn) -> Said:
        """Return one answer; errors rise to Rasa, and the gateway turns a silent bot into a 503."""
        said = self._beside("life", turn) or answered(turn)
        if said.answer.status == "answered" or turn.asked.elsewhere >= _DOUBTFUL:
            return said
        # Who names a procedure is answered about it, whatever else is told; a place alone is looked up for its office.
        about_a_place = places.alone(turn.text) or places.asked_back(said.answer)
        return (self._beside("ward", turn) if about_a_place else None) or said

    def _beside(self, name: str, turn: Turn) -> Said | None:
        return desks()[name].reply(turn) if turn.text else None


def answered(turn: Turn) -> Said:
    """Answer `turn` from the knowledge base, for the place it names."""
    if turn.text and not _READABLE.search(turn.text):
        return Said(replies(turn.language)["other"], turn.memory)
    place = places.named(turn.text)
    memory = replace(turn.memory, ward=place.unit.code) if place and place.unit else turn.memory
    ward = memory.ward or turn.asked.ward
    asked = replace(
        turn.asked,
        text=places.without(turn.text, place),
        ward=ward,
        former=place.former[0].told if place and place.kind == "merged" else None,
        trail=turn.memory.trail,
        back=turn.intent == "go_back",
    )
    answer = knowledge().answer(asked)
    if answer.status == "not_found" and turn.intent == _BEYOND and turn.asked.elsewhere >= _SURE:
        return Said(replies(turn.language)["beyond"], memory)
    if asked.text and answer.status in _FOUND:
        # Chat, and what a desk dealt with, is no part of the matter that a follow-up goes on with.
        memory = replace(memory, said=(*memory.said, mask(asked.text))[-_REMEMBERED:])
    told = own_words.told(places.told(answer, place), unit_book(), offices().unit(ward) if ward else None, record)
    return Said(_with_package(told), memory)


def _with_package(answer: Answer) -> Answer:
    """Offer the life event that the procedure of a general answer belongs to."""
    general = answer.procedure if "overview" in answer.facets else None
    button = life().offer(general.code, answer.language) if general else None
    return answer.model_copy(update={"buttons": [*answer.buttons, button]}) if button else answer
