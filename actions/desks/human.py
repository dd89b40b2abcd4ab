"""The desk for those who want a person (gặp cán bộ): a request in the queue, and how it stands."""

import re
from collections.abc import Callable
from datetime import datetime

from actions.desks.hearing import agrees, asks, contact_in, guarded, hint, refuses, spoken, stops
from actions.turn import Said, Turn, pick
from conversations.handovers import Handovers
from conversations.schemas import Handed, HandoverState
from core.answer import Answer, Button
from core.clock import VIETNAM
from core.clock import now as present
from core.text import fold
from core.text.mask import mask
from core.words import Language, say

_TALK = re.compile(
    r"\b(?:gap|noi chuyen|trao doi|chuyen (?:may|qua|cho|nguoi)|noi may|ket noi|goi lai|goi dien lai|lien he lai|chat voi"
    r"|talk|speak|human|agent)\b"
)
_NUMBER = re.compile(
    r"\b(?:so (?:dien thoai|nao|may|hotline|zalo|can bo)|hotline|tong dai|duong day nong|email|goi so|lien he ai|phone number|hot line)\b"
)
_WITHDRAW = re.compile(
    r"\b(?:rut|huy|bo)\s+(?:lai\s+)?(?:yeu cau|hen)|\b(?:khoi|khong (?:can|muon)) (?:gap|lien he)|\b(?:withdraw|cancel)\b"
)
_LONGEST = 300  # characters of what somebody agreed to in their own words
_OPEN = (("human.button_open", "human:open"),)
_CONTACT = (("human.button_no_contact", "human:nocontact"), ("human.button_withdraw", "human:withdraw"))
_WITHDRAWING = (("human.button_withdraw", "human:withdraw"),)


