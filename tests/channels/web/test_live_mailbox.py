"""The mailbox that answers by itself: bounded, and patient with a database that fails."""

import asyncio
from datetime import timedelta

import pytest

from channels.messages import Inbound
from channels.web.live.mailbox import DirectMailbox
from conversations.replay import Replay
from core.answer import Answer
from core.db import Database
from core.errors import TooManyRequests, Unavailable
from core.person import person_of

pytestmark = pytest.mark.asyncio
KEY, DAY = b"k" * 32, timedelta(days=1)
AN = person_of(KEY, "web", "an")


async def answered(inbound: Inbound) -> list[Answer]:
    return [Answer(status="answered", text=inbound.text)]


async def stuck(inbound: Inbound) -> list[Answer]:
    await asyncio.sleep(60)
    raise AssertionError


def inbound(number: int, sender: str = "an") -> Inbound:
    return Inbound("web", sender, f"câu {number}", f"m{number}")


class Failing(Replay):
    """Fails to store `failures` times."""

    failures = 2

    def put(self, person: str, message_id: str, answers: object) -> bool:
        if self.failures:
            self.failures -= 1
            raise Unavailable("down")
        return super().put(person, message_id, answers)  # type: ignore[arg-type]


@pytest.fixture
def rung() -> list[str]:
    return []


async def test_an_answer_waits_for_a_database_that_comes_back(database: Database, rung: list[str]) -> None:
    async with DirectMailbox.opened(answered, KEY, Failing(database, DAY), rung.append) as mailbox:
        assert await mailbox.accept(inbound(1))
        assert (await mailbox.thinking(AN), rung) == (["m1"], [AN])
        async with asyncio.timeout(60):
            while await mailbox.thinking(AN):  # noqa: ASYNC110 (the mailbox has nothing to wait for)
                await asyncio.sleep(0.05)
        assert [said.in_reply_to for said in await mailbox.events(AN, 0)] == ["m1"]
        assert rung == [AN, AN]
        assert not await mailbox.accept(inbound(1))


async def test_a_database_that_is_gone_at_the_end_stops_nobody(database: Database, rung: list[str]) -> None:
    replay = Failing(database, DAY)
    replay.failures = 1_000
    async with DirectMailbox.opened(stuck, KEY, replay, rung.append) as mailbox:
        assert await mailbox.accept(inbound(1))


async def test_it_takes_ten_of_one_and_a_thousand_in_all(database: Database, rung: list[str]) -> None:
    async with DirectMailbox.opened(stuck, KEY, Replay(database, DAY), rung.append) as mailbox:
        for number in range(10):
            assert await mailbox.accept(inbound(number))
        assert not await mailbox.accept(inbound(3))
        with pytest.raises(TooManyRequests):
            await mailbox.accept(inbound(10))
        for other in range(99):
            assert all([await mailbox.accept(inbound(number, f"người {other}")) for number in range(10)])
        with pytest.raises(Unavailable):
            await mailbox.accept(inbound(1, "người 100"))
        assert await mailbox.thinking(AN) == [f"m{number}" for number in range(10)]
