"""What a page shows before anything is said: the notice of the day, and the greeting of the ward whose page it is."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from channels.parts import Wired
from channels.problem import responses
from channels.web.live.door import Asking
from channels.web.live.ports import CHANNEL
from core.words import Language

router = APIRouter(prefix="/api/v1/web", tags=["web"])
Unit = Annotated[str, Query(max_length=40, description="Code of the ward or commune on whose page the widget stands")]


class TodayOut(BaseModel):
    """Plain text, to be shown as text; "" where there is nothing. `info`: the notice is no warning."""

    notice: str = ""
    info: bool = False
    greeting: str = ""


@router.get("/today", responses=responses(403, 422, 429))
async def today(wired: Wired, asking: Asking, unit: Unit = "", lang: Language = "vi") -> TodayOut:
    """Return notice and greeting. It asks for no conversation and begins none."""
    notice, own = wired.board.now(CHANNEL), wired.units.of(unit)
    return TodayOut(
        notice=notice.said(lang) if notice else "",
        info=bool(notice and notice.kind == "info"),
        greeting=own.greets(lang) if own else "",
    )
