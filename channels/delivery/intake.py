"""From a webhook's events into the inbox: committed before the platform is told that all is well."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import structlog

from channels.bounded import Bounded
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import Render, outgoing
from channels.events import ANSWERED, Event, Kind
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.letters import Incoming
from conversations.receipts import Receipts
from core.answer import Answer
from core.person import person_of
from core.settings import Settings
from core.words import say

_log = structlog.get_logger()
_KEPT = ANSWERED | {Kind.TOLD_CONTACT, Kind.WITHDREW}
_RECOUNT = 1.0  # seconds that a count of what waits is believed: counting at every message would cost more than storing it
_PEOPLE = 50_000
_LONGEST = 8_000  # characters of a text; far more than may be asked, so that who wrote too much is told so


@dataclass(frozen=True)
class Accepted:
    """What became of a batch: `new` events are stored; `refused` ones not, because too many wait (in all: "many", of theirs: "fast")."""

    new: int
    refused: Mapping[str, str] = field(default_factory=dict)  # by the event's id


class Intake:
    """Takes in events of all channels. It blocks on the database: call it in a thread."""

    def __init__(
        self,
        settings: Settings,
        key: bytes,
        inbox: Inbox,
        dispatch: Dispatch,
        receipts: Receipts,
        renders: Mapping[str, Render],
        metrics: DeliveryMetrics,
    ) -> None:
        """Store into `inbox`; people are named with `key`."""
        self._settings, self._key, self._inbox, self._dispatch = settings, key, inbox, dispatch
        self._receipts, self._renders, self._metrics = receipts, renders, metrics
        self._counted, self._waiting = float("-inf"), 0
        self._came: Bounded[str, int] = Bounded(_PEOPLE)
        self._lock = threading.Lock()

    def accept(self, events: Sequence[Event], identity: str | None = None) -> Accepted:
        """Store a delivery, all of it or nothing. The same delivery again changes nothing.

        Args:
            events: of one delivery, whose signature was checked.
            identity: who is signed in at the host page, sealed (`channels.identity`); of the web alone.

        Raises:
            Unavailable: the database fails: the platform must be told so, and delivers again.
        """
        asked = [event for event in events if event.kind in _KEPT and event.sender]
        reasons = {event.id: reason for event in asked if (reason := self._full(event))}
        refused = [event for event in asked if event.id in reasons]
        self._say_busy(refused, reasons)
        kept = [event for event in asked if event.id not in reasons]
        new = self._inbox.put([self._incoming(event, identity) for event in kept]) if kept else 0
        self._waiting += new
        for event in events:
            self._noted(event)
        self._count(kept, new)
        return Accepted(new, reasons)

    def _incoming(self, event: Event, identity: str | None) -> Incoming:
        pushed = event.channel in self._renders
        address = {"to": event.sender, "anonymous": event.anonymous}
        content: dict[str, Any] = {
            "id": event.id, "address": address, "text": event.text[:_LONGEST], "payload": event.payload,
            "attachments": list(event.attachments), "identity": identity,
        }  # fmt: skip
        return Incoming(event.channel, event.id, self._person(event), event.kind.value, event.at, content, address if pushed else None)

    def _full(self, event: Event) -> str | None:
        """Tell why an event cannot be taken in now; somebody's wish to be erased always is."""
        if event.kind is Kind.WITHDREW:
            return None
        if time.monotonic() - self._counted > _RECOUNT:
            self._waiting, self._counted = self._inbox.waiting(), time.monotonic()
        if self._waiting >= self._settings.inbox_most:
            return "many"
        return "fast" if self._too_many_of(self._person(event)) else None

    def _too_many_of(self, person: str) -> bool:
        """Count how many of a person wait, where it may be too many: as many came in here since they were counted last."""
        most = self._settings.inbox_most_each
        with self._lock:
            came = self._came.get(person) or 0
            self._came.put(person, came + 1)
        if came < most:
            return False
        waiting = self._inbox.waiting_of(person)
        with self._lock:
            self._came.put(person, waiting + 1)
        return waiting >= most

    def _say_busy(self, refused: Sequence[Event], reasons: Mapping[str, str]) -> None:
        """Tell people on platforms so, once an hour; who comes by themselves is told by the route."""
        hour = datetime.now(timezone.utc).strftime("%Y%m%d%H")
        for event in refused:
            reason = reasons[event.id]
            self._metrics.refused.labels(event.channel, reason).inc()
            _log.warning("refused", channel=event.channel, sender=event.sender, reason=reason)
            if event.channel in self._renders:
                answer = Answer(status="error", text=say("delivery.busy" if reason == "many" else "errors.too_many_requests"))
                said = outgoing(self._renders, event.channel, [answer], {"to": event.sender, "anonymous": event.anonymous})
                person = self._person(event)
                self._dispatch.put(person, event.channel, f"{reason}:{person}:{hour}", said)

    def _noted(self, event: Event) -> None:
        person = self._person(event)
        match event.kind:
            case Kind.STAFF if event.sender:
                until = min(event.at, datetime.now(timezone.utc)) + timedelta(seconds=self._settings.staff_quiet)
                self._receipts.taken_over(person, event.channel, until)
            case Kind.ECHO if event.messages:
                doubles = self._receipts.echoed(event.channel, person, event.messages, event.payload)
                self._metrics.doubles.labels(event.channel).inc(doubles)
            case Kind.SEEN | Kind.DELIVERED if event.sender:
                self._receipts.arrived(event.channel, person, event.messages, event.at, event.kind is Kind.SEEN)

    def _count(self, kept: Sequence[Event], new: int) -> None:
        if kept:
            self._metrics.accepted.labels(kept[0].channel).inc(new)
            self._metrics.repeated.labels(kept[0].channel).inc(len(kept) - new)

    def _person(self, event: Event) -> str:
        return person_of(self._key, event.channel, event.sender)