class Human:
    """Opens requests, tells how they stand, takes a contact from those who wish, and withdraws."""

    name = "human"

    def __init__(self, handovers: Handovers, opening: Callable[[datetime], datetime], clock: Callable[[], datetime] = present) -> None:
        """Keep requests in `handovers`; `opening` tells when offices are open next (the given moment while they are)."""
        self._handovers, self._opening, self._clock = handovers, opening, clock

    def reply(self, turn: Turn) -> Said | None:
        """As the contract of desks."""
        folded = fold(turn.text)
        if _NUMBER.search(folded) and not _TALK.search(folded):
            return spoken(turn, "human.numbers", "handover", _OPEN)
        if _WITHDRAW.search(folded):
            return guarded(turn, "human", lambda: self._withdraw(turn))
        return guarded(turn, "human", lambda: self._wanted(turn))

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """As the contract of desks."""
        deeds: dict[str, Callable[[Turn], Said]] = {
            "open": self._wanted,
            "withdraw": self._withdraw,
            "nocontact": self._no_contact,
            "contact": self._ask_contact,
            "unreach": self._unreach,
        }
        deed = deeds.get(option)
        return guarded(turn, "human", lambda: deed(turn)) if deed else None

    def resume(self, turn: Turn, question: str) -> Said | None:
        """As the contract of desks; the one question is the contact."""
        if question != "contact":
            return None
        return guarded(turn, "human", lambda: self._heard(turn))

    def stopped(self, turn: Turn) -> Said | None:
        """Withdraw the request for "thôi khỏi gặp cán bộ nữa", and for "thôi khỏi" while its button is among those shown last."""
        shown = any(payload == pick("human:withdraw") for _, payload in turn.memory.options)
        named = bool(_TALK.search(fold(turn.text)) or _WITHDRAW.search(fold(turn.text)))
        return guarded(turn, "human", lambda: self._withdraw(turn)) if (named or shown) and stops(turn.text) else None

    def offer(self, turn: Turn, answer: Answer) -> Answer:
        """Return `answer` with the offer of a person, for those whom two answers in a row did not help."""
        button = Button(title=say("human.button_open", turn.language), payload=pick("human:open"))
        text = f"{answer.text}\n\n{say('human.offer', turn.language)}"
        return answer.model_copy(update={"text": text, "buttons": [button, *answer.buttons]})

    def _wanted(self, turn: Turn) -> Said:
        handed = self._handovers.mine(turn.person)
        if handed is None:
            memory = turn.memory
            about = {"procedure": memory.procedure_code, "ward": memory.ward, "failures": memory.failures}
            handed = self._handovers.open(turn.person, turn.channel, turn.language, **about)
        contact = contact_in(turn.text)
        if contact:  # "gọi lại cho tôi số 09...": what they agree to is in their own words, and they are told what is stored
            return self._reach(turn, contact, mask(turn.text)[:_LONGEST])
        return self._opened(turn, handed) if handed.new else self._state(turn, handed)

    def _opened(self, turn: Turn, handed: Handed) -> Said:
        more = f"{self._hours(turn.language)}\n\n{say('human.ask_contact', turn.language)}"
        return spoken(turn, "human.opened", "handover", _CONTACT, "human:contact", more, number=handed.number)

    def _hours(self, language: Language) -> str:
        now = self._clock()
        opens = self._opening(now)
        return say("human.in_hours", language) if opens <= now else say("human.out_of_hours", language, when=moment(opens, language))

    def _state(self, turn: Turn, handed: Handed) -> Said:
        key = "human.taken" if handed.state is HandoverState.TAKEN else "human.waiting"
        more = "" if handed.state is HandoverState.TAKEN else self._hours(turn.language)
        contact = ("human.button_unreach", "human:unreach") if handed.contact else ("human.button_contact", "human:contact")
        values = {"number": handed.number, "when": moment(handed.opened, turn.language)}
        return spoken(turn, key, "handover", (contact, *_WITHDRAWING), None, more, **values)

    def _heard(self, turn: Turn) -> Said | None:
        contact = contact_in(turn.text)
        if contact:
            return self._reach(turn, contact, say("human.ask_contact", turn.language))
        if refuses(turn.text):  # before the next: "không cần liên hệ" refuses the contact, not the request
            return self._no_contact(turn)
        if stops(turn.text) or _WITHDRAW.search(fold(turn.text)):
            return self._withdraw(turn)
        if agrees(turn.text):
            return spoken(turn, "human.contact_how", "handover", _CONTACT, "human:contact")
        return None if asks(turn) or turn.intent != "human" else self._ask_contact(turn)

    def _reach(self, turn: Turn, contact: str, told: str) -> Said:
        self._handovers.reach(turn.person, contact, told)
        handed = self._handovers.mine(turn.person)
        if handed is None:
            return spoken(turn, "human.none", "handover", _OPEN)
        buttons = (("human.button_unreach", "human:unreach"), *_WITHDRAWING)
        more = self._hours(turn.language)
        return spoken(turn, "human.reached", "handover", buttons, None, more, hint=hint(contact), number=handed.number)

    def _ask_contact(self, turn: Turn) -> Said:
        return spoken(turn, "human.ask_contact", "handover", _CONTACT, "human:contact")

    def _no_contact(self, turn: Turn) -> Said:
        handed = self._handovers.mine(turn.person)
        if handed is None:
            return spoken(turn, "human.none", "handover", _OPEN)
        return spoken(turn, "human.no_contact", "handover", _WITHDRAWING, number=handed.number)

    def _unreach(self, turn: Turn) -> Said:
        if self._handovers.mine(turn.person) is None:
            return spoken(turn, "human.none", "handover", _OPEN)
        self._handovers.unreach(turn.person)
        return spoken(turn, "human.unreached", "handover", _WITHDRAWING)

    def _withdraw(self, turn: Turn) -> Said:
        handed = self._handovers.withdraw(turn.person)
        if handed is None:
            return spoken(turn, "human.none", "handover", _OPEN)
        return spoken(turn, "human.withdrawn", "handover", number=handed.number)


def moment(at: datetime, language: Language) -> str:
    """Say a moment: "7:30 thứ Hai, ngày 23/11/2026"."""
    local = at.astimezone(VIETNAM)
    weekday = say("human.weekdays", language).split("|")[local.weekday()]
    day = f"{local.day}/{local.month}/{local.year}"
    return say("human.when", language, clock=f"{local.hour}:{local.minute:02}", weekday=weekday, day=day)
