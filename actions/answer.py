"""Answer a question about procedures."""

import re
from dataclasses import replace

from actions.action import TurnAction
from actions.texts import replies
from actions.turn import Said, Turn
from actions.wiring import desks, knowledge, life, offices
from core.answer import Answer
from core.text import syllables
from core.text.mask import mask
from core.words import say
from knowledge.offices import Place

# "nhà tôi ở" before the place.
_LIVES = r"(?i:(?:\b(?:nhà|tôi|tui|mình|em|con|hiện|đang|sống|ngụ|cư trú|thuộc|ở|o|tại)\s+)*)"
_READABLE = re.compile(r"[^\W\d_]|\d\.\d{6}")  # a letter, or a procedure's code; a bare number chooses or says nothing
_FOUND = ("answered", "clarify")
_REMEMBERED = 4  # questions; `knowledge.context` looks back no further
_HARDLY_ANYTHING = 5  # syllables beside a place: "dạ em ở ... nha anh"
_DOUBTFUL = 0.5  # from here on the turn is rather about another matter than about a procedure or a place


class ActionAnswer(TurnAction):
    """Ask the knowledge base; a situation of life or a place that was told without a procedure has a desk of its own."""

    named = "action_answer"

    def reply(self, turn: Turn) -> Said:
        """Return one answer; errors rise to Rasa, and the gateway turns a silent bot into a 503."""
        said = self._beside("life", turn) or answered(turn)
        # Who names a procedure is answered about it, whatever else is told; a place alone is looked up for its office.
        alone = said.answer.status != "answered" and turn.asked.elsewhere < _DOUBTFUL and (only_a_place(turn.text) or _where(said.answer))
        return (self._beside("ward", turn) if alone else None) or said

    def _beside(self, name: str, turn: Turn) -> Said | None:
        return desks()[name].reply(turn) if turn.text else None


def answered(turn: Turn) -> Said:
    """Answer `turn` from the knowledge base, for the place it names, which is no part of what is searched."""
    if turn.text and not _READABLE.search(turn.text):
        return Said(replies(turn.language)["other"], turn.memory)
    place = offices().find(turn.text) if turn.text else None
    unit = place.unit if place else None
    former = place.former[0].told if place and place.kind == "merged" else None
    memory = replace(turn.memory, ward=unit.code) if unit else turn.memory
    asked = replace(
        turn.asked,
        text=_without(turn.text, place),
        ward=memory.ward,
        former=former,
        trail=turn.memory.trail,
        back=turn.intent == "go_back",
    )
    answer = knowledge().answer(asked)
    if asked.text and answer.status in _FOUND:
        # Chat, and what a desk dealt with, is no part of the matter that a follow-up goes on with.
        memory = replace(memory, said=(*memory.said, mask(asked.text))[-_REMEMBERED:])
    return Said(_with_package(_placed(answer, place)), memory)


def _where(answer: Answer) -> bool:
    """Tell whether the answer only asks back what is to be filed; the desk of places knows whether one was told: "ở quận 1 thì nộp đâu"."""
    return answer.status == "clarify" and "place" in answer.facets and not answer.alternatives


def only_a_place(text: str) -> bool:
    """Tell whether `text` names a place and hardly anything else: "em ở quận 1 nè"."""
    place = offices().find(text) if text else None
    return place is not None and len(syllables(_without(text, place).replace(place.said, " "))) <= _HARDLY_ANYTHING


def _placed(answer: Answer, place: Place | None) -> Answer:
    """Ask for the old ward where an answer tells a place, and what the person said of theirs leaves several open."""
    if not place or place.kind not in ("district", "split", "ambiguous") or not (answer.procedure and "place" in answer.facets):
        return answer
    note = say("ward.which_unit", answer.language, said=place.said[:1].upper() + place.said[1:])
    return answer.model_copy(update={"text": f"{answer.text}\n\n{note}", "notes": [*answer.notes, note]})


def _with_package(answer: Answer) -> Answer:
    """Offer the life event that the procedure of a general answer belongs to."""
    general = answer.procedure if "overview" in answer.facets else None
    button = life().offer(general.code, answer.language) if general else None
    return answer.model_copy(update={"buttons": [*answer.buttons, button]}) if button else answer


def _without(text: str, place: Place | None) -> str:
    """Return `text` without the words that name the place, unless they are all of it."""
    rest = re.sub(rf"{_LIVES}{re.escape(place.said)}", " ", text, count=1) if place else text
    return rest if rest.strip(" ,.?!") else text
