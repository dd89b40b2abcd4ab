"""The desk for a person's own data (dữ liệu của tôi): what is kept, seeing, correcting and erasing it, being remembered."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions.desks.data_view import Label, plain_label, stored
from actions.desks.hearing import agrees, contact_in, guarded, hint, refuses, spoken, stops
from actions.turn import Memory, Said, Turn, pick
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.answer import Button
from core.errors import Unavailable
from core.text import fold, has_accents
from core.words import say
from knowledge.life_events import SKIPPED
from portal.dossiers.notices import Notices
from portal.feedback import FeedbackPort

_ERASE = re.compile(r"\b(?:xoa|huy|go bo|go|boi|quen|rut lai|bo het|delete|erase|remove|forget)\b")
_CORRECT = re.compile(r"\b(?:sua|cap nhat|doi lai|chinh|sai|nham|correct|update|change)\b")
_UNREMEMBER = re.compile(r"\b(?:khong|ko|rut|ngung|tat|huy|quen|thoi|don't|do not|stop|forget|withdraw)\b")
_DONT = re.compile(r"\b(?:đừng|dừng)\b")
_OPTION = re.compile(r"[A-Za-z0-9._:#-]{1,60}")
_AGAIN = frozenset({"xoa", "xoa het", "xoa di", "xoa het di", "xoa luon", "delete", "delete it", "delete everything"})
_ABOUT = (("data.button_view", "data:view"), ("data.button_correct", "data:correct"), ("data.button_erase", "data:erase"))
_LOOKUPS = (("status.button_withdraw", "status:withdraw"),)
_ERASING = (("data.button_erase_yes", "data:erase:yes"), ("data.button_keep", "data:keep"))
_REMEMBERING = (("data.button_remember_yes", "data:remember:yes"), ("data.button_remember_no", "data:keep"))


class MyData:
    """Tells, shows, corrects and erases; asks before it remembers, and once before it erases."""

    name = "data"

    def __init__(
        self,
        conversations: Conversations,
        feedback: FeedbackPort,
        notices: Notices,
        unlink: Callable[[str], int] = lambda person: 0,
        label: Label = plain_label,
    ) -> None:
        """Look into `conversations`, `feedback` and `notices`.

        Args:
            conversations: the transcript, ratings, requests and what is remembered.
            feedback: the reports.
            notices: the news waited for.
            unlink: takes a person out of the audit of lookups.
            label: says a remembered fact in words.
        """
        self._conversations, self._feedback, self._notices = conversations, feedback, notices
        self._unlink, self._label = unlink, label

    def reply(self, turn: Turn) -> Said | None:
        """As the contract of desks, for the intents privacy, my_data and remember."""
        folded = fold(turn.text)
        deed = self.about if turn.intent == "privacy" else self._view
        if turn.intent == "remember":
            deed = self._forget_all if _unremembers(turn.text) else self._remember
        elif turn.intent != "privacy" and _ERASE.search(folded):
            deed = self._ask_erase
        elif turn.intent != "privacy" and _CORRECT.search(folded):
            deed = self._correct
        return guarded(turn, "data", lambda: deed(turn))

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """As the contract of desks."""
        deeds: dict[str, Callable[[Turn], Said]] = {
            "about": self.about, "view": self._view, "erase": self._ask_erase, "correct": self._correct, "keep": _kept,
            "remember": self._remember, "contact": _ask_contact, "forget_all": self._forget_all,
            "unreach": self._unreach,
        }  # fmt: skip
        deed = deeds.get(option)
        if option == "erase:yes":
            # An old button, pressed by accident, asks again.
            deed = self._erase if turn.memory.pending == "data:erase" else self._ask_erase
        elif option == "remember:yes":
            deed = self._agreed if turn.memory.pending == "data:remember" else self._remember
        elif option.startswith("forget:"):
            return guarded(turn, "data", lambda: self._forget(turn, option.removeprefix("forget:")))
        return guarded(turn, "data", lambda: deed(turn)) if deed else None

    def resume(self, turn: Turn, question: str) -> Said | None:
        """As the contract of desks: a yes or no to erasing or remembering, or a new contact."""
        if question == "contact":
            return guarded(turn, "data", lambda: self._contact(turn))
        deed = {"erase": self._erase, "remember": self._agreed}.get(question)
        if deed is None:
            return None
        if refuses(turn.text) or stops(turn.text):
            return _kept(turn)
        again = question == "erase" and fold(turn.text).strip(" .!") in _AGAIN
        return guarded(turn, "data", lambda: deed(turn)) if agrees(turn.text) or again else None

    def about(self, turn: Turn) -> Said:
        """Tell who runs the assistant, what is stored, for how long, and the rights."""
        return spoken(turn, "data.about", "answered", _ABOUT, days=self._conversations.kept_days)

    def recalled(self, turn: Turn) -> Turn:
        """Return the first turn of a conversation with what the person agreed to have remembered; any other as it is."""
        if turn.memory != Memory(language=turn.memory.language):
            return turn
        try:
            facts = self._conversations.profiles.of(turn.person)
        except Unavailable:
            return turn  # They are asked once more, which is better than no answer.
        ward = facts.pop("ward", None)
        return replace(turn, memory=replace(turn.memory, told=facts, ward=ward), asked=replace(turn.asked, ward=ward or turn.asked.ward))

    def _view(self, turn: Turn) -> Said:
        data, reports = self._conversations.data_of(turn.person), self._feedback.of(turn.person)
        following = self._notices.following(turn.person)
        more = stored(data, reports, following, self._conversations.kept_days, turn.language, self._label)
        lookups = any(one.purpose is Purpose.LOOKUP and not one.withdrawn for one in data.agreements)
        return spoken(turn, "data.view", "answered", (*_ABOUT[1:], *(_LOOKUPS if lookups else ())), None, more)

    def _ask_erase(self, turn: Turn) -> Said:
        return spoken(turn, "data.ask_erase", "form", _ERASING, "data:erase")

    def _erase(self, turn: Turn) -> Said:
        reports = self._feedback.forget(turn.person)
        self._notices.forget(turn.person)
        self._unlink(turn.person)
        gone = self._conversations.erase(turn.person).counts
        counts = {key: gone.get(key, 0) for key in ("turns", "ratings", "handovers")}
        more = say("data.erased_reports", turn.language, count=reports) if reports else ""
        said = spoken(
            turn, "data.erased", "greeting", (), None, more, facts=gone.get("profile", 0), days=self._conversations.kept_days, **counts
        )
        return replace(said, memory=Memory(language=turn.memory.language), forget=True)

    def _correct(self, turn: Turn) -> Said:
        facts = self._conversations.profiles.facts(turn.person)
        handed = self._conversations.handovers.mine(turn.person)
        contact = (("data.button_contact", "data:contact"),) if handed and handed.contact else ()
        reported = any(filed.contact for filed in self._feedback.of(turn.person))
        unreach = (("data.button_unreach", "data:unreach"),) if reported else ()
        everything = (("data.button_forget_all", "data:forget_all"),) if facts else ()
        if not (contact or unreach or facts):
            return spoken(turn, "data.nothing_to_correct", "answered", _ABOUT[2:])
        said = spoken(turn, "data.correct", "answered", (*contact, *unreach, *everything))
        forget = [self._forget_button(turn, fact.key, fact.value) for fact in facts if _OPTION.fullmatch(fact.key)]
        return replace(said, answer=said.answer.model_copy(update={"buttons": [*forget, *said.answer.buttons]}))

    def _forget_button(self, turn: Turn, key: str, value: Any) -> Button:
        title = say("data.button_forget", turn.language, fact=self._label(key, value, turn.language))
        return Button(title=title, payload=pick(f"data:forget:{key}"))

    def _forget(self, turn: Turn, key: str) -> Said:
        self._conversations.profiles.correct(turn.person, key, None)
        told = {known: value for known, value in turn.memory.told.items() if known != key}
        said = spoken(turn, "data.forgot", "greeting", _ABOUT[:1])
        return replace(said, memory=replace(said.memory, told=told, ward=None if key == "ward" else said.memory.ward))

    def _unreach(self, turn: Turn) -> Said:
        count = self._feedback.unreach(turn.person)
        self._conversations.disagreed(turn.person, Purpose.REPORT)
        return spoken(turn, "data.unreached", "greeting", count=count)

    def _forget_all(self, turn: Turn) -> Said:
        count = self._conversations.profiles.withdraw(turn.person)
        said = spoken(turn, "data.forgot_all" if count else "data.nothing_remembered", "greeting", count=count)
        return replace(said, memory=replace(said.memory, told={}, ward=None))

    def _remember(self, turn: Turn) -> Said:
        facts = _facts(turn.memory)
        if not facts:
            return spoken(turn, "data.nothing_told", "greeting")
        if self._conversations.profiles.consented(turn.person):
            return spoken(turn, "data.remembered", "greeting", count=self._conversations.profiles.learn(turn.person, facts))
        listed = "; ".join(self._label(key, value, turn.language) for key, value in facts.items())
        days = self._conversations.kept_days
        return spoken(turn, "data.ask_remember", "form", _REMEMBERING, "data:remember", facts=listed, days=days)

    def _agreed(self, turn: Turn) -> Said:
        facts = _facts(turn.memory)
        # The proof outlives the facts, so it names their kinds and not what was told.
        told = say("data.ask_remember", turn.language, facts=", ".join(facts), days=self._conversations.kept_days)
        count = self._conversations.profiles.remember(turn.person, facts, told)
        return spoken(turn, "data.remembered", "greeting", _ABOUT[:1], count=count)

    def _contact(self, turn: Turn) -> Said | None:
        contact = contact_in(turn.text)
        if contact and self._conversations.handovers.reach(turn.person, contact, say("data.ask_contact", turn.language)):
            return spoken(turn, "data.contact_changed", "greeting", hint=hint(contact))
        if contact or _ERASE.search(fold(turn.text)):
            self._conversations.handovers.unreach(turn.person)
            return spoken(turn, "data.contact_gone", "greeting")
        return _kept(turn) if refuses(turn.text) or stops(turn.text) else None


def _facts(memory: Memory) -> dict[str, Any]:
    """Return what of `memory` is about the person: not how far they are in a plan, nor what they would not say."""
    told = {key: value for key, value in memory.told.items() if not key.endswith(".step") and value != SKIPPED}
    return {**told, **({"ward": memory.ward} if memory.ward else {})}


def _unremembers(text: str) -> bool:
    """Tell whether `text` is against being remembered. "Dung" is "đừng" or "dừng", not "đúng" or "dùng", when accents are typed."""
    folded = fold(text)
    return bool(_UNREMEMBER.search(folded) or (_DONT.search(text.lower()) if has_accents(text) else "dung" in folded.split()))


def _kept(turn: Turn) -> Said:
    return spoken(turn, "data.kept", "greeting")


def _ask_contact(turn: Turn) -> Said:
    return spoken(turn, "data.ask_contact", "form", (("data.button_keep", "data:keep"),), "data:contact")
