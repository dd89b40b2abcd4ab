"""The desk for where a dossier stands (hồ sơ tới đâu rồi): code, consent, one proof, the state explained, news when it changes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from actions.desks.hearing import guarded
from actions.desks.status import asked as meant
from actions.desks.status import asked_news, asked_on, told
from actions.desks.status.consents import Consents
from actions.desks.status.form import Form
from actions.desks.status.general import by_code_only, forgot, general, meaning
from actions.desks.status.heard import gives_up
from actions.desks.status.held import Held, Pocket
from actions.desks.status.lookup import LookupSteps
from actions.desks.status.news import News
from actions.desks.status.wishes import Wishes
from actions.turn import Said, Turn
from conversations.service import Conversations
from core.clock import now as present
from core.procedure import Procedure
from core.seal import Seal
from core.text.dossier_codes import Found, find
from portal.dossiers.notices import Notices
from portal.dossiers.service import Dossiers

_LONG_NUMBER = re.compile("[0-9]{5}")  # may have been meant for a code


class StatusDesk:
    """Asks the least there is to ask, keeps it sealed, and says the same of an unknown code as of a wrong proof."""

    name = "status"

    def __init__(
        self,
        dossiers: Dossiers,
        notices: Notices,
        conversations: Conversations,
        seal: Seal,
        record: Callable[[str], Procedure | None],
        portal_url: str,
        clock: Callable[[], datetime] = present,
    ) -> None:
        """Look up with `dossiers`, follow with `notices`, keep consents in `conversations`; `record` knows procedures."""
        self._pocket, self._kept_days = Pocket(seal), conversations.kept_days
        self._news = News(notices, conversations)
        self._steps = LookupSteps(dossiers, conversations, self._pocket, self._news, record, portal_url, clock)
        self._form = Form(self._steps, self._pocket)
        self._consents = Consents(conversations, self._news, self._pocket)
        self._wishes = Wishes(self._steps, self._news, self._pocket)

    def reply(self, turn: Turn) -> Said | None:
        """As the contract of desks: for the intents ask_status and notice, and for every turn with a dossier's code."""
        return _kept(turn, lambda: self._answer(turn))

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """As the contract of desks."""
        return _kept(turn, lambda: self._press(turn, option))

    def resume(self, turn: Turn, question: str) -> Said | None:
        """As the contract of desks; `question` is code, reading, consent, proof, done (it was refused), news (its consent), unfollow."""
        return _kept(turn, lambda: self._hear(turn, question))

    def spoken_of(self, turn: Turn) -> Said | None:
        """Answer what is about a dossier whatever the dialogue model hears; `None` when it is not.

        That is a turn with a dossier's code, or what is called one; one that asks on about the dossier shown last ("còn mấy ngày nữa"),
        wants one looked up by a name, asks what a word of the portal means, or takes a consent back.
        """
        if not turn.text:
            return None
        codes = find(turn.text)
        if any(found.sure for found in codes) or meant.names_code(turn.text):
            return self.reply(turn)
        return _kept(turn, lambda: self._mentioned(turn, self._pocket.held(turn)))

    def _mentioned(self, turn: Turn, held: Held) -> Said | None:
        if held.fitted and asked_on.follows_up(turn.text, held.state, held.late) and not asked_on.another_one(turn.text):
            return self._steps.go(turn, held)
        if held.fitted and asked_news.wants_news(turn.text, shown=True):
            return self._wishes.want(turn, held)
        if meant.withdraws(turn.text):
            return self._consents.withdraw(turn)
        if meant.by_other(turn.text):
            return by_code_only(turn)
        # After a procedure, "quá hạn thì làm sao" is about that.
        about_dossiers = held.fitted or turn.memory.procedure_code is None or meant.speaks_of_dossier(turn.text)
        state = asked_on.meaning_asked(turn.text) if about_dossiers else None
        return meaning(turn, state, held.fitted) if state else None

    def _answer(self, turn: Turn) -> Said:
        held, codes = self._pocket.held(turn), find(turn.text)
        if codes:
            return self._coded(turn, held, codes)
        return self._wishes.about(turn, held) or general(turn, held.fitted) or self._go_on(turn, held)

    def _coded(self, turn: Turn, held: Held, codes: list[Found]) -> Said:
        if asked_news.stops_news(turn.text) or turn.memory.pending == "status:unfollow":
            return self._news.stop(turn, codes[0].code)
        return self._form.coded(turn, held, codes)

    def _go_on(self, turn: Turn, held: Held) -> Said:
        """Go on with what is held: show the dossier once more, or ask the open question."""
        if turn.memory.pending == "status:reading" and held.code:
            return self._form.ask_reading(turn, held)
        if held.code is None and (_LONG_NUMBER.search(turn.text) or meant.names_code(turn.text)):
            return told.ask_code(turn, "status.no_code")
        return self._steps.go(turn, Held() if asked_on.another_one(turn.text) else held)

    def _hear(self, turn: Turn, question: str) -> Said | None:
        held, codes = self._pocket.held(turn), find(turn.text)
        hearing = {
            "code": self._form.hear_code, "reading": self._form.hear_reading, "consent": self._form.hear_consent,
            "proof": self._form.hear_proof, "news": self._wishes.hear_consent, "unfollow": self._wishes.hear_which,
            "done": self._form.hear_after_no,
        }.get(question)  # fmt: skip
        if hearing is None:
            return None
        if codes:
            return self._coded(turn, held, codes)
        if meant.withdraws(turn.text) and (said := self._consents.withdraw(turn)):
            return said
        if question == "done" or (question in ("news", "unfollow") and turn.intent != "privacy"):
            return hearing(turn, held)
        if gives_up(turn.text) and (held.news or not asked_news.stops_news(turn.text)):
            return self._form.left(turn)
        if turn.intent == "privacy" and not (question == "proof" and meant.doubts_proof(turn.text)):
            return told.privacy(turn, self._kept_days)
        return self._wishes.about(turn, held) or general(turn, held.fitted) or hearing(turn, held)

    def _press(self, turn: Turn, option: str) -> Said | None:
        held = self._pocket.held(turn)
        if option.startswith("unfollow:") and option != "unfollow:all":
            return self._news.stop_one(turn, option.removeprefix("unfollow:")[:4])
        deeds: dict[str, Callable[[], Said]] = {
            "start": lambda: self._form.again(turn, Held()),
            "retype": lambda: self._form.again(turn, held),
            "forgot": lambda: forgot(turn, None),
            "leave": lambda: self._form.left(turn),
            "agree": lambda: self._form.agreed(turn, held),
            "refuse": lambda: self._form.refused(turn),
            "news:no": lambda: self._wishes.refused(turn, held),
            "unfollow": lambda: self._news.stop(turn),
            "unfollow:all": lambda: self._news.stop_all(turn),
            "withdraw": lambda: self._consents.withdraw(turn) or self._form.left(turn),
        }
        on_what_is_held: dict[str, Callable[[], Said]] = {
            "right": lambda: self._steps.go(turn, held),
            "refresh": lambda: self._steps.go(turn, held),
            "nophone": lambda: self._steps.ask_proof(turn, held, "status.no_phone"),
            "news": lambda: self._wishes.want(turn, held),
            "news:yes": lambda: self._wishes.agreed(turn, held),
        }
        if option in on_what_is_held:
            return on_what_is_held[option]() if held.code else self._form.gone(turn)
        return deeds[option]() if option in deeds else None


def _kept(turn: Turn, work: Callable[[], Said | None]) -> Said | None:
    """Do `work`; what is said of a dossier, and the numbers it was asked with, are kept nowhere."""
    said = guarded(turn, "status", work)
    return replace(said, answer=said.answer.model_copy(update={"private": True})) if said else None
