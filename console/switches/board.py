"""The kill switches as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from console import pages
from console.parts import Parts
from conversations.inbox_rows import Turned
from conversations.switches import ALL, Switches
from core.answer import Status
from core.settings import Settings
from core.words import say
from knowledge.editorial.listing import Query

# A status that is no matter of its own: to turn it off would only hide that something failed, or leave people in danger alone.
_NO_TOPIC = {"safety", "error", "greeting", "clarify", "not_found", "out_of_scope"}
TOPICS = tuple(status for status in get_args(Status) if status not in _NO_TOPIC)
_HITS = 10
_HISTORY = 30


@dataclass(frozen=True)
class Row:
    """One switch: `name` in words where it has some; `waiting` messages are held, or `None` where nobody counts."""

    scope: str
    name: str
    off: bool
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    waiting: int | None = None


class Board:
    """Reads and turns the switches."""

    def __init__(self, parts: Parts) -> None:
        """Use the parts of the console."""
        self._parts, self._switches = parts, Switches(parts.database, parts.clock)

    def rows(self) -> tuple[Row, list[Row], list[Row]]:
        """Return the switch of all, those of channels, those of topics; procedures that were ever turned stand among the topics."""
        standing, waiting = self._switches.standing(), self._switches.waiting()
        turned = [scope.removeprefix("channel:") for scope in standing if scope.startswith("channel:")]
        there = dict.fromkeys([*channels(self._parts.settings), *turned])
        of = [_row(f"channel:{channel}", standing, waiting.get(channel, 0)) for channel in there]
        topics = [f"topic:{status}" for status in TOPICS]
        codes = [scope for scope in standing if scope.startswith("topic:") and scope not in topics]
        named = [_row(scope, standing, name=self._procedure(scope)) for scope in codes if standing[scope].off]
        return _row(ALL, standing, sum(waiting.values())), of, [_row(scope, standing) for scope in topics] + named

    def found(self, text: str) -> list[Row]:
        """Return the switches of the procedures that `text` finds."""
        if not text.strip():
            return []
        standing = self._switches.standing()
        page = self._parts.editorial.listing.page(Query(text=text, size=_HITS))
        return [_row(f"topic:{row.entry.code}", standing, name=f"{row.entry.name} ({row.entry.code})") for row in page.rows]

    def one(self, scope: str) -> Row:
        """Return one switch, whether it was ever turned or not."""
        name = self._procedure(scope) if scope.startswith("topic:") and scope.removeprefix("topic:") not in TOPICS else ""
        return _row(scope, self._switches.standing(), name=name)

    def turn(self, scope: str, off: bool, by: str, reason: str) -> None:
        """Turn a switch. Raises `BadRequest` for one that is none, or without a reason."""
        self._switches.turn(scope, off, by, reason)

    def history(self) -> Sequence[Turned]:
        """Return the latest turns."""
        return self._switches.latest(_HISTORY)

    def _procedure(self, scope: str) -> str:
        code = scope.removeprefix("topic:")
        row = self._parts.editorial.listing.row(code)
        return f"{row.entry.name} ({code})" if row else code


def channels(settings: Settings) -> list[str]:
    """Return the channels there are."""
    connected = {"zalo": settings.zalo_app_id, "messenger": settings.messenger_page_id}
    return ["web", "rest", *(channel for channel, there in connected.items() if there)]


def scope_name(scope: str) -> str:
    """Return a switch in words; of a procedure its code."""
    return pages.words().get(f"switches.scope_{scope.replace(':', '_')}") or scope.partition(":")[2] or scope


def known(scope: str) -> bool:
    """Tell whether there may be such a switch."""
    return scope == ALL or scope.startswith(("channel:", "topic:"))


def told(scope: str) -> str:
    """Return what citizens are told while this is off."""
    return say("delivery.off_topic" if scope.startswith("topic:") else "delivery.off")


def _row(scope: str, standing: dict[str, Turned], waiting: int | None = None, name: str = "") -> Row:
    turn = standing.get(scope)
    if turn is None:
        return Row(scope, name, off=False, waiting=waiting)
    return Row(scope, name, turn.off, turn.at, turn.by, turn.reason, waiting)
