"""The desk for reports on the city (phản ánh): what, where, a contact if wished; read back, confirmed, filed."""

import re
from typing import Any

from actions.desks.hearing import agrees, asks, contact_in, guarded, hint, refuses, spoken, stops
from actions.turn import Said, Turn
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.text import fold, normalize
from core.text.mask import mask
from core.words import Language, say
from portal.feedback import MOST_PLACE, MOST_WHAT, FeedbackPort, Report

_STEPS = ("what", "where", "contact")
_PLACE = frozenset({"address"})  # where something is wrong is what a report is about
_LEAD = re.compile(
    r"^(?:\W|\b(?:da|a|alo|chao|cho|toi|em|minh|tui|con|chau|xin|muon|can|duoc|gui|bao|bao cao|phan anh"
    r"|kien nghi|khieu nai|gop y|to cao|ve|viec|mot|vu|len"
    r"|phuong|thanh pho|1022|i|want|to|would|like|report|a|an|the|problem|that|there|is)\b)*"
)
_EDIT = re.compile(r"\b(?:sua|doi|chinh|thay|nham|sai|change|correct|edit)\b")
_FIELDS = (
    ("contact", re.compile(r"\b(?:lien he|so dien thoai|sdt|email|contact|phone)\b")),
    ("where", re.compile(r"\b(?:dia chi|dia diem|noi(?! dung)|cho|duong|where|place|address)\b")),
    ("what", re.compile(r"\b(?:noi dung|viec|what|content)\b")),
)
_STOPPING = ("report.button_stop", "report:stop")
_BUTTONS = {
    "what": (_STOPPING,),
    "where": (("report.button_skip_where", "report:skip:where"), _STOPPING),
    "contact": (("report.button_skip_contact", "report:skip:contact"), _STOPPING),
}
_CONFIRM = (
    ("report.button_send", "report:send"),
    ("report.button_what", "report:edit:what"),
    ("report.button_where", "report:edit:where"),
    ("report.button_contact", "report:edit:contact"),
    _STOPPING,
)
_LEAST_LETTERS = 4
_LONGEST_SHOWN = 300


