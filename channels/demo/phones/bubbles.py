"""A conversation as a phone shows it: bubbles, what can be pressed below them, and who is typing."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

_MOST = 300  # bubbles kept a person
_DIGITS = 10**17

Who = Literal["me", "account", "staff", "note"]


@dataclass(frozen=True)
class Button:
    """Something to press. `say` sends `payload`, `open` leads to `url`, `call` dials `payload`, `share` sends name and phone."""

    title: str
    kind: Literal["say", "open", "call", "share"] = "say"
    payload: str = ""
    url: str = ""
    shown: bool = True  # what it says appears in the conversation


@dataclass(frozen=True)
class Card:
    """One of several beside one another."""

    title: str
    subtitle: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Bubble:
    """One message. `kind` of a note is what was done; of others what they are made of. `at` in milliseconds since 1970."""

    number: int
    who: Who
    kind: str
    at: int
    text: str = ""
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    id: str = ""  # the platform's, of what the person wrote
    mark: str = ""  # what it was reacted to with


@dataclass
class Screen:
    """What one person has before them."""

    bubbles: deque[Bubble] = field(default_factory=lambda: deque(maxlen=_MOST))
    replies: tuple[Button, ...] = ()  # quick ones: gone with the next message
    typing: bool = False
    blocked: bool = False


class Nothing(LookupError):
    """There is no such button, or no such deed."""


class Phones:
    """Everybody's screens of one platform. Any thread may call; `changed` is called after each change."""

    def __init__(self, platform: str, now: Callable[[], int], changed: Callable[[], None]) -> None:
        """`now` gives the platform's time in milliseconds."""
        self._platform, self._now, self._changed = platform, now, changed
        self._screens: dict[str, Screen] = {}
        self._numbers = 0
        self._lock = threading.RLock()  # also held from a deed to its bubble: the answer may be quicker

    def person(self, name: str) -> str:
        """Return the platform's id of whoever is called `name`: digits, the same every time."""
        number = int.from_bytes(sha256(f"{self._platform}\0{name}".encode()).digest()[:8], "big")
        return str(_DIGITS + number % (9 * _DIGITS))

    def screen(self, person: str) -> Screen:
        """Return the screen of `person`, who has one from the first call on."""
        with self._lock:
            return self._screens.setdefault(person, Screen())

    def shown(self, person: str) -> dict[str, Any]:
        """Return the screen of `person` as JSON."""
        with self._lock:
            seen = self.screen(person)
            return {
                "bubbles": [asdict(one) for one in seen.bubbles],
                "replies": [asdict(one) for one in seen.replies],
                "typing": seen.typing,
                "blocked": seen.blocked,
            }

    def add(self, person: str, who: Who, kind: str, text: str = "", replies: tuple[Button, ...] = (), **more: Any) -> None:
        """Show a bubble to `person`; quick `replies` stand until the next one."""
        with self._lock:
            self._numbers += 1
            seen = self.screen(person)
            seen.bubbles.append(Bubble(self._numbers, who, kind, self._now(), text, **more))
            seen.replies = replies
        self._changed()

    def mark(self, person: str, message: str, mark: str) -> None:
        """Put `mark` on what `person` wrote as `message`; on nothing where that is unknown."""
        with self._lock:
            bubbles = self.screen(person).bubbles
            for place, one in enumerate(bubbles):
                if one.id == message:
                    bubbles[place] = replace(one, mark=mark)
        self._changed()

    def button(self, person: str, bubble: int, card: int | None, index: int) -> Button:
        """Return a button of a bubble, or of one of its cards. Raises `Nothing`."""
        with self._lock:
            found = next((one for one in self.screen(person).bubbles if one.number == bubble), None)
            buttons = _buttons(found, card) if found else ()
            if not 0 <= index < len(buttons):
                raise Nothing
            return buttons[index]


def _buttons(bubble: Bubble, card: int | None) -> tuple[Button, ...]:
    if card is None:
        return bubble.buttons
    return bubble.cards[card].buttons if 0 <= card < len(bubble.cards) else ()
