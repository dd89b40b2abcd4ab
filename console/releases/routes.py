"""The desk of releases (công bố): what is live and what goes out next, publishing, going back, and what an edit would change."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.releases.service import Desk, answering
from core.errors import Conflict, NotFound
from knowledge.editorial.kinds import EFFECT

router = APIRouter(prefix="/releases")
_READ, _PUBLISH, _TRY = [Depends(desks.KNOWLEDGE)], [Depends(desks.RELEASES)], [Depends(desks.TRIES)]
_MOST = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=_MOST)]
Chosen = Annotated[list[Annotated[int, Query(ge=1, le=_MOST)]] | None, Query(max_length=200)]
Sent = Annotated[list[Annotated[int, Form(ge=1, le=_MOST)]] | None, Form(max_length=1_000)]


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired) -> Response:
    """Show what is live, what goes out next, and the releases that are kept."""
    return _desk(request, parts)


@router.get("/answering", dependencies=_READ)
def answers(request: Request, parts: Wired) -> Response:
    """Give the one line that tells from which release the running assistant answers."""
    return pages.render(request, "releases/answering.html", live=Desk(parts).releases.live(), answering=answering(parts.settings))


@router.post("/publish", dependencies=_PUBLISH)
def publish(request: Request, parts: Wired) -> Response:
    """Have everything that is approved published."""
    Desk(parts).publish(pages.actor(request))
    return pages.redirect("/releases")


@router.post("/publish/despite", dependencies=_PUBLISH)
def publish_despite(
    request: Request, parts: Wired, refused: Annotated[int, Form(ge=0, le=_MOST)] = 0, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Have it published although golden questions are missed, for a reason."""
    try:
        Desk(parts).publish_despite(pages.actor(request), refused, reason)
    except Conflict:
        return pages.told(pages.redirect("/releases"), parts, "releases.stale", wrong=True)
    except Invalid as error:
        return _desk(request, parts, 422, error.faults, reason)
    return pages.redirect("/releases")


@router.post("/rollback", dependencies=_PUBLISH)
def rollback(request: Request, parts: Wired, leave: Annotated[str, Form(max_length=80)] = "") -> Response:
    """Have the former release live again in the place of the one the page showed."""
    try:
        Desk(parts).rollback(pages.actor(request), leave)
    except Conflict:
        return pages.told(pages.redirect("/releases"), parts, "releases.stale", wrong=True)
    return pages.redirect("/releases")


@router.get("/effect", dependencies=_READ)
def effects(request: Request, parts: Wired, version: Chosen = None, page: Annotated[int, Query(ge=1, le=10**6)] = 1) -> Response:
    """Show the versions whose effect may be tried, and what was tried lately."""
    return _effects(request, parts, version or [], page)


@router.post("/effect", dependencies=_TRY)
def effect(request: Request, parts: Wired, version: Sent = None) -> Response:
    """Ask what changes with these versions."""
    try:
        number = Desk(parts).effect(pages.actor(request), version or [])
    except Invalid as error:
        return _effects(request, parts, version or [], 1, 422, error.faults)
    return pages.redirect(f"/releases/effect/{number}")


@router.get("/effect/{number}", dependencies=_READ)
def effect_of(request: Request, parts: Wired, number: Number) -> Response:
    """Show what would be answered otherwise. Raises `NotFound` for a job of another kind."""
    job = parts.editorial.jobs.get(number)
    if job.kind != EFFECT:
        raise NotFound(f"job {number} is no effect")
    tried = parts.editorial.queue.lines(job.arguments.get("versions", ()))
    return pages.render(request, "releases/effect_one.html", job=job, tried=tried)


def _desk(request: Request, parts: Parts, status: int = 200, faults: dict[str, str] | None = None, reason: str = "") -> Response:
    desk = Desk(parts)
    kept = desk.releases.kept()
    known = {"now": next((one for one in kept if one.live), None), "former": next((one for one in kept if one.former), None)}
    values = {"kept": kept, "live": desk.releases.live(), "next": desk.next(), "job": desk.latest(), "publishes": _publishes(request)}
    return pages.render(
        request, "releases/desk.html", status, **known, **values, answering=answering(parts.settings), faults=faults or {}, reason=reason
    )


def _effects(
    request: Request, parts: Parts, chosen: list[int], page: int, status: int = 200, faults: dict[str, str] | None = None
) -> Response:
    desk = Desk(parts)
    values = {"tryable": desk.tryable(page, chosen), "tried": parts.editorial.jobs.latest((EFFECT,), 10), "chosen": chosen}
    tries = desks.TRIES.admits(pages.person(request).roles)
    return pages.render(request, "releases/effect.html", status, **values, tries=tries, faults=faults or {})


def _publishes(request: Request) -> bool:
    return desks.RELEASES.admits(pages.person(request).roles)
