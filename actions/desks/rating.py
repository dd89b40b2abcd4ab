"""The desk for what people think of an answer: a thumb, and why."""

import re

from actions.desks.hearing import asks, guarded, refuses, spoken, stops
from actions.turn import Said, Turn
from conversations.schemas import Reason
from conversations.service import Conversations
from core.text import fold

_WHY = tuple((f"rate.button_{reason}", f"rate:why:{reason}") for reason in Reason)
_HUMAN = (("human.button_open", "human:open"),)
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (Reason.MISSING, re.compile(r"\b(?:thieu|chua du|khong du|chua day du|chung chung|missing|incomplete)\b")),
    (Reason.UNCLEAR, re.compile(r"\b(?:kho hieu|khong hieu gi|chang hieu|lan man|dai qua|roi qua|roi ram|confusing|unclear|too long)\b")),
    (
        Reason.WRONG,
        re.compile(
            r"\b(?:thong tin (?:sai|cu|loi|khong dung)|sai thong tin|phi .{0,20}(?:sai|khong dung)|dia chi .{0,20}sai|loi thoi|outdated)\b"
        ),
    ),
)


class RatingDesk:
    """Keeps a verdict on the answer before, with its question, procedure, release and model."""

    name = "rate"

    def __init__(self, conversations: Conversations) -> None:
        """Keep ratings with `conversations`."""
        self._conversations = conversations

    def reply(self, turn: Turn) -> Said | None:
        """As the contract of desks; the intent says whether it was good."""
        return guarded(turn, "rate", lambda: self._rate(turn, good=turn.intent == "rate_good"))

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """As the contract of desks."""
        if option in ("up", "down"):
            return guarded(turn, "rate", lambda: self._rate(turn, good=option == "up"))
        verb, _, why = option.partition(":")
        if verb == "why" and why in set(Reason):
            return guarded(turn, "rate", lambda: self._explain(turn, Reason(why)))
        return None

    def resume(self, turn: Turn, question: str) -> Said | None:
        """As the contract of desks; the one question is why."""
        if question != "why" or asks(turn) or turn.intent not in ("rate_bad", "deny", "feedback", "stop", "nlu_fallback", "abuse"):
            return None  # They ask again in other words, which is the best they can do.
        if stops(turn.text) or refuses(turn.text):
            return spoken(turn, "rate.skipped", "greeting")
        return guarded(turn, "rate", lambda: self._explain(turn, _reason(turn.text) or Reason.OTHER))

    def _rate(self, turn: Turn, good: bool) -> Said:
        if not self._conversations.rate(turn.person, good):
            return spoken(turn, "rate.nothing", "greeting")
        if good:
            return spoken(turn, "rate.up", "greeting")
        reason = _reason(turn.text)
        if reason:
            return self._explain(turn, reason)
        return spoken(turn, "rate.why", "form", (*_WHY, *_HUMAN), "rate:why")

    def _explain(self, turn: Turn, reason: Reason) -> Said:
        if not self._conversations.explain(turn.person, reason, turn.text):
            return spoken(turn, "rate.nothing", "greeting")
        return spoken(turn, "rate.noted", "greeting", _HUMAN)


def _reason(text: str) -> Reason | None:
    """Return why, where the words say so by themselves."""
    folded = fold(text)
    return next((reason for reason, words in _REASONS if words.search(folded)), None)
