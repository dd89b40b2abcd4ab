"""From a webhook's events into the inbox: committed before the platform is told that all is well."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import structlog

from channels.bounded import Bounded
from channels.delivery.fullness import Fullness
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
_RECEIPTS = frozenset({Kind.ECHO, Kind.SEEN, Kind.DELIVERED})
_LONGEST = 8_000  # characters of a text; far more than may be asked, so that who wrote too much is told so
_TOLD = 50_000  # people whom this program remembers to have told that it is busy


@dataclass(frozen=True)
class Accepted:
    """What became of a delivery: `new` events are stored; `refused` ones not: too many come or wait ("many"), or of theirs ("fast")."""

    new: int
    refused: Mapping[str, str] = field(default_factory=dict)  # by the event's id


@dataclass(frozen=True)
class Delivery:
    """What came at once: events whose signature was checked; on the web also who is signed in at the host page, sealed.

    `refused` names events that come too fast to be taken in, with the reason, as in `Accepted`.
    """

    events: Sequence[Event]
    identity: str | None = field(default=None, repr=False)
    unit: str | None = None  # code of the ward on whose page they write
    refused: Mapping[str, str] = field(default_factory=dict)


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
        self._fullness = Fullness(settings, inbox)
        self._told: Bounded[str, bool] = Bounded(_TOLD)

    def accept(self, events: Sequence[Event], identity: str | None = None) -> Accepted:
        """As `accept_all`, for one delivery."""
        return self.accept_all([Delivery(events, identity)])[0]

    def accept_all(self, deliveries: Sequence[Delivery]) -> list[Accepted]:
        """Store deliveries, all of them or nothing, in one commit. The same again changes nothing.

        Raises:
            Unavailable: the database fails: the platforms must be told so, and deliver again.
        """
        asked = [[event for event in one.events if event.kind in _KEPT and event.sender] for one in deliveries]
        reasons = [self._reasons(events, one) for events, one in zip(asked, deliveries, strict=True)]
        kept = [(place, event) for place, events in enumerate(asked) for event in events if event.id not in reasons[place]]
        incoming = [self._incoming(event, deliveries[place]) for place, event in kept]
        new = [kept[number] for number in self._inbox.store(incoming)] if incoming else []
        self._fullness.came(len(new))
        refused = self._refused(asked, reasons)
        taken = [event for place, events in enumerate(asked) for event in events if event.id not in refused[place]]
        self._count(taken, [event for _, event in new])
        self._note([event for one in deliveries for event in one.events])
        return [Accepted(sum(at == place for at, _ in new), refused[place]) for place in range(len(deliveries))]

    def _incoming(self, event: Event, delivery: Delivery) -> Incoming:
        pushed = event.channel in self._renders
        address = {"to": event.sender, "anonymous": event.anonymous}
        content: dict[str, Any] = {
            "id": event.id, "address": address, "text": event.text[:_LONGEST], "payload": event.payload,
            "attachments": list(event.attachments), "identity": delivery.identity, "unit": delivery.unit,
        }  # fmt: skip
        return Incoming(event.channel, event.id, self._person(event), event.kind.value, event.at, content, address if pushed else None)

    def _reasons(self, asked: Sequence[Event], delivery: Delivery) -> dict[str, str]:
        """Tell by its id why an event cannot be taken in now; somebody's wish to be erased always is."""
        given = {
            event.id: delivery.refused.get(event.id) or self._fullness.reason(self._person(event))
            for event in asked
            if event.kind is not Kind.WITHDREW
        }
        return {one: reason for one, reason in given.items() if reason}

    def _refused(self, asked: Sequence[Sequence[Event]], reasons: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
        """Tell people so whose messages are not taken in; what is stored already is answered, however often it is delivered."""
        late = [(place, event) for place, events in enumerate(asked) for event in events if event.id in reasons[place]]
        known = self._inbox.known([(event.channel, self._person(event), event.id) for _, event in late]) if late else []
        refused: list[dict[str, str]] = [{} for _ in asked]
        for (place, event), stored in zip(late, known, strict=True):
            if not stored:
                refused[place][event.id] = reasons[place][event.id]
                self._say_busy(event, reasons[place][event.id])
        return refused

    def _say_busy(self, event: Event, reason: str) -> None:
        """Tell somebody on a platform so, once for each minute they write in; who comes by themselves is told by the route."""
        self._metrics.refused.labels(event.channel, reason).inc()
        _log.warning("refused", channel=event.channel, reason=reason)
        # The minute is the event's, so that its repetition is not told of again.
        person, minute = self._person(event), event.at.strftime("%Y%m%d%H%M")
        key = f"{reason}:{person}:{minute}"
        if event.channel in self._renders and not self._told.get(key):
            answer = Answer(status="error", text=say("delivery.many" if reason == "many" else "delivery.fast"))
            said = outgoing(self._renders, event.channel, [answer], {"to": event.sender, "anonymous": event.anonymous})
            self._dispatch.put(person, event.channel, key, said)
            self._told.put(key, True)

    def _note(self, events: Sequence[Event]) -> None:
        for event in events:
            if event.kind is Kind.STAFF and event.sender:
                until = min(event.at, datetime.now(timezone.utc)) + timedelta(seconds=self._settings.staff_quiet)
                self._receipts.taken_over(self._person(event), event.channel, until)
        told = [(self._person(event), event) for event in events if event.kind in _RECEIPTS and event.sender]
        if told:
            with self._receipts.noting([person for person, _ in told]) as noting:
                for person, event in told:
                    if event.kind is not Kind.ECHO:
                        noting.arrived(event.channel, person, event.messages, event.at, event.kind is Kind.SEEN)
                    elif event.messages:
                        doubles = noting.echoed(event.channel, person, event.messages, event.payload)
                        self._metrics.doubles.labels(event.channel).inc(doubles)

    def _count(self, kept: Sequence[Event], new: Sequence[Event]) -> None:
        all_of, new_of = (Counter(event.channel for event in events) for events in (kept, new))
        for channel, count in all_of.items():
            self._metrics.accepted.labels(channel).inc(new_of[channel])
            self._metrics.repeated.labels(channel).inc(count - new_of[channel])

    def _person(self, event: Event) -> str:
        return person_of(self._key, event.channel, event.sender)
