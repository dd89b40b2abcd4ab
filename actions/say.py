"""Say what needs no look-up: greetings, who it is, dangers, matters of others."""

from actions.action import TurnAction
from actions.answer import answered
from actions.texts import replies
from actions.turn import Said, Turn
from actions.wiring import human

# Of an intent. Below the first the words are also looked up, and what is surely found is told; below the second, what is
# likely meant is asked back too. The gate weighs the intent's probability in both.
_SURE, _DOUBTFUL = 0.85, 0.7


class ActionSay(TurnAction):
    """Say the text of the intent (`core/words/service.yml`)."""

    named = "action_say"

    def reply(self, turn: Turn) -> Said:
        """Return the text, unless the dialogue model hesitates and the knowledge base does not."""
        texts = replies(turn.language)
        withdrawn = human().stopped(turn) if turn.intent == "stop" else None
        return withdrawn or looked_up(turn) or Said(texts.get(turn.intent, texts["other"]), turn.memory)


def looked_up(turn: Turn) -> Said | None:
    """Answer from the knowledge base what the dialogue model hears as another matter without being sure.

    "Chứng thực giấy tờ giùm em" is a question, however it is put.
    """
    if turn.confidence >= _SURE or not turn.text:
        return None
    said = answered(turn)
    asked_back = said.answer.status == "clarify" and said.answer.alternatives and turn.confidence < _DOUBTFUL
    return said if said.answer.status == "answered" or asked_back else None
