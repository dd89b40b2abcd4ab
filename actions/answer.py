"""Answer a question about procedures."""

from dataclasses import replace

from actions.action import TurnAction
from actions.turn import Said, Turn
from actions.wiring import desks, knowledge, offices
from knowledge.offices import Place


class ActionAnswer(TurnAction):
    """Ask the knowledge base; a situation of life or a place that was told without a procedure has a desk of its own."""

    named = "action_answer"

    def reply(self, turn: Turn) -> Said:
        """Return one answer; errors rise to Rasa, and the gateway turns a silent bot into a 503."""
        said = self._beside("life", turn) or answered(turn)
        # Who names a procedure is answered about it, whatever else is told; a place alone is looked up for its office.
        return said if said.answer.status == "answered" else self._beside("ward", turn) or said

    def _beside(self, name: str, turn: Turn) -> Said | None:
        desk = desks().get(name)
        return desk.reply(turn) if desk and turn.text else None


def answered(turn: Turn) -> Said:
    """Answer `turn` from the knowledge base, for the place it names, which is no part of what is searched."""
    place = offices().find(turn.text) if turn.text else None
    unit = place.unit if place else None
    former = place.former[0].told if place and place.kind == "merged" else None
    back = turn.memory.trail[-1] if turn.intent == "go_back" and turn.memory.trail else None
    memory = replace(turn.memory, ward=unit.code) if unit else turn.memory
    asked = replace(
        turn.asked,
        text=_without(turn.text, place),
        history=tuple(_without(said, offices().find(said)) for said in turn.asked.history),
        ward=memory.ward,
        former=former,
        back=back,
    )
    return Said(knowledge().answer(asked), memory)


def _without(text: str, place: Place | None) -> str:
    """Return `text` without the words that name the place, unless they are all of it."""
    rest = text.replace(place.said, " ", 1) if place else text
    return rest if rest.strip(" ,.?!") else text
