"""Rasa sessions: short on purpose (a turn replays its session), nameless on purpose (Rasa never learns who writes)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from channels.bounded import Bounded
from core.person import person_of

_PEOPLE = 50_000
Memory = dict[str, Any]  # what the dialogue remembers (`actions.turn.Memory`), as it gave it: nothing here reads it


@dataclass
class Session:
    """One stretch of a conversation. The memory of its `last` turn opens the next one."""

    person: str
    number: int
    seen: float
    carried: Memory | None = None  # goes with the messages of a new session until one is answered
    turns: int = 0
    last: bool = False  # the memory is asked for; stays so until a message was answered
    ended: bool = False

    @property
    def sender_id(self) -> str:
        """The name Rasa knows this session by."""
        return f"{self.person}-{self.number}"

    def answered(self, memory: Memory | None) -> None:
        """Note that a message was answered; `memory` is given with the last one."""
        self.carried, self.ended = (memory, True) if self.last else (None, False)


class Sessions:
    """Who is in which session. A session ends after `turns` messages, or after `idle` seconds without one."""

    def __init__(self, key: bytes, turns: int, idle: float, clock: Callable[[], float] = time.time) -> None:
        """Name people with `key` (`core.person`)."""
        self._key = key
        self._turns = turns
        self._idle = idle
        self._clock = clock
        self._sessions: Bounded[str, Session] = Bounded(_PEOPLE)

    def open(self, channel: str, sender: str, at: float | None = None) -> Session:
        """Return the session this message belongs to, counting the message.

        Args:
            channel: of the sender.
            sender: the channel's name for them.
            at: when the message came, where that is stored: whoever takes it up after a crash opens the session of the same name.
        """
        person = person_of(self._key, channel, sender)
        session = self._current(person, self._clock() if at is None else at)
        session.turns += 1
        session.last = session.turns >= self._turns
        session.seen = self._clock()
        self._sessions.put(person, session)
        return session

    def _current(self, person: str, now: float) -> Session:
        last = self._sessions.get(person)
        if last is None:
            return Session(person, int(now), now)
        if now - last.seen >= self._idle:
            # A stranger may sit at the same screen by now: nothing is carried over.
            return Session(person, _after(last, now), now)
        if not last.ended:
            return last
        return Session(person, _after(last, now), now, carried=last.carried)


def _after(last: Session, now: float) -> int:
    # The hour a session began, so that a restarted gateway never continues an old one by accident.
    return max(int(now), last.number + 1)
