"""What is delivered once more, since nobody acknowledged it, is neither refused nor counted a second time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from channels.delivery.collector import Collector
from channels.delivery.gate import Gate
from channels.delivery.intake import Accepted, Delivery
from channels.limiter import Pace
from channels.metrics import Metrics
from core.errors import Unavailable
from tests.channels.delivery.house import House

pytestmark = pytest.mark.asyncio


@dataclass
class Store:
    """The intake of a house, whose database may be `down`."""

    house: House
    down: bool = False
    groups: list[Sequence[Delivery]] = field(default_factory=list)

    def __call__(self, deliveries: Sequence[Delivery]) -> list[Accepted]:
        self.groups.append(deliveries)
        if self.down:
            raise Unavailable("down")
        return self.house.intake.accept_all(deliveries)


def gate(store: Store, **limits: Any) -> Gate:
    settings = store.house.settings.model_copy(update=limits)
    return Gate(Collector(store), Pace(settings, Metrics()), store.house.inbox, store.house.key, None, True)


async def test_what_is_stored_is_not_refused_when_it_comes_again(house: House) -> None:
    first = [house.event(f"m{number}") for number in range(3)]
    assert house.intake.accept(first).new == 3
    again = house.intake.accept([*first, house.event("m3")])
    assert (again.new, again.refused) == (0, {"m3": "fast"})
    assert house.count("inbox_refused", channel="messenger", reason="fast") == 1
    assert house.count("inbox_repeated", channel="messenger") == 3
    await house.work()
    assert len([text for text in house.phone.texts() if text == "Bạn vừa viết: khai sinh cần gì"]) == 3
    assert house.intake.accept([*first, house.event("m3")]).refused in ({}, {"m3": "fast"})


async def test_nobody_is_told_twice_of_what_the_pace_or_a_full_inbox_refuses_of_the_stored(house: House) -> None:
    full = House(house.settings.model_copy(update={"inbox_most": 1}), house.database)
    event, chi = full.event("m1"), full.event("c1", sender="chi")
    assert full.intake.accept([event]).new == 1
    both = full.intake.accept_all([Delivery([event], refused={"m1": "fast"}), Delivery([event, chi])])
    assert [one.refused for one in both] == [{}, {"c1": "many"}]
    # The same id of somebody else, or of another channel, is another message.
    assert full.intake.accept([full.event("m1", sender="bình"), full.event("m1", channel="web")]).refused == {"m1": "many"}
    full.transcript.close()


async def test_what_is_stored_and_refused_in_one_commit_is_stored(house: House) -> None:
    event = house.event("m1")
    told = house.intake.accept_all([Delivery([event], refused={"m1": "fast"}), Delivery([event])])
    assert [(one.new, one.refused) for one in told] == [(0, {}), (1, {})]
    await house.work()
    assert house.phone.texts() == ["Bạn vừa viết: khai sinh cần gì"]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [({"messages_per_minute": 2}, "fast"), ({"channel_per_minute": {"messenger": 2}}, "many")],
    ids=["of one person", "of the channel"],
)
async def test_what_could_not_be_stored_is_taken_in_when_it_comes_again(house: House, limits: dict[str, Any], reason: str) -> None:
    store = Store(house, down=True)
    way_in, events = gate(store, **limits), [house.event("m1"), house.event("m2")]
    for _ in range(5):
        with pytest.raises(Unavailable):
            await way_in.accept(events)
    store.down = False
    assert (await way_in.accept(events)) == Accepted(2)
    assert (await way_in.accept(events)) == Accepted(0)
    assert (await way_in.accept([*events, house.event("m3")])).refused == {"m3": reason}
    assert len(store.groups) == 8


async def test_who_was_too_fast_while_it_could_not_be_stored_is_refused_when_it_can(house: House) -> None:
    store = Store(house, down=True)
    way_in, events = gate(store, messages_per_minute=2), [house.event(f"m{number}") for number in range(3)]
    with pytest.raises(Unavailable):
        await way_in.accept(events)
    store.down = False
    accepted = await way_in.accept(events)
    assert (accepted.new, accepted.refused) == (2, {"m2": "fast"})
