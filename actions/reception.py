"""The order of a turn: danger, a pressed button, an open question of ours, a dossier named, then its own matter."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.texts import replies
from actions.turn import Desk, Said, Turn
from core.answer import Answer
from core.text.mask import blot
from core.words import say

_PATIENCE = 2  # turns about something else after which an open question of ours is dropped
_OVER = "done"  # the last part of what is pending where nothing was asked: a list was given, and its steps may be named
_FAILURES = 2  # turns in a row without a word that helps, after which a person is offered
_DANGERS, _SURE = frozenset({"emergency", "self_harm"}), 0.85  # heard so surely, they are never taken for an answer to our question
Reply = Callable[[Turn], Said]
Danger = Callable[[str], str | None]


class Reception:
    """Deals with one turn. Holds nothing between two: what is remembered comes and goes with the turn."""

    def __init__(
        self,
        desks: Mapping[str, Desk],
        danger: Danger,
        offer: Callable[[Turn, Answer], Answer],
        dossier: Callable[[Turn], Said | None] = lambda turn: None,
    ) -> None:
        """Know the `desks` by name.

        Args:
            desks: by name.
            danger: names the danger in a text.
            offer: adds a person to an answer, after failures.
            dossier: answers a turn that names a dossier's code, or asks on about the dossier told last.
        """
        self._desks, self._danger, self._offer, self._dossier = desks, danger, offer, dossier

    def receive(self, turn: Turn, reply: Reply) -> Said:
        """Return what is said to `turn`; `reply` answers it when nothing goes before."""
        said = self._received(turn, reply)
        return _without_proof(said) if _holds_proof(turn) else said

    def _received(self, turn: Turn, reply: Reply) -> Said:
        danger = self._danger(turn.text) or _heard_danger(turn) if turn.text else None
        if danger:
            # The open question stays open: who was warned may go on.
            return Said(replies(turn.language)[danger], turn.memory)
        said = self._pressed(turn) or self._resumed(turn) or self._dossier(turn)
        if said is None:
            said = self._waiting(turn, reply(turn))
        return self._helped(turn, said)

    def _pressed(self, turn: Turn) -> Said | None:
        name, _, option = (turn.picked or "").partition(":")
        desk = self._desks.get(name)
        return desk.pressed(turn, option) if desk and turn.picked else None

    def _resumed(self, turn: Turn) -> Said | None:
        name, _, question = (turn.memory.pending or "").partition(":")
        desk = self._desks.get(name)
        return desk.resume(turn, question) if desk and turn.text else None

    def _waiting(self, turn: Turn, said: Said) -> Said:
        """Keep our open question through a question in between, with a word that it waits, but not for ever."""
        pending, memory = turn.memory.pending, said.memory
        if not pending or memory.pending != pending or not turn.text:
            return said
        if memory.waited + 1 >= _PATIENCE:
            return replace(said, memory=replace(memory, pending=None, waited=0))
        memory = replace(memory, waited=memory.waited + 1)
        if pending.endswith(f":{_OVER}"):
            return replace(said, memory=memory)
        reminder = say(f"{pending.partition(':')[0]}.waits", turn.language)
        answer = said.answer.model_copy(update={"text": f"{said.answer.text}\n\n{reminder}", "notes": [*said.answer.notes, reminder]})
        return replace(said, answer=answer, memory=memory)

    def _helped(self, turn: Turn, said: Said) -> Said:
        """Remember what is said; offer a person where two answers in a row did not help."""
        memory = said.memory.after(said.answer)
        if said.memory.pending != turn.memory.pending:
            memory = replace(memory, waited=0)
        if said.answer.status == "not_found" and memory.failures >= _FAILURES:
            offered = self._offer(turn, said.answer)
            memory = replace(memory, options=tuple((button.title, button.payload) for button in offered.buttons))
            return replace(said, answer=offered, memory=memory)
        return replace(said, memory=memory)


def _without_proof(said: Said) -> Said:
    """Return what somebody else answers to "4321, mà lệ phí bao nhiêu": no number of the question is stored or remembered."""
    memory = replace(said.memory, said=tuple(blot(question) for question in said.memory.said))
    return replace(said, answer=said.answer.model_copy(update={"private": True}), memory=memory)


def _holds_proof(turn: Turn) -> bool:
    """Tell whether a number or key stands in what was said while a dossier is spoken of: none of it may be stored."""
    spoken_of = turn.memory.dossier or (turn.memory.pending or "").startswith("status:")
    return bool(spoken_of and turn.text) and blot(turn.text) != unicodedata.normalize("NFC", turn.text)


def _heard_danger(turn: Turn) -> str | None:
    """Return the danger the dialogue model hears while a question of ours is open; otherwise its own action answers it."""
    return turn.intent if turn.memory.pending and turn.intent in _DANGERS and turn.confidence >= _SURE else None
