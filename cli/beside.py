"""A candidate beside the live dialogue model: what people asked, the golden questions, and the knowledge base for both hearings."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from core.answer import Answer
from core.db import Database
from core.settings import Settings
from knowledge import heard as hearing
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from training.dialogue.ports import Beside
from training.dialogue.schemas import Expected, Hearing, Outcome

_ASKED = hearing.ABOUT_PROCEDURES | {"out_of_scope"}  # heard so, the knowledge base is asked first (nlu_data/rules)
_LINES, _SIGNS = 6, 500  # of an answer that are kept: enough to see what it is about


class KnowledgeAnswers:
    """The live release, asked the way a model heard (`training.dialogue.ports.Answering`)."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Ask `knowledge`."""
        self._knowledge = knowledge

    def answer(self, text: str, heard: Hearing, history: Sequence[str] = ()) -> Outcome:
        """Return the answer in short; of what another part of the assistant answers, which intent leads there."""
        if part := _part(heard):
            return Outcome("aside", name=part)
        return _short(self._knowledge.answer(_asked(text, heard, history)))

    def alike(self, text: str, one: Hearing, other: Hearing) -> bool:
        """Tell whether both ask the same; how likely it is about something else may differ by a tenth."""
        asked = [replace(given, elsewhere=round(given.elsewhere, 1)) for given in (_asked(text, one), _asked(text, other))]
        return _part(one) == _part(other) and (bool(_part(one)) or asked[0] == asked[1])

    def knows(self, codes: Collection[str]) -> bool:
        """Tell whether one of the procedures is in the release."""
        return any(self._knowledge.procedure(code) for code in codes)


def beside(settings: Settings, database: Database) -> Beside:
    """Return what a candidate is tried on, from the conversations and the knowledge of `settings`."""
    from conversations.latest import latest
    from knowledge.evaluation import read
    from knowledge.golden import QUESTIONS
    from knowledge.reference.standing import laid

    def golden() -> list[Expected]:
        return [Expected(one.question, one.expected, one.history) for one in laid(database).questions(read(QUESTIONS))]

    return Beside(lambda most: latest(database, most), golden, lambda: KnowledgeAnswers(Knowledge.open(settings)))


def _part(heard: Hearing) -> str | None:
    return None if heard.intent in _ASKED else heard.intent


def _asked(text: str, heard: Hearing, history: Sequence[str] = ()) -> Asked:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in heard.ranking]
    entities = [{"entity": name, "value": value} for name, value in heard.entities]
    return hearing.asked(Asked("", history=tuple(history)), text, ranking, entities)


def _short(answer: Answer) -> Outcome:
    lines, named = [line for line in answer.text.splitlines() if line.strip()], answer.procedure
    whole, text = "\n".join(lines), "\n".join(lines[:_LINES])
    cut = text if len(text) <= _SIGNS else text[:_SIGNS].rsplit(" ", 1)[0]
    return Outcome(answer.status, named.code if named else None, named.name if named else None, cut + ("" if cut == whole else " …"))
