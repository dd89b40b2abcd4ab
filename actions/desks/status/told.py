"""What the status desk says where no dossier is shown: the questions of its form, and the ways that remain when a lookup fails."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

from actions.desks.hearing import spoken
from actions.turn import Said, Turn
from core.answer import Link
from core.clock import VIETNAM
from core.errors import LookupPaused, PortalUnavailable
from core.words import Language, say

FORGOT = ("status.button_forgot", "status:forgot")
LEAVE = ("status.button_leave", "status:leave")
HUMAN = ("human.button_open", "human:open")
START = ("status.button_start", "status:start")
RETYPE = ("status.button_retype", "status:retype")
REFRESH = ("status.button_refresh", "status:refresh")
AGAIN = ("status.button_again", "status:refresh")
_CONSENT = (("status.button_agree", "status:agree"), ("status.button_refuse", "status:refuse"))
_READING = (("status.button_right", "status:right"), RETYPE)
_ANSWERS = 2_000  # characters of an answer at most
_LATER = 300  # seconds, where nobody says when to try again
_LONG = 90  # minutes; more are told in hours


def ask_code(turn: Turn, first: str = "") -> Said:
    """Ask the code, after the sentence `first`."""
    key = "status.ask_code"
    if not first:
        return spoken(turn, key, "form", (FORGOT, LEAVE), "status:code")
    return spoken(turn, first, "form", (FORGOT, LEAVE), "status:code", say(key, turn.language))


def no_code(turn: Turn, help_out: bool) -> Said:
    """Say that no code was found, and what one looks like; who has been told that before is offered help."""
    if help_out:
        return spoken(turn, "status.no_code_again", "form", (FORGOT, HUMAN, LEAVE), "status:code")
    return ask_code(turn, "status.no_code")


def ask_reading(turn: Turn, code: str) -> Said:
    """Ask whether `code`, repaired from what was typed, is meant."""
    return spoken(turn, "status.ask_reading", "form", _READING, "status:reading", code=code)


def consent_words(language: Language, signed_in: bool) -> str:
    """Return the words that are agreed to: they are the proof of consent."""
    return say("status.consent_signed_in" if signed_in else "status.consent", language)


def ask_consent(turn: Turn, signed_in: bool) -> Said:
    """Ask whether a lookup may be made at all."""
    key = "status.consent_signed_in" if signed_in else "status.consent"
    return spoken(turn, key, "form", _CONSENT, "status:consent")


def ask_proof(turn: Turn, hint: str, secret: bool, first: str = "") -> Said:
    """Ask the proof for the code that ends with `hint`, after the sentence `first`: the end of a phone number, or a secret key."""
    key = "status.ask_secret" if secret else "status.ask_phone"
    buttons = (("status.button_no_phone", "status:nophone"), LEAVE) if not secret else (LEAVE,)
    asked = say(key, turn.language, hint=hint)
    if not first:
        return spoken(turn, key, "form", buttons, "status:proof", hint=hint)
    return spoken(turn, first, "form", buttons, "status:proof", asked)


def other_ways(turn: Turn, key: str, *buttons: tuple[str, str], pending: str | None = None, **values: object) -> Said:
    """Say the sentence `key`, and where else a dossier can be looked up."""
    return spoken(turn, key, "form", buttons or (HUMAN,), pending, say("status.other_ways", turn.language), **values)


def privacy(turn: Turn, days: int) -> Said:
    """Tell what is stored of people, for whom it matters before they answer; our question stays open."""
    pending = turn.memory.pending
    buttons = _CONSENT if pending == "status:consent" else (LEAVE,)
    return spoken(turn, "data.about", "answered", buttons, pending, say("status.waits", turn.language), days=days)


def elsewhere(turn: Turn, area: str, portal_url: str) -> Said:
    """Send somebody to the province whose dossier it is."""
    said = spoken(turn, "status.elsewhere", "out_of_scope", (START,), area=area)
    link = Link(title=say("status.portal", turn.language), url=portal_url)
    return replace(said, answer=said.answer.model_copy(update={"links": [link]}))


def no_match(turn: Turn, pending: str) -> Said:
    """Say that nothing was found: the same words for an unknown code as for a proof that does not fit."""
    more = say("status.other_ways", turn.language)
    return spoken(turn, "status.no_match", "form", (RETYPE, FORGOT, HUMAN, LEAVE), pending, more)


def paused(turn: Turn, pause: LookupPaused) -> Said:
    """Say for how long lookups rest."""
    minutes = max(1, math.ceil((pause.retry_after or _LATER) / 60))
    key, count = ("minutes", minutes) if minutes <= _LONG else ("hours", math.ceil(minutes / 60))
    more = say("status.other_ways", turn.language)
    wait = say(f"status.{key}", turn.language, count=count)
    return spoken(turn, "status.paused", "handover", (HUMAN,), None, more, wait=wait)


def unavailable(turn: Turn, fault: PortalUnavailable, title: str, now: datetime) -> Said:
    """Say that the portal does not answer, and when to try again."""
    later = (now + timedelta(seconds=(fault.retry_after or _LATER) + 59)).astimezone(VIETNAM)  # the minute is not too early
    portal = say("status.portal_named", turn.language, title=title) if title else say("status.portal_unnamed", turn.language)
    more = say("status.other_ways", turn.language)
    clock = f"{later.hour}:{later.minute:02}"
    return spoken(turn, "status.unavailable", "error", (AGAIN, HUMAN), None, more, portal=portal, clock=clock)


def denied(turn: Turn) -> Said:
    """Say that the portal does not let the assistant in."""
    return spoken(turn, "status.denied", "error", (HUMAN,), None, say("status.other_ways", turn.language))


def with_more(said: Said, more: str) -> Said:
    """Add `more` to what is said, where it has room."""
    text = f"{said.answer.text}\n\n{more}"
    return replace(said, answer=said.answer.model_copy(update={"text": text})) if more and len(text) <= _ANSWERS else said
