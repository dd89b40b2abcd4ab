"""The desk of operation (vận hành): what is off, the notice of the day, hours and days off, settings of a unit."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.switches import board, calendar_routes, hours_routes, notice_routes, unit_routes
from console.switches.board import Board
from console.switches.forms import Reading
from conversations.switches import ALL
from core.errors import BadRequest

router = APIRouter(prefix="/switches")
_READ, _TURN = [Depends(desks.OPERATION)], [Depends(desks.SWITCHES)]
Scope = Annotated[str, Form(max_length=80)]
_REASON = 300  # characters


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Show every switch, how it stands, and what was turned lately."""
    return _page(request, parts, q)


@router.get("/turn", dependencies=_TURN)
def turn_page(request: Request, parts: Wired, scope: Annotated[str, Query(max_length=80)] = ALL) -> Response:
    """Ask for the reason before a switch is turned."""
    return _ask(request, parts, scope)


@router.post("/turn", dependencies=_TURN)
def turn(
    request: Request,
    parts: Wired,
    scope: Scope = "",
    to: Annotated[str, Form(pattern="^(on|off)$")] = "off",
    reason: Annotated[str, Form(max_length=20_000)] = "",
    sure: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Turn a switch; all of them only once the page that asks again was answered."""
    reading = Reading({"reason": reason})
    why = reading.text("reason", _REASON, needed=True)
    try:
        reading.end()
        if scope == ALL and to == "off" and sure != "1":
            return _ask(request, parts, scope, reason=why, again=True)
        Board(parts).turn(scope, to == "off", pages.actor(request), why)
    except Invalid as error:
        return _ask(request, parts, scope, 422, reason, error.faults)
    return pages.told(pages.redirect("/switches"), parts, f"switches.turned_{to}")


def _page(request: Request, parts: Parts, text: str) -> Response:
    desk = Board(parts)
    everything, channels, topics = desk.rows()
    values: dict[str, Any] = {"everything": everything, "channels": channels, "topics": topics, "found": desk.found(text), "q": text}
    may = desks.SWITCHES.admits(pages.person(request).roles)
    return pages.render(request, "switches/switches.html", history=desk.history(), may=may, scope_name=board.scope_name, **values)


def _ask(
    request: Request,
    parts: Parts,
    scope: str,
    status: int = 200,
    reason: str = "",
    faults: dict[str, str] | None = None,
    again: bool = False,
) -> Response:
    if not board.known(scope):
        raise BadRequest(f"no scope {scope[:80]!r}")
    values: dict[str, Any] = {"row": Board(parts).one(scope), "told": board.told(scope), "reason": reason, "again": again}
    return pages.render(request, "switches/turn.html", status, faults=faults or {}, scope_name=board.scope_name, **values)


for room in (notice_routes, calendar_routes, hours_routes, unit_routes):
    router.include_router(room.router)
