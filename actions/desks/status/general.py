"""What the status desk says of lookups in general: where the code is found, how one looks it up, what a word of the portal means."""

from actions.desks.hearing import spoken
from actions.desks.status import asked as meant
from actions.desks.status import told
from actions.turn import Said, Turn


def general(turn: Turn, shown: bool) -> Said | None:
    """Answer what is asked about lookups in general, else `None`; an open question, of whichever desk, stays open.

    `shown` tells whether a dossier was shown in this conversation, which then can be looked at again.
    """
    pending = turn.memory.pending
    if meant.forgot_code(turn.text):
        return forgot(turn, pending)
    if meant.has_trouble(turn.text):
        return told.ask_code(turn, "status.trouble")
    if meant.asks_how(turn.text):
        return spoken(turn, "status.how", "answered", (told.START, told.FORGOT), pending)
    state = meant.state_asked(turn.text)
    return _meaning(turn, f"status.means_{state}", shown, pending) if state else None


def forgot(turn: Turn, pending: str | None) -> Said:
    """Say how the code is found."""
    return spoken(turn, "status.forgot", "answered", (told.HUMAN, told.LEAVE) if pending else (told.START, told.HUMAN), pending)


def _meaning(turn: Turn, key: str, shown: bool, pending: str | None) -> Said:
    if shown or pending:
        return spoken(turn, key, "answered", (told.REFRESH if shown else told.LEAVE, told.HUMAN), pending)
    return told.ask_code(turn, key)
