"""Proposals: what each would do to the files, approved by a second person, written, or taken away as a patch."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from console import desks, pages
from console.intents import told
from console.intents.broken import Told
from console.intents.service import Desk
from console.parts import Parts, Wired
from console.reference.typed import Sent
from core.errors import NotFound
from training.changes.schemas import Kind, Refusal, State

router = APIRouter(prefix="/changes", route_class=Told)
_READS = [Depends(desks.LABELS)]
_OPEN, _OVER = (State.PROPOSED, State.APPROVED), (State.APPLIED, State.DROPPED)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", dependencies=_READS)
def listed(request: Request, parts: Wired, over: Annotated[bool, Query()] = False) -> Response:
    """List what waits, or what is over."""
    desk = Desk(parts)
    return pages.render(request, "intents/changes.html", changes=desk.changes.all(*(_OVER if over else _OPEN)), over=over, **desk.frame())


@router.get("/{number}", dependencies=_READS)
def one(request: Request, parts: Wired, number: Number) -> Response:
    """Show what a proposal does to the files as they are now. Raises `NotFound`."""
    return _page(request, Desk(parts), number)


def _page(request: Request, desk: Desk, number: int, status: int = 200, refusal: str = "") -> Response:
    change = desk.changes.get(number)
    open_still = change.state in _OPEN
    planned = desk.changes.planned(change) if open_still else None
    plan = planned.plan if planned else None
    running, tests = told.elsewhere(plan) if plan else ([], [])
    values: dict[str, Any] = {
        "change": change,
        "planned": planned,
        "plan": plan,
        "files": told.files(plan) if plan else [],
        "running": running,
        "tests": tests,
        "writable": bool(plan and desk.changes.writable(plan)),
        "why": told.refusal(planned.refusal) if planned and planned.refusal else "",
        "mine": change.by == pages.actor(request),
        "carries": change.kind in (Kind.RENAME, Kind.MERGE, Kind.SPLIT, Kind.MOVE),
    }
    return pages.render(request, "intents/change.html", status, **{**desk.frame(), **values, "refusal": refusal})


@router.get("/{number}/patch", dependencies=_READS)
def patch(request: Request, parts: Wired, number: Number) -> Response:
    """Hand out what a proposal changes, for `git apply`. Raises `NotFound`, also where nothing would be changed."""
    desk = Desk(parts)
    plan = desk.changes.planned(desk.changes.get(number)).plan
    if plan is None:
        raise NotFound("nothing would be changed")
    headers = {"Content-Disposition": f'attachment; filename="intents-{number}.patch"'}
    return Response(plan.diff.patch.encode("utf-8"), media_type="text/x-diff; charset=utf-8", headers=headers)


@router.post("/{number}/approve", dependencies=_READS)
def approve(request: Request, parts: Wired, number: Number, typed: Sent) -> Response:
    """Approve what the page showed, and write it where it can be. Raises `NotFound`."""
    desk = Desk(parts)
    try:
        done = desk.changes.approve(number, pages.actor(request), typed.one("seen"))
    except Refusal as error:
        return _page(request, desk, number, error.status, told.refusal(error))
    key = "intents.was_written" if done.state is State.APPLIED else "intents.was_approved"
    return pages.told(pages.redirect(f"/intents/changes/{number}"), parts, key)


@router.post("/{number}/write", dependencies=_READS)
def write(request: Request, parts: Wired, number: Number, typed: Sent) -> Response:
    """Write what was approved. Raises `NotFound`."""
    desk, seen = Desk(parts), typed.one("seen")
    return _dealt(request, parts, desk, number, lambda by: desk.changes.write(number, by, seen), "intents.was_written")


@router.post("/{number}/done", dependencies=_READS)
def done(request: Request, parts: Wired, number: Number) -> Response:
    """Note that it was taken into the files by hand. Raises `NotFound`."""
    desk = Desk(parts)
    return _dealt(request, parts, desk, number, lambda by: desk.changes.done(number, by), "intents.was_done")


@router.post("/{number}/drop", dependencies=_READS)
def drop(request: Request, parts: Wired, number: Number) -> Response:
    """Drop a proposal. Raises `NotFound`."""
    desk = Desk(parts)
    return _dealt(request, parts, desk, number, lambda by: desk.changes.drop(number, by), "intents.was_dropped", "/intents/changes")


def _dealt(request: Request, parts: Parts, desk: Desk, number: int, deed: Callable[[str], object], key: str, place: str = "") -> Response:
    """Do a `deed` in the name of who asks, and say so at `place`, else on the proposal's page; a refusal is told there."""
    try:
        deed(pages.actor(request))
    except Refusal as error:
        return _page(request, desk, number, error.status, told.refusal(error))
    return pages.told(pages.redirect(place or f"/intents/changes/{number}"), parts, key)
