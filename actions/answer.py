"""Answer a question about procedures."""

from dataclasses import replace

from actions.action import TurnAction
from actions.turn import Said, Turn
from actions.wiring import desks, knowledge


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
    """Answer `turn` from the knowledge base."""
    back = turn.memory.trail[-1] if turn.intent == "go_back" and turn.memory.trail else None
    return Said(knowledge().answer(replace(turn.asked, back=back)), turn.memory)
