"""Who talked with a person of ours is told when a machine answers again."""

import pytest

from channels.events import Kind
from core.words import say
from tests.channels.delivery.house import House

pytestmark = pytest.mark.asyncio


async def test_that_the_machine_was_off_meanwhile_is_no_answer_of_the_machine(house: House) -> None:
    await house.hears(house.event("t", Kind.STAFF))
    house.clock.forward(seconds=house.settings.staff_quiet + 1)
    house.switches.turn("channel:messenger", True, "Lan", "kiểm tra")
    await house.hears(house.event("m1"))
    house.switches.turn("channel:messenger", False, "Lan", "xong")
    assert house.phone.texts() == [say("delivery.off")]
    for number, text in enumerate(("một", "hai")):
        house.clock.forward(minutes=1)
        await house.hears(house.event(f"n{number}", text=text))
    assert house.phone.texts()[1:] == [say("delivery.machine"), "Bạn vừa viết: một", "Bạn vừa viết: hai"]
