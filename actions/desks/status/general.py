"""What the status desk says of lookups in general: where the code is found, how one looks it up, what a word of the portal means."""

from actions.desks.hearing import spoken
from actions.desks.status import asked as meant
from actions.desks.status import asked_on, told
from actions.turn import Said, Turn
from core.words import say


def general(turn: Turn, shown: bool) -> Said | None:
    """Answer what is asked about lookups in general, else `None`; an open question, of whichever desk, stays open.

    `shown` tells whether a dossier was shown in this conversation, which then can be looked at again.
    """
    pending = turn.memory.pending
    if not shown and pending in (None, "status:code") and meant.by_other(turn.text, asked=pending is not None):
        return by_code_only(turn)
    if meant.forgot_code(turn.text):
        return forgot(turn, pending)
    if meant.has_trouble(turn.text):
        return told.ask_code(turn, "status.trouble")
    if meant.asks_how(turn.text):
        return spoken(turn, "status.how", "answered", (told.START, told.FORGOT), pending)
    state = asked_on.state_asked(turn.text)
    return meaning(turn, state, shown) if state else None


def forgot(turn: Turn, pending: str | None) -> Said:
    """Say how the code is found."""
    return spoken(turn, "status.forgot", "answered", (told.HUMAN, told.LEAVE) if pending else (told.START, told.HUMAN), pending)


def by_code_only(turn: Turn) -> Said:
    """Say that names, identity numbers and phones find no dossier here, and how the code is found."""
    more, pending = say("status.forgot", turn.language), turn.memory.pending
    return spoken(turn, "status.by_code_only", "answered", (told.HUMAN, told.LEAVE) if pending else (told.START, told.HUMAN), pending, more)


def meaning(turn: Turn, state: str, shown: bool) -> Said:
    """Say what the portal's word for `state` means; who has been shown no dossier yet is asked for its code."""
    key, pending = f"status.means_{state}", turn.memory.pending
    if shown or pending:
        return spoken(turn, key, "answered", (told.REFRESH if shown else told.LEAVE, told.HUMAN), pending)
    return told.ask_code(turn, key)