class ReportDesk:
    """Collects one report step by step. The draft is in the database; the conversation only knows which step is open."""

    name = "report"

    def __init__(self, feedback: FeedbackPort, conversations: Conversations) -> None:
        """File with `feedback`, keep drafts with `conversations`."""
        self._feedback, self._conversations = feedback, conversations

    def reply(self, turn: Turn) -> Said | None:
        """As the contract of desks: begin, or go on with a draft."""
        return guarded(turn, "report", lambda: self._begin(turn))

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """As the contract of desks."""
        return guarded(turn, "report", lambda: self._press(turn, option))

    def resume(self, turn: Turn, question: str) -> Said | None:
        """As the contract of desks; `question` is a step or "confirm"."""
        if question not in (*_STEPS, "confirm"):
            return None
        return guarded(turn, "report", lambda: self._resume(turn, question))

    def _begin(self, turn: Turn) -> Said:
        draft = self._draft(turn)
        told = _told(turn.text)
        if told and not draft.get("what"):
            draft = {"what": told}
            self._keep(turn, draft)
        return self._next(turn, draft)

    def _press(self, turn: Turn, option: str) -> Said | None:
        if option == "start":
            return self._next(turn, self._draft(turn))
        draft = self._draft(turn)
        if option == "stop":
            return self._stop(turn)
        if not draft:
            return spoken(turn, "report.gone", "form")
        verb, _, field = option.partition(":")
        if option == "send":
            return self._send(turn, draft)
        if verb == "edit" and field in _STEPS:
            return _ask(turn, field)
        if verb == "skip" and field in ("where", "contact"):
            return self._set(turn, draft, field, None)
        return None

    def _resume(self, turn: Turn, question: str) -> Said | None:
        if stops(turn.text):
            return self._stop(turn)
        draft = self._draft(turn)
        field = _edited(turn.text) if draft else None
        if field:
            return _ask(turn, field)
        if question == "confirm":
            return self._confirmed(turn, draft)
        if question == "contact":
            return self._contacted(turn, draft)
        if asks(turn, frozenset({"ward"})):
            return None
        return self._told(turn, draft, question)

    def _told(self, turn: Turn, draft: dict[str, Any], step: str) -> Said:
        if step == "where" and refuses(turn.text):
            return self._set(turn, draft, step, None)
        said = _readable(turn.text, MOST_WHAT if step == "what" else MOST_PLACE)
        return self._set(turn, draft, step, said) if said else _ask(turn, step, "report.unclear")

    def _contacted(self, turn: Turn, draft: dict[str, Any]) -> Said | None:
        contact = contact_in(turn.text)
        if contact or refuses(turn.text):
            return self._set(turn, draft, "contact", contact)
        if asks(turn):
            return None
        return _ask(turn, "contact", "report.contact_unclear")

    def _confirmed(self, turn: Turn, draft: dict[str, Any]) -> Said | None:
        if agrees(turn.text):
            return self._send(turn, draft)
        if refuses(turn.text):
            return self._stop(turn)
        return None if asks(turn) else self._next(turn, draft)

    def _set(self, turn: Turn, draft: dict[str, Any], step: str, value: str | None) -> Said:
        draft = {**draft, step: value}
        self._keep(turn, draft)
        return self._next(turn, draft)

    def _next(self, turn: Turn, draft: dict[str, Any]) -> Said:
        missing = next((step for step in _STEPS if step not in draft), None)
        return _ask(turn, missing) if missing else _read_back(turn, draft)

    def _send(self, turn: Turn, draft: dict[str, Any]) -> Said:
        if not draft.get("what") or any(step not in draft for step in _STEPS):
            return self._next(turn, draft)  # a button of an earlier report: nothing goes that was not read back
        place, contact = draft["where"] or "", draft["contact"]
        filed = self._feedback.file(Report(turn.person, draft["what"], place, turn.channel, contact, turn.language))
        if contact:
            self._conversations.agreed(turn.person, Purpose.REPORT, say("report.ask_contact", turn.language))
        self._keep(turn, {})
        return spoken(turn, "report.filed", "handover", number=filed.number)

    def _stop(self, turn: Turn) -> Said:
        self._keep(turn, {})
        return spoken(turn, "report.stopped", "greeting")

    def _draft(self, turn: Turn) -> dict[str, Any]:
        return self._conversations.draft(turn.person, self.name)

    def _keep(self, turn: Turn, draft: dict[str, Any]) -> None:
        self._conversations.keep_draft(turn.person, self.name, draft)


def _ask(turn: Turn, step: str, first: str = "") -> Said:
    key = f"report.ask_{step}"
    if not first:
        return spoken(turn, key, "form", _BUTTONS[step], f"report:{step}")
    return spoken(turn, first, "form", _BUTTONS[step], f"report:{step}", say(key, turn.language))


def _read_back(turn: Turn, draft: dict[str, Any]) -> Said:
    language: Language = turn.language
    contact = draft.get("contact")
    values = {
        "what": _shown(draft["what"]),
        "place": _shown(draft["where"]) if draft.get("where") else say("report.no_place", language),
        "contact": say("report.contact_hint", language, hint=hint(contact)) if contact else say("report.no_contact", language),
    }
    return spoken(turn, "report.confirm", "form", _CONFIRM, "report:confirm", **values)


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _told(text: str) -> str | None:
    """Return what is reported in the message that begins a report: what follows "tôi muốn phản ánh"; `None` when nothing does."""
    clean = normalize(text)
    folded = fold(clean)
    lead = _LEAD.match(folded)
    rest = folded[lead.end() :] if lead else folded
    return _readable(clean, MOST_WHAT) if len(rest.split()) >= 2 else None


def _readable(text: str, most: int) -> str | None:
    """Return `text` clean, masked and cut; `None` when there are hardly letters in it."""
    clean = mask(" ".join(normalize(text).split()), _PLACE)[:most]
    return clean if sum(letter.isalpha() for letter in clean) >= _LEAST_LETTERS else None


def _edited(text: str) -> str | None:
    """Return the step that "sửa địa chỉ" goes back to; a long text is no command."""
    folded = fold(text)
    if len(folded.split()) > 6 or not _EDIT.search(folded):
        return None
    return next((step for step, words in _FIELDS if words.search(folded)), None)
