"""One run: everybody writes while the programs die."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice

import sqlalchemy as sa

from bench.chaos.crowd import CHANNELS, Person, Progress, expectations, phone
from bench.chaos.scripts import Script
from bench.chaos.tally import Tally, count
from bench.chaos.world import PROGRAMS, World
from cli.child import Tell
from conversations.inbox_rows import Echo

_TWICE = 0.3  # of the kills: another program dies within two seconds


@dataclass(frozen=True)
class Plan:
    """How much is written and killed. `patience` in seconds is for one answer; `pause` is what people think between two messages."""

    messages: int
    kills: int
    at_once: int
    patience: float = 600.0
    pause: tuple[float, float] = (0.5, 3.0)


@dataclass
class Outcome:
    """What became of it. `echoes`: messages that a platform's echo shows, and no row of ours accounts for."""

    people: int
    seconds: float
    tally: dict[str, Tally]  # by channel
    kills: Counter[str]
    echoes: int
    given_up: int
    settled: bool
    stuck: list[str] = field(default_factory=list)

    @property
    def all(self) -> Tally:
        """All channels together."""
        return sum(self.tally.values(), Tally())

    @property
    def good(self) -> bool:
        """Tell whether the promise was kept: none lost, order held, each double known by its echo and at most 2."""
        told = self.all
        kept = not (told.lost or told.changed or told.unordered or self.given_up) and self.settled
        return kept and told.doubled == self.echoes <= 2


async def storm(world: World, scripts: list[Script], plan: Plan, tell: Tell = lambda line: None) -> Outcome:
    """Run it. Raises `TrolyError` where the assistant cannot even answer undisturbed, or the keeper gives it up."""
    expected = await expectations(world, scripts, plan.patience)
    tell("what is answered undisturbed is known")
    people, written = list[Person](), 0
    for channel, place in cycle((channel, place) for place in range(len(scripts)) for channel in CHANNELS):
        if written >= plan.messages:
            break
        people.append(Person(phone(world, channel), expected[channel][place]))
        written += len(scripts[place].texts)
    began, progress = time.monotonic(), Progress()
    killing = asyncio.create_task(_kill(world, plan, progress, tell))
    gate = asyncio.Semaphore(plan.at_once)
    await asyncio.gather(*(_talk(person, gate, progress, plan) for person in people))
    await killing
    settled = await asyncio.to_thread(world.settled, plan.patience)
    await asyncio.gather(*(person.phone.close() for person in people))
    return _outcome(world, people, time.monotonic() - began, settled)


async def _talk(person: Person, gate: asyncio.Semaphore, progress: Progress, plan: Plan) -> None:
    async with gate:
        await person.talk(progress, plan.patience, plan.pause)


async def _kill(world: World, plan: Plan, progress: Progress, tell: Tell) -> None:
    """Kill programs, spread over the whole of the messages; each as often as the others, in any order."""
    bag = [name for _ in range(-(-plan.kills // len(PROGRAMS))) for name in random.sample(PROGRAMS, len(PROGRAMS))]
    victims = list(islice(bag, plan.kills))
    for number, name in enumerate(victims):
        due = plan.messages * (number + 1) / (len(victims) + 1)
        together = number and random.random() < _TWICE
        while progress.messages < due and not together:
            world.stack.keeper.check()
            await asyncio.sleep(0.05)
        await asyncio.sleep(random.uniform(0, 2))
        while not (await asyncio.to_thread(world.serves, name) and world.kill(name)):
            world.stack.keeper.check()
            await asyncio.sleep(0.1)
        tell(f"{progress.messages:5} messages: {name} is killed")


def _outcome(world: World, people: list[Person], seconds: float, settled: bool) -> Outcome:
    tally = {channel: Tally() for channel in CHANNELS}
    for person in people:
        channel, phone = person.phone.channel, person.phone
        tally[channel] += count(person.expected, person.written, phone.got(), phone.taken())
    with world.database.read() as session:
        echoes = session.scalar(sa.select(sa.func.count()).select_from(Echo)) or 0
    stuck = [f"{one.phone.channel} {one.expected.script.name}: {one.written[-1]}" for one in people if one.stuck]
    return Outcome(len(people), seconds, tally, world.kills, echoes, world.given_up(), settled, stuck)
