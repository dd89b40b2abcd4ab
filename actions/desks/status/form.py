"""The answers to the questions of a lookup: the code, its reading, the consent, the proof."""

from dataclasses import replace

from actions.desks.hearing import asks, spoken
from actions.desks.status import asked as meant
from actions.desks.status import asked_news, told
from actions.desks.status.general import forgot
from actions.desks.status.heard import (
    Given,
    chosen,
    consents,
    consents_beside,
    declines,
    elsewhere,
    given,
    reads_right,
    reads_wrong,
    wants_somebody,
    without,
)
from actions.desks.status.held import Held, Pocket
from actions.desks.status.lookup import LookupSteps
from actions.turn import Said, Turn
from core.text.dossier_codes import Found, find
from core.words import say
from portal.dossiers.models import ProofKind

_OURS = frozenset({"ask_status", "notice"})
_TRIES = 2  # answers without a code, after which help is offered
_LONGEST_CODE = 60  # characters, blanks included
_LEAST_DIGITS, _MOST_WORDS = 4, 8  # of something that was meant to be a code


class Form:
    """Hears what is typed after a question of the desk; `None` for what is about something else."""

    def __init__(self, steps: LookupSteps, pocket: Pocket) -> None:
        """Go on with `steps`, keep what was said in the `pocket`."""
        self._steps, self._pocket = steps, pocket

    def coded(self, turn: Turn, held: Held, codes: list[Found]) -> Said:
        """Take up the first of the `codes`, with the proof that stands beside it."""
        first = chosen(turn.text, codes)
        now = Held(code=first.code.text, news=held.news or turn.intent == "notice" or asked_news.wants_news(turn.text))
        if held.code == now.code:
            now = replace(now, proof=held.proof, fitted=held.fitted, signed=held.signed)
        heard = given(without(turn.text, codes), self._steps.kinds(now))
        now = replace(now, proof=heard.proof or now.proof)
        if not first.sure:
            return self.ask_reading(turn, now)
        several = len({found.code for found in codes}) > 1
        return self._steps.go(turn, now, _remarks(turn, heard, several))

    def ask_reading(self, turn: Turn, held: Held) -> Said:
        """Ask whether the code was read as it was meant."""
        return self._pocket.keep(told.ask_reading(turn, held.code or ""), held)

    def again(self, turn: Turn, held: Held) -> Said:
        """Ask the code anew."""
        return self._pocket.keep(told.ask_code(turn), Held(news=held.news))

    def agreed(self, turn: Turn, held: Held) -> Said:
        """Go on after a yes to the words that were just read; an old button has them asked again."""
        return self._steps.agreed(turn, held) if turn.memory.pending == "status:consent" and held.code else self._steps.go(turn, held)

    def refused(self, turn: Turn) -> Said:
        """Look nothing up, and keep nothing."""
        return self._pocket.keep(told.other_ways(turn, "status.refused", told.START, told.HUMAN, pending="status:done"), Held())

    def left(self, turn: Turn) -> Said:
        """End the lookup, and keep nothing."""
        return self._pocket.keep(spoken(turn, "status.left", "greeting"), Held())

    def gone(self, turn: Turn) -> Said:
        """Say that what was typed is kept no longer."""
        return self._pocket.keep(told.ask_code(turn, "status.gone"), Held())

    def hear_code(self, turn: Turn, held: Held) -> Said | None:
        """Hear an answer in which no code was found."""
        if declines(turn.text) or meant.forgot_code(turn.text, asked=True):
            return forgot(turn, "status:code")
        digits, words = sum(letter.isdigit() for letter in turn.text), len(turn.text.split())
        said = f"{held.typed} {turn.text}".strip()[-_LONGEST_CODE:]
        if held.typed and digits and (codes := find(said)):  # it came in several messages
            return self.ask_reading(turn, Held(code=codes[0].code.text, news=held.news))
        if digits < _LEAST_DIGITS or words > _MOST_WORDS or asks(turn, _OURS):
            return None if elsewhere(turn) else self._pocket.keep(told.ask_code(turn), held)
        held = Held(news=held.news, misses=held.misses + 1, typed=said)
        return self._pocket.keep(told.no_code(turn, help_out=held.misses >= _TRIES), held)

    def hear_reading(self, turn: Turn, held: Held) -> Said | None:
        """Hear whether the code was read as it was meant."""
        if held.code is None:
            return self.gone(turn)
        if reads_right(turn.text):
            return self._steps.go(turn, held)
        if reads_wrong(turn.text):
            return self.again(turn, held)
        return None if elsewhere(turn) else self.ask_reading(turn, held)

    def hear_consent(self, turn: Turn, held: Held) -> Said | None:
        """Hear a yes or a no to the lookup; what is neither is no yes."""
        if held.code is None:
            return self.gone(turn)
        if consents(turn.text):
            return self._steps.agreed(turn, held)
        if declines(turn.text):
            return self.refused(turn)
        heard = given(turn.text, self._steps.kinds(held))
        if heard.proof and heard.proof.kind is ProofKind.PHONE and consents_beside(turn.text):
            return self._steps.agreed(turn, replace(held, proof=heard.proof))
        if asks(turn, _OURS, in_words=heard.proof is not None) or (not heard.proof and elsewhere(turn)):
            return None
        # A proof waits, sealed, until there is a yes.
        return self._steps.go(turn, replace(held, proof=heard.proof or held.proof), say("status.yes_first", turn.language))

    def hear_after_no(self, turn: Turn, held: Held) -> Said | None:
        """Hear a second thought after a no to the consent: it is asked again, with the code, which was not kept."""
        again = consents(turn.text) or meant.gives_in(turn.text)
        return self._pocket.keep(told.ask_code(turn, "status.code_again"), held) if again else None

    def hear_proof(self, turn: Turn, held: Held) -> Said | None:
        """Hear the proof, or why there is none."""
        if held.code is None:
            return self.gone(turn)
        kinds = self._steps.kinds(held)
        heard = given(turn.text, kinds)
        if heard.proof and not asks(turn, _OURS, in_words=True) and not wants_somebody(turn):
            return self._steps.go(turn, replace(held, proof=heard.proof), _remarks(turn, heard))
        if heard.identity:
            return self._steps.ask_proof(turn, held, "status.no_identity")
        if (meant.lacks_phone(turn.text) and not meant.doubts_proof(turn.text)) or declines(turn.text):
            return self._steps.ask_proof(turn, held, "status.no_phone")
        if elsewhere(turn) and not meant.doubts_proof(turn.text):
            return None
        if meant.asks_why(turn.text):
            return self._steps.ask_proof(turn, held, "status.why_proof")
        return self._steps.ask_proof(turn, held, "status.need_four" if ProofKind.PHONE in kinds else "")


def _remarks(turn: Turn, heard: Given, several: bool = False) -> str:
    keys = [key for key, said in (("one_at_a_time", several), ("four_will_do", heard.whole), ("identity_unused", heard.identity)) if said]
    return "\n".join(say(f"status.{key}", turn.language) for key in keys)
