"""Rasa sessions: short on purpose (a turn replays its session), nameless on purpose (Rasa never learns who writes)."""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from channels.bounded import Bounded
from core.answer import Answer

_PEOPLE = 50_000
Context = dict[str, Any]


@dataclass
class Session:
    """One stretch of a conversation. `carried` goes with its messages until an answer names a procedure; `context` is what it leaves."""

    person: str
    number: int
    seen: float
    carried: Context | None = None
    context: Context | None = None
    turns: int = 0

    @property
    def sender_id(self) -> str:
        """The name Rasa knows this session by."""
        return f"{self.person}-{self.number}"

    def remember(self, answer: Answer) -> None:
        """Note what the next session must know of `answer`. One that names and offers nothing (a thank-you) changes nothing."""
        if not answer.procedure and not answer.alternatives:
            return
        spoken_of = (self.context or {}).get("procedure_code")
        self.context = {
            "procedure_code": answer.procedure.code if answer.procedure else spoken_of,
            "offered_codes": [alternative.code for alternative in answer.alternatives],
        }
        if self.carried:
            self.carried = None if answer.procedure else self.context


class Sessions:
    """Who is in which session. A session ends after `turns` messages, or after `idle` seconds without one."""

    def __init__(self, secret: str, turns: int, idle: float, clock: Callable[[], float] = time.time) -> None:
        """Without a `secret` one is made up, and names differ from start to start."""
        self._secret = secret.encode() or secrets.token_bytes(32)
        self._turns = turns
        self._idle = idle
        self._clock = clock
        self._sessions: Bounded[str, Session] = Bounded(_PEOPLE)

    def open(self, channel: str, sender: str) -> Session:
        """Return the session this message belongs to, counting the message."""
        person = self._person(channel, sender)
        session = self._current(person)
        session.turns += 1
        session.seen = self._clock()
        self._sessions.put(person, session)
        return session

    def _current(self, person: str) -> Session:
        now, last = self._clock(), self._sessions.get(person)
        if last is None:
            return Session(person, int(now), now)
        if now - last.seen >= self._idle:
            # A stranger may sit at the same screen by now: nothing is carried over.
            return Session(person, self._after(last), now)
        if last.turns < self._turns:
            return last
        return Session(person, self._after(last), now, carried=last.context, context=last.context)

    def _after(self, last: Session) -> int:
        # The hour a session began, so that a restarted gateway never continues an old one by accident.
        return max(int(self._clock()), last.number + 1)

    def _person(self, channel: str, sender: str) -> str:
        return hmac.new(self._secret, f"{channel}\0{sender}".encode(), sha256).hexdigest()[:32]
