"""Sessions that survive a crash: their state lies in the database between two turns, and in memory only during one."""

from dataclasses import asdict
from typing import Any

from channels.sessions import Session, Sessions
from core.person import person_of


class KeptSessions(Sessions):
    """The sessions of people whose state was put in before their turn, and is taken out after it."""

    def restore(self, channel: str, sender: str, state: dict[str, Any] | None) -> None:
        """Begin a turn with what the database holds, which outdoes what is remembered here."""
        person = person_of(self._key, channel, sender)
        if state is not None:
            self._sessions.put(person, Session(person=person, **state))
        elif (old := self._sessions.get(person)) is not None:
            self._sessions.drop(person, old)

    def state(self, channel: str, sender: str) -> dict[str, Any] | None:
        """Return what the next turn begins with, as JSON; nothing where no turn was."""
        session = self._sessions.get(person_of(self._key, channel, sender))
        return {name: value for name, value in asdict(session).items() if name != "person"} if session else None
