"""The same message id of the same sender is answered once."""

import asyncio

import httpx2
import pytest

from channels.once import Once
from channels.sample import SampleBot
from core.errors import BotUnavailable
from core.settings import Settings
from tests.channels.conftest import gateway, say
from tests.channels.fakes import DownBot, SlowBot

pytestmark = pytest.mark.asyncio


async def test_a_repeat_gets_the_same_answer(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    first = await say(client, "khai sinh", message_id="m1")
    again = await say(client, "khai sinh", message_id="m1")
    assert first.json() == again.json()
    assert len(bot.heard) == 1


async def test_repeats_at_the_same_moment_wait_for_one_answer(settings: Settings) -> None:
    bot = SlowBot()
    async with gateway(settings, bot) as client:
        replies = await asyncio.gather(*(say(client, "khai sinh", message_id="m1") for _ in range(8)))
    assert {reply.text for reply in replies} == {replies[0].text}
    assert [reply.status_code for reply in replies] == [200] * 8
    assert len(bot.heard) == 1


async def test_another_id_or_none_is_another_message(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    for metadata in ({"message_id": "m1"}, {"message_id": "m2"}, {}, {}):
        await say(client, "khai sinh", **metadata)
    assert len(bot.heard) == 4


async def test_a_failure_is_not_kept(settings: Settings) -> None:
    bot = DownBot()
    async with gateway(settings, bot) as client:
        for _ in range(2):
            assert (await say(client, "khai sinh", message_id="m1")).status_code == 503
    assert len(bot.heard) == 2


async def test_an_answer_is_kept_ten_minutes() -> None:
    now = 0.0
    made: list[int] = []
    once: Once[str, int] = Once(lambda: now)

    async def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [await once.run("a", make), await once.run("a", make)] == [0, 0]
    now = 599.0
    assert await once.run("a", make) == 0
    now = 601.0
    assert await once.run("a", make) == 1


async def test_who_hangs_up_takes_nothing_from_who_waits() -> None:
    once: Once[str, str] = Once()

    async def make() -> str:
        await asyncio.sleep(0.05)
        return "answer"

    leaver = asyncio.create_task(once.run("a", make))
    waiter = asyncio.create_task(once.run("a", make))
    await asyncio.sleep(0.01)
    leaver.cancel()
    assert await waiter == "answer"
    with pytest.raises(asyncio.CancelledError):
        await leaver


async def test_all_who_wait_learn_of_the_failure() -> None:
    once: Once[str, str] = Once()

    async def make() -> str:
        await asyncio.sleep(0.01)
        raise BotUnavailable("down")

    results = await asyncio.gather(once.run("a", make), once.run("a", make), return_exceptions=True)
    assert [type(result) for result in results] == [BotUnavailable, BotUnavailable]
    assert not once.knows("a")
