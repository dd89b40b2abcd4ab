"""A day on both platforms, delivered twice, in another order, or in part late: each message is answered once, in its order."""

import random
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from channels.delivery.answering import Answering
from channels.delivery.erasing import eraser
from channels.delivery.platforms import renders
from channels.delivery.sending import Sending
from channels.messages import Inbound, Reply
from core.db import Database
from core.settings import Settings
from portal.dossiers.service import Dossiers
from tests.channels.conftest import HOME
from tests.channels.delivery.house import Bot, House
from tests.channels.platforms import Delivery, Door, door, recorded_day, with_platforms

pytestmark = pytest.mark.asyncio
DAY = recorded_day()
RATES: dict[str, Any] = {"inbox_most_each": 1_000, "messages_per_minute": 1_000}


class Noting(Bot):
    """Keeps what each person was heard to say, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.order: dict[str, list[str]] = defaultdict(list)

    async def answer(self, inbound: Inbound) -> Reply:
        self.order[inbound.sender].append(inbound.said)
        return await super().answer(inbound)


class Worker:
    """Answers as the worker does, on both platforms."""

    def __init__(self, settings: Settings, dossiers: Dossiers) -> None:
        self.bot, self.database = Noting(), Database.open(settings)
        self.house = House(with_platforms(settings), self.database, bot=self.bot)
        senders = {"zalo": self.house.phone, "messenger": self.house.phone}
        erase = eraser(settings, self.database, self.house.inbox, dossiers, lambda _: 0)
        desk = replace(self.house.answering._desk, renders=renders(settings), senders=senders, erase=erase)
        self.house.answering = Answering(desk)
        self.house.sending = Sending(self.house.dispatch, senders, self.house.metrics, 3)

    @property
    def stands(self) -> list[str]:
        """Everything that is in the database."""
        with self.database.read() as session:
            connection = session.connection()
            tables = sorted(sa.inspect(connection).get_table_names())
            return [f"{name} {row}" for name in tables for row in connection.exec_driver_sql(f"select * from {name}")]


@contextmanager
def at_work(settings: Settings) -> Iterator[Worker]:
    with closing(Database.open(settings)) as database, closing(Dossiers.open(settings, database)) as dossiers:
        worker = Worker(settings, dossiers)
        yield worker
        worker.house.transcript.close()
        worker.database.close()


@pytest.fixture
def worker(migrated: Settings) -> Iterator[Worker]:
    with at_work(migrated.model_copy(update=RATES)) as worker:
        yield worker


@pytest_asyncio.fixture
async def gate(worker: Worker) -> AsyncIterator[Door]:
    async with door(worker.house.settings) as gate:
        yield gate


async def delivered(gate: Door, deliveries: Sequence[Delivery]) -> None:
    for delivery in deliveries:
        assert (await gate.post(*delivery))[0] == 200


async def test_the_same_day_again_changes_nothing(gate: Door, worker: Worker) -> None:
    await delivered(gate, DAY)
    before = worker.stands
    await delivered(gate, DAY)
    assert worker.stands == before
    assert worker.house.inbox.depth().waiting > 60
    await worker.house.work()
    answered, sent = worker.stands, len(worker.house.phone.got)
    assert sent > 50
    await delivered(gate, DAY)
    await worker.house.work()
    assert worker.stands == answered
    assert (len(worker.house.phone.got), worker.house.inbox.depth().waiting) == (sent, 0)


async def test_in_another_order_everybody_is_answered_as_they_wrote(gate: Door, worker: Worker, form: Path, tmp_path: Path) -> None:
    shuffled = list(DAY)
    random.Random(3).shuffle(shuffled)
    await delivered(gate, shuffled)
    await worker.house.work()
    (tmp_path / "other").mkdir()
    shutil.copyfile(form, tmp_path / "other" / form.name)
    with at_work(Settings(home=HOME, state=tmp_path / "other", **RATES)) as other:
        async with door(other.house.settings) as its_gate:
            await delivered(its_gate, DAY)
        await other.house.work()
        assert other.bot.order == worker.bot.order


async def test_what_comes_late_is_answered_once_all_the_same(gate: Door, worker: Worker) -> None:
    chance = random.Random(5)
    late = [one for one in DAY if chance.random() < 0.3]
    await delivered(gate, [one for one in DAY if one not in late])
    await worker.house.work()
    before = sum(map(len, worker.bot.order.values()))
    await delivered(gate, late + late)
    await worker.house.work()
    everything = [said for said_of in worker.bot.order.values() for said in said_of]
    assert len(everything) > before
    await delivered(gate, DAY)
    await worker.house.work()
    assert sum(map(len, worker.bot.order.values())) == len(everything)
    assert worker.house.inbox.depth() == type(worker.house.inbox.depth())(0, 0.0, 0)
