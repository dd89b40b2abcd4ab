"""Can it work: asks every part the gateway depends on."""

import asyncio
from collections.abc import Awaitable

import httpx2
import structlog
from pydantic import BaseModel

from channels.dialogue import Bot
from channels.metrics import Metrics
from channels.ports import Knowledge
from core.errors import TrolyError

_log = structlog.get_logger()
_SECONDS = 2.0


class Part(BaseModel):
    """One dependency: whether it answered, and which model or release it serves, or what went wrong."""

    ok: bool
    detail: str


class Ready(BaseModel):
    """Whether questions can be answered now."""

    ready: bool
    parts: dict[str, Part]


class Readiness:
    """Asks every part for real, all at once, two seconds each."""

    def __init__(self, bot: Bot, knowledge: Knowledge, client: httpx2.AsyncClient, actions_url: str, metrics: Metrics) -> None:
        """Ask these."""
        self._bot = bot
        self._knowledge = knowledge
        self._client = client
        self._actions = actions_url.rstrip("/") + "/health"
        self._metrics = metrics

    async def check(self) -> Ready:
        """Return the state of every part. Never raises."""
        release = asyncio.to_thread(lambda: self._knowledge.release_id)
        asked = {"bot": self._bot.health(), "actions": self._actions_health(), "release": release}
        parts = dict(zip(asked, await asyncio.gather(*map(_probe, asked.values())), strict=True))
        for name, part in parts.items():
            self._metrics.up.labels(name).set(part.ok)
        return Ready(ready=all(part.ok for part in parts.values()), parts=parts)

    async def _actions_health(self) -> str:
        (await self._client.get(self._actions)).raise_for_status()
        return "ok"


async def _probe(question: Awaitable[str]) -> Part:
    try:
        async with asyncio.timeout(_SECONDS):
            return Part(ok=True, detail=await question)
    except TimeoutError:
        return Part(ok=False, detail=f"no answer in {_SECONDS:.0f} s")
    except TrolyError as error:
        return Part(ok=False, detail=error.code)
    except Exception as error:
        # Whatever a part does, readiness itself answers; the address of the part stays out of a public page.
        _log.warning("part unwell", exc_info=error)
        return Part(ok=False, detail=type(error).__name__)
