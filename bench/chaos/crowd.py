"""People, many at once, each with a conversation on their phone."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bench.chaos.phones import MessengerPhone, Phone, ZaloPhone
from bench.chaos.scripts import Answer, Expected, Script
from bench.chaos.web import WebPhone
from bench.chaos.world import World
from core.errors import TrolyError

CHANNELS = ("zalo", "messenger", "web")
_LOOK = 0.2  # seconds between two looks at a phone
_AT_ONCE = 0.05  # seconds between two messages that are written at once
_people = count(1)


@dataclass
class Progress:
    """How far everybody is together: messages that were answered, or waited for in vain."""

    messages: int = 0


@dataclass
class Person:
    """One person and what they are to be answered. `stuck`: they waited in vain, and wrote no more."""

    phone: Phone
    expected: Expected
    written: list[str] = field(default_factory=list)
    stuck: bool = False

    async def talk(self, progress: Progress, patience: float, pause: tuple[float, float]) -> None:
        """Write everything, each group once the one before is answered; wait `patience` seconds for an answer at most."""
        for group in self.expected.script.groups:
            for text in group:
                await self.phone.write(text)
                self.written.append(text)
                await asyncio.sleep(_AT_ONCE)
            self.stuck = not await self._answered(group, patience)
            progress.messages += len(group)
            if self.stuck:
                return
            await asyncio.sleep(random.uniform(*pause))

    async def _answered(self, group: tuple[str, ...], patience: float) -> bool:
        wanted = {part for text in group for part in self.expected.answers[text]}
        end = time.monotonic() + patience
        while not wanted <= set(self.phone.got()):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(_LOOK)
        return True


@dataclass
class _Undisturbed:
    script: Script
    phone: Phone
    heard: dict[str, Answer] = field(default_factory=dict)


def phone(world: World, channel: str) -> Phone:
    """Return the phone of somebody new."""
    number = next(_people)
    makes: dict[str, Callable[[], Phone]] = {
        "zalo": lambda: ZaloPhone(world.zalo, f"{246845883529000000 + number}"),
        "messenger": lambda: MessengerPhone(world.messenger, f"{700_000 + number}"),
        "web": lambda: WebPhone(world.stack.url),
    }
    return makes[channel]()


async def expectations(world: World, scripts: list[Script], patience: float) -> dict[str, list[Expected]]:
    """Return what each conversation is answered on each channel while nothing is killed, by channel.

    Raises:
        TrolyError: an answer did not come within `patience` seconds, or two cannot be told apart.
    """
    everybody = [_Undisturbed(script, phone(world, channel)) for channel in CHANNELS for script in scripts]
    for step in range(max(len(script.texts) for script in scripts)):
        writing = [one for one in everybody if step < len(one.script.texts)]
        before = [len(one.phone.got()) for one in writing]
        for one in writing:
            await one.phone.write(one.script.texts[step])
        await _quiet(world, writing, before, patience)
        for one, known in zip(writing, before, strict=True):
            one.heard[one.script.texts[step]] = tuple(one.phone.got()[known:])
    for one in everybody:
        await one.phone.close()
    found = [(one.phone.channel, Expected(one.script, one.heard)) for one in everybody]
    return {channel: [expected for where, expected in found if where == channel] for channel in CHANNELS}


async def _quiet(world: World, writing: list[_Undisturbed], before: list[int], patience: float) -> None:
    """Wait until everybody was answered, and nothing more is under way."""

    def answered() -> bool:
        return all(len(one.phone.got()) > known for one, known in zip(writing, before, strict=True))

    end = time.monotonic() + patience
    while not (answered() and not await asyncio.to_thread(world.waiting)):
        if time.monotonic() > end:
            raise TrolyError("no answer, although nothing was killed")
        await asyncio.sleep(_LOOK)
