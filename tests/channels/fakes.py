"""Knowledge of two procedures, and bots that misbehave: all implement the gateway's own ports."""

import asyncio

from channels.messages import Inbound, Reply
from channels.sample import SampleBot
from core.errors import BotUnavailable, ReleaseUnavailable
from core.procedure import Level, Procedure
from core.text import fold
from knowledge.schemas import SearchResult, VariantResult

BIRTH = Procedure(code="1.001193", name="Thủ tục đăng ký khai sinh", field="Hộ tịch", level=["ward"])
MARRIAGE = Procedure(code="1.000894", name="Thủ tục đăng ký kết hôn", field="Hộ tịch", level=["ward"])


class SmallKnowledge:
    """The `Knowledge` port over two records."""

    release_id = "r1"

    def search(self, q: str, limit: int, level: Level | None, field: str | None) -> list[SearchResult]:
        found = [p for p in (BIRTH, MARRIAGE) if any(word in fold(p.name) for word in fold(q).split()[-2:])]
        kept = [p for p in found if (not level or level in p.level) and (not field or field == p.field)]
        return [_result(p) for p in kept[:limit]]

    def procedure(self, code: str) -> Procedure | None:
        return {p.code: p for p in (BIRTH, MARRIAGE)}.get(code)


class NoKnowledge:
    """The `Knowledge` port with no release published."""

    @property
    def release_id(self) -> str:
        raise ReleaseUnavailable("nothing is published")

    def search(self, q: str, limit: int, level: Level | None, field: str | None) -> list[SearchResult]:
        raise ReleaseUnavailable("nothing is published")

    def procedure(self, code: str) -> Procedure | None:
        raise ReleaseUnavailable("nothing is published")


class DownBot(SampleBot):
    """Never answers."""

    async def answer(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        raise BotUnavailable("down")

    async def health(self) -> str:
        raise BotUnavailable("down")


class SlowBot(SampleBot):
    """Thinks for a moment."""

    async def answer(self, inbound: Inbound) -> Reply:
        await asyncio.sleep(0.05)
        return await super().answer(inbound)


def _result(procedure: Procedure) -> SearchResult:
    twin = VariantResult(code="2.000528", level=["ward"], difference="có yếu tố nước ngoài")
    return SearchResult(code=procedure.code, name=procedure.name, field=procedure.field, level=procedure.level, score=0.9, variants=[twin])
