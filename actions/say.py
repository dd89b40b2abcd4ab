"""Say what needs no look-up: greetings, who it is, dangers, matters of others."""

from actions.action import TurnAction
from actions.answer import answered
from actions.texts import replies
from actions.turn import Said, Turn
from actions.wiring import desks, human
from knowledge.heard import DANGERS

# Of an intent. Below the first the words are also looked up, and what is surely found is told; below the second, what is
# likely meant is asked back too. The gate weighs the intent's probability in both.
_SURE, _DOUBTFUL = 0.85, 0.7
_HEARD = 0.4  # an intent heard less surely than this is not answered as such
# "Cháu bé bị bỏ rơi, tôi muốn nhận nuôi" sounds like an emergency: a record that surely fits goes before it.
_FITS = 0.9


class ActionSay(TurnAction):
    """Say the text of the intent (`core/words/service.yml`)."""

    named = "action_say"

    def reply(self, turn: Turn) -> Said:
        """Return the text, unless the dialogue model hesitates and the knowledge base does not."""
        texts = replies(turn.language)
        withdrawn = human().stopped(turn) if turn.intent == "stop" else None
        told = "other" if turn.text and turn.confidence < _HEARD else turn.intent
        return withdrawn or _event(turn) or looked_up(turn) or Said(texts.get(told, texts["other"]), turn.memory)


def _event(turn: Turn) -> Said | None:
    """Begin the event of life that chat tells of: "vợ tôi mới sinh"."""
    return desks()["life"].reply(turn) if turn.intent == "chitchat" and turn.text else None


def looked_up(turn: Turn) -> Said | None:
    """Answer from the knowledge base what the dialogue model hears as another matter without being sure.

    "Chứng thực giấy tờ giùm em" is a question, however it is put.
    """
    sure = turn.confidence >= _SURE
    if not turn.text or (sure and turn.intent not in DANGERS):
        return None
    said = answered(turn)
    if sure:
        return said if said.answer.status == "answered" and (said.answer.confidence or 0) >= _FITS else None
    asked_back = said.answer.status == "clarify" and said.answer.alternatives and turn.confidence < _DOUBTFUL
    return said if said.answer.status == "answered" or asked_back else None
