"""The desk of life events: at most three questions, then a personal list of procedures in order ("trọn gói")."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from actions.desks import life_said
from actions.desks.hearing import asks
from actions.turn import Said, Turn, pick
from core.answer import Answer, Button
from core.procedure import Procedure
from core.text import fold, syllables
from core.words import Language, say
from knowledge.life_event import SKIPPED, Event, Question
from knowledge.life_events import LifeEvents
from knowledge.plans import Plan, plan

_DONE, _ALL = "done", "all"
_FEW_WORDS = 6  # a longer text that answers another question of ours by the way is rather a question itself
_NUMBER = re.compile(r"\d+")


class Life:
    """Asks what the plan depends on, tells the plan, and goes through it.

    Buttons: `life:<event>` begins, `life:<event>:<question>:<option>` answers, `life:<event>:all` gives the list at once.
    Pending: `life:<event>:<question>`, and `life:<event>:done` once the list was given.
    """

    name = "life"

    def __init__(self, events: LifeEvents, records: Callable[[str], Procedure | None], base: str = "") -> None:
        """Take the events, the published record of a code, and what stands before a path of the gateway in a text."""
        self._events, self._records, self._base = events, records, base

    def reply(self, turn: Turn) -> Said | None:
        """Begin the event the text tells of, less surely told when the dialogue model heard one too."""
        event = self._events.detect(turn.text) or (self._events.detect(turn.text, sure=False) if turn.intent == "life_event" else None)
        return self._begin(turn, event) if event else None

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """Answer a button; one of an event or question that is no more is none of this desk's."""
        name, _, rest = option.partition(":")
        event = self._events.all.get(name)
        if event is None:
            return None
        if not rest:
            return self._begin(turn, event)
        if rest == _ALL:
            return self._list(turn, event, turn.memory.told)
        asked, _, chosen = rest.partition(":")
        question = event.asks(asked)
        if question is None or not (chosen == SKIPPED or question.option(chosen)):
            return None
        return self._go_on(turn, event, {**turn.memory.told, asked: chosen})

    def resume(self, turn: Turn, question: str) -> Said | None:
        """Hear an answer in one's own words; any other text is answered as a question, and this one waits."""
        name, _, asked = question.partition(":")
        event = self._events.all.get(name)
        if event is None:
            return None
        if asked == _DONE:
            return self._afterwards(turn, event)
        waiting, hears = event.asks(asked), self._events.common.hears
        if waiting is None:
            return None
        if asks(turn):
            return None
        if option := self._events.chosen(event, waiting, turn.text):
            return self._go_on(turn, event, {**turn.memory.told, asked: option.id})
        if len(turn.text.split()) <= _FEW_WORDS and (beside := self._volunteered(event, turn.text)):
            return self._go_on(turn, event, {**turn.memory.told, **beside})
        if hears("rest", turn.text) or hears("print", turn.text):
            return self._list(turn, event, turn.memory.told)
        return self._go_on(turn, event, {**turn.memory.told, asked: SKIPPED}) if hears("skip", turn.text) else None

    def offer(self, code: str, language: Language = "vi") -> Button | None:
        """Return the button that opens the package the procedure `code` belongs to, for the answer on that procedure."""
        event = self._events.related(code)
        if event is None:
            return None
        return Button(title=say("life.offer", language, title=event.title.of(language)), payload=pick(f"life:{event.id}"))

    def _begin(self, turn: Turn, event: Event) -> Said:
        """Take what the text says by itself; what is known from before is not asked again."""
        heard = self._volunteered(event, turn.text)
        return self._go_on(turn, event, {**turn.memory.told, **heard}, first=True)

    def _volunteered(self, event: Event, text: str) -> dict[str, str]:
        """Return what `text` answers by itself, of all the event's questions."""
        found = {question.id: self._events.volunteered(event, question, text) for question in event.questions if text}
        return {name: option.id for name, option in found.items() if option}

    def _go_on(self, turn: Turn, event: Event, told: dict[str, Any], first: bool = False) -> Said:
        open_ones = [question for question in event.questions if not _known(question, told)]
        if not open_ones:
            return self._list(turn, event, told)
        answer = life_said.question(self._plan(turn, event, told), open_ones, first)
        return Said(answer, replace(turn.memory, told=told, pending=f"life:{event.id}:{open_ones[0].id}", failures=0))

    def _list(self, turn: Turn, event: Event, told: dict[str, Any]) -> Said:
        answer = life_said.listed(self._plan(turn, event, told), self._base)
        if any(question.id in told for question in event.questions):
            remember = Button(title=say("life.remember", turn.language), payload=pick("data:remember"))
            answer = answer.model_copy(update={"buttons": [*answer.buttons, remember]})
        kept = {key: value for key, value in told.items() if key != f"{event.id}.step"}
        return Said(answer, replace(turn.memory, told=kept, pending=f"life:{event.id}:{_DONE}", failures=0))

    def _afterwards(self, turn: Turn, event: Event) -> Said | None:
        """Print, say what comes first, go to the next step or to step n; with other answers the list is made anew."""
        hears, told = self._events.common.hears, turn.memory.told
        made = self._plan(turn, event, told)
        if hears("again", turn.text):
            asked = {question.id for question in event.questions}
            return self._go_on(turn, event, {key: value for key, value in told.items() if key not in asked}, first=True)
        if hears("step", turn.text) and (number := int(_NUMBER.findall(fold(turn.text))[0])) <= len(made.items):
            return self._step(turn, made, number) if number else None
        if hears("first", turn.text):
            return Said(life_said.order(made), turn.memory)
        if hears("print", turn.text):
            return Said(life_said.printed(made, self._base), turn.memory)
        if not hears("next", turn.text):
            return None
        done = max(int(told.get(f"{event.id}.step", 0)), _named(made, turn.text))
        return self._step(turn, made, done + 1)

    def _step(self, turn: Turn, made: Plan, number: int) -> Said:
        """Tell one step, and remember which; after the last the list comes again."""
        if number > len(made.items):
            return Said(life_said.order(made, over=True), turn.memory)
        item = made.items[number - 1]
        told = {**turn.memory.told, f"{made.event.id}.step": number}
        code = item.record.code if item.record else turn.memory.procedure_code
        return Said(life_said.step(made, item), replace(turn.memory, told=told, procedure_code=code))

    def _plan(self, turn: Turn, event: Event, told: dict[str, Any]) -> Plan:
        return plan(event, {key: str(value) for key, value in told.items()}, self._records, turn.language)

    def which(self, turn: Turn) -> Said:
        """Ask which event it is, when one is told of and nothing says which."""
        events = list(self._events.all.values())
        lines = [
            say("life.which", turn.language),
            *(
                say("life.one", turn.language, number=number, title=event.title.of(turn.language))
                for number, event in enumerate(events, start=1)
            ),
        ]
        buttons = [Button(title=event.title.of(turn.language), payload=pick(f"life:{event.id}")) for event in events]
        answer = Answer(status="clarify", text="\n".join(lines), buttons=buttons, language=turn.language)
        return Said(answer, turn.memory)


def _named(made: Plan, text: str) -> int:
    """Return the number of the step whose title the text shares two words in a row with, the most of all; 0 for none."""
    said = _pairs(text)
    shared = {item.number: len(_pairs(item.title) & said) for item in made.items}
    best = max(shared, key=lambda number: shared[number], default=0)
    return best if shared.get(best) else 0


def _pairs(text: str) -> set[tuple[str, str]]:
    words = syllables(fold(text))
    return set(pairwise(words))


def _known(question: Question, told: dict[str, Any]) -> bool:
    return told.get(question.id) == SKIPPED or question.option(told.get(question.id)) is not None
