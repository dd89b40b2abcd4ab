"""A turn that is asked for again gets the reply it had: whoever asked may have died before they could note it.

The last turn of each conversation is remembered for a while. Where it is not, since Rasa itself died or many others came between, the
tracker tells: the reply stands in it, and a turn without its whole reply is taken back, so that none is gone through twice.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUtteranceReverted, UserUttered

_MOST, _SECONDS = 1_000, 600.0  # conversations; what they were told may be about a dossier, and is not kept for long
REPLY_KEYS = ("text", "custom", "buttons")
Replies = list[dict[str, Any]]


class LastTurns:
    """The last turn of each of the latest conversations, by its id."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        """Remember nothing yet."""
        self._clock, self._most = clock, most
        self._turns: OrderedDict[str, tuple[float, str, asyncio.Future[Replies]]] = OrderedDict()

    async def of(self, sender: str, turn: str, make: Callable[[bool], Awaitable[Replies]]) -> Replies:
        """Return the replies of `turn`, which `make` makes once; whoever asks again meanwhile waits for the same.

        Who asks and goes away takes nothing from the turn. One that fails is forgotten.

        Args:
            sender: the conversation.
            turn: id of the turn, the same whenever it is asked for.
            make: goes through the turn; it is told whether the turn before it is known here.
        """
        self.expire()
        while len(self._turns) >= self._most:
            self._turns.popitem(last=False)
        known = self._turns.pop(sender, None)
        told = known[2] if known and known[1] == turn else asyncio.ensure_future(make(known is not None))
        self._turns[sender] = self._clock(), turn, told
        told.add_done_callback(lambda ended: self._ended(sender, ended))
        return await asyncio.shield(told)

    def expire(self) -> None:
        """Let go of the turns whose time is over."""
        while self._turns and next(iter(self._turns.values()))[0] < self._clock() - _SECONDS:
            self._turns.popitem(last=False)

    def forget(self, person: str) -> None:
        """Let go of every conversation of the person; whoever waits for a turn that is under way still gets it."""
        for sender in [sender for sender in self._turns if sender.rpartition("-")[0] == person]:
            del self._turns[sender]

    def _ended(self, sender: str, told: "asyncio.Future[Replies]") -> None:
        failed = told.cancelled() or told.exception() is not None
        if failed and sender in self._turns and self._turns[sender][2] is told:
            del self._turns[sender]


async def recalled(store: TrackerStore, sender: str, turn: str) -> Replies | None:
    """Return the replies to `turn` where the tracker holds them, else `None`: then the tracker stands before that turn."""
    tracker = await store.retrieve(sender)
    events = tracker.applied_events() if tracker else []  # what was taken back before is not among them
    last = next((place for place in reversed(range(len(events))) if isinstance(events[place], UserUttered)), None)
    if tracker is None or last is None or events[last].message_id != turn:
        return None
    said = [event.data or {} for event in events[last:] if isinstance(event, BotUttered)]
    if said and all(data.get("custom") for data in said):
        return [{key: data[key] for key in REPLY_KEYS if data.get(key)} for data in said]
    # It failed half-way, or told what is stored nowhere: the person's message is heard as if for the first time.
    for event in (UserUtteranceReverted(), ActionExecuted(ACTION_LISTEN_NAME)):
        tracker.update(event)
    await store.save(tracker)
    return None
