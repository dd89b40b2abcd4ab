"""Deliveries that come together are stored together, and each is told what became of it alone."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from channels.delivery import collector as module
from channels.delivery.collector import Collector
from channels.delivery.intake import Accepted, Delivery
from channels.events import Kind
from core.errors import Unavailable
from tests.channels.delivery.echo_channel import CHANNEL
from tests.channels.delivery.house import House

pytestmark = pytest.mark.asyncio


class Disk:
    """Stores nothing; waits until it may, and notes how many came at once."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.free = threading.Event()
        self.error: Exception | None = None

    def store(self, deliveries: Sequence[Delivery]) -> list[Accepted]:
        self.free.wait()
        self.groups.append(len(deliveries))
        if self.error and (len(deliveries) > 1 or deliveries[0].identity == "broken"):
            raise self.error
        return [Accepted(number) for number in range(len(deliveries))]


async def begun(collector: Collector, *identities: str) -> list["asyncio.Task[Accepted]"]:
    tasks = [asyncio.create_task(collector.accept(Delivery([], identity))) for identity in identities]
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_the_disk_is_busy_is_stored_at_once() -> None:
    disk = Disk()
    collector = Collector(disk.store)
    first = await begun(collector, "0")
    await asyncio.sleep(0)  # the first is in the thread's hands
    later = await begun(collector, *map(str, range(150)))
    disk.free.set()
    assert [(await one).new for one in first + later] == [0, *range(100), *range(50)]
    assert disk.groups == [1, 100, 50]


async def test_one_that_cannot_be_stored_takes_no_other_with_it() -> None:
    disk = Disk()
    disk.error = ValueError("a delivery of a form nobody thought of")
    collector = Collector(disk.store)
    tasks = await begun(collector, "a", "broken", "b")
    disk.free.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in done] == [Accepted, ValueError, Accepted]


async def test_a_database_that_is_down_is_asked_once_for_all() -> None:
    disk = Disk()
    disk.error = Unavailable("down")
    collector = Collector(disk.store)
    tasks = await begun(collector, "a", "b", "c")
    disk.free.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, Unavailable) for one in done)
    assert disk.groups == [3]
    disk.error = None
    assert (await collector.accept(Delivery([]))).new == 0


async def test_who_left_keeps_nobody_waiting() -> None:
    disk = Disk()
    collector = Collector(disk.store)
    first, second = await begun(collector, "a", "b")
    first.cancel()
    disk.free.set()
    assert (await second).new == 1
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_more_than_can_be_stored_is_told_to_come_again() -> None:
    disk = Disk()
    collector = Collector(disk.store)
    tasks = await begun(collector, "in the thread's hands")
    await asyncio.sleep(0)
    tasks += await begun(collector, *["waits"] * module._MOST)
    with pytest.raises(Unavailable):
        await collector.accept(Delivery([]))
    disk.free.set()
    assert len(await asyncio.gather(*tasks)) == 1 + module._MOST


async def test_a_group_over_a_real_database(house: House) -> None:
    collector = Collector(house.intake.accept_all)
    texts = [house.event(f"m{number}", sender=f"người {number}") for number in range(5)]
    echo = house.event("e1", Kind.ECHO, sender="người 1", messages=("p1",))
    seen = house.event("s1", Kind.SEEN, sender="người 2", messages=("p9",))
    groups = [[texts[0]], [texts[1], texts[2]], [texts[0]], [echo], [], [seen, texts[3]], [texts[4]]]
    accepted = await asyncio.gather(*(collector.accept(Delivery(group)) for group in groups))
    assert [one.new for one in accepted] == [1, 2, 0, 0, 0, 1, 1]
    assert house.inbox.depth().waiting == 5
    assert (house.count("inbox_accepted", channel=CHANNEL), house.count("inbox_repeated", channel=CHANNEL)) == (5, 1)
