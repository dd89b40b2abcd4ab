"""What the endpoints are handed: the parts that `app.py` wired."""

from dataclasses import dataclass, field
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request

from channels.delivery.gate import Gate
from channels.identity import Identity
from channels.limiter import Pace
from channels.metrics import Metrics
from channels.ports import Knowledge
from channels.readiness import Readiness
from channels.switching import Say
from channels.web.live.live import Live
from conversations.figures.published import Published
from conversations.notices import Board
from conversations.outbox import Outbox
from conversations.units import UnitBook
from core.settings import Settings


@dataclass(frozen=True)
class Parts:
    """Everything one running gateway is made of."""

    settings: Settings
    say: Say
    identity: Identity
    knowledge: Knowledge
    pace: Pace
    metrics: Metrics
    readiness: Readiness
    threads: CapacityLimiter
    outbox: Outbox
    live: Live
    gate: Gate
    board: Board
    units: UnitBook
    figures: Published
    key: bytes = field(repr=False)  # people are named with it


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


Wired = Annotated[Parts, Depends(_parts)]
