"""One message, one answer: what every channel does between its door and the dialogue engine."""

import time
from datetime import datetime, timezone

import structlog

from channels.dialogue import Bot
from channels.messages import Inbound
from channels.metrics import Metrics
from channels.once import Once
from channels.transcript import Transcript
from core.answer import Answer

_log = structlog.get_logger()


class Conversation:
    """Answers each message once, counts it and keeps it."""

    def __init__(self, bot: Bot, metrics: Metrics, transcript: Transcript) -> None:
        """Ask `bot`, and keep turns in `transcript`."""
        self._bot = bot
        self._metrics = metrics
        self._transcript = transcript
        self._once: Once[tuple[str, str, str], list[Answer]] = Once()

    async def say(self, inbound: Inbound) -> list[Answer]:
        """Return the answers to `inbound`, at least one. Raises as `Bot.answer`."""
        if inbound.message_id is None:
            return await self._ask(inbound)
        key = (inbound.channel, inbound.sender, inbound.message_id)
        if self._once.knows(key):
            self._metrics.repeats.labels(inbound.channel).inc()
        return await self._once.run(key, lambda: self._ask(inbound))

    async def _ask(self, inbound: Inbound) -> list[Answer]:
        started, at = time.perf_counter(), datetime.now(timezone.utc)
        reply = await self._bot.answer(inbound)
        answers = reply.answers
        seconds = time.perf_counter() - started
        self._metrics.turn.labels(inbound.channel).observe(seconds)
        for answer in answers:
            self._metrics.messages.labels(inbound.channel, answer.status).inc()
        _log.info("answered", channel=inbound.channel, sender=inbound.sender, status=answers[-1].status, seconds=round(seconds, 4))
        waited = seconds if inbound.at is None else max(seconds, time.time() - inbound.at)  # also in line, or while we were down
        await self._transcript.keep(inbound, reply, at, waited)
        return answers
