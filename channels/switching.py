"""Kill switches where an answer is given in the call itself: REST, and a gateway that has its bot in its own process."""

from collections.abc import Awaitable, Callable

import structlog
from anyio.to_thread import run_sync

from channels.messages import Inbound
from channels.turns import Turns
from conversations.switches import ALL, Switches
from core.answer import Answer
from core.errors import Unavailable
from core.text.language import language
from core.words import say

_log = structlog.get_logger()
Say = Callable[[Inbound], Awaitable[list[Answer]]]


class Switched:
    """Asks the switches before and after an answer is made."""

    def __init__(self, say: Say, switches: Switches) -> None:
        """Answer with `say`."""
        self._say, self._switches = say, switches
        self._known: frozenset[str] = frozenset()
        self._turns = Turns()

    async def __call__(self, inbound: Inbound) -> list[Answer]:
        """Return the answers to `inbound`, or that the assistant is off, here or about this. Raises as the `say` it was given."""
        # One message of a person at a time already here: the look at the switches would let a later one overtake.
        async with self._turns.of(inbound.channel, inbound.sender):
            return await self._told(inbound)

    async def _told(self, inbound: Inbound) -> list[Answer]:
        off = await self._off()
        if off & {ALL, f"channel:{inbound.channel}"}:
            tongue = language(inbound.text) or "vi"
            return [Answer(status="error", text=say("delivery.off", tongue), language=tongue)]
        return [off_topic(answer) if off & topics(answer) else answer for answer in await self._say(inbound)]

    async def _off(self) -> frozenset[str]:
        try:
            state = await run_sync(self._switches.state)
        except Unavailable as error:
            # The database is down: what was off stays off, and nothing else falls silent.
            _log.warning("switches unknown", exc_info=error)
        else:
            self._known = frozenset(scope for scope, off in state.items() if off)
        return self._known


def topics(answer: Answer) -> set[str]:
    """Return the switches an answer is under; a warning of a danger is under none, whatever it is about."""
    if answer.status == "safety":
        return set()
    return {f"topic:{answer.status}", *([f"topic:{answer.procedure.code}"] if answer.procedure else [])}


def off_topic(answer: Answer) -> Answer:
    """Return what is said in the place of an answer whose topic is off."""
    return Answer(status="error", text=say("delivery.off_topic", answer.language), language=answer.language)
