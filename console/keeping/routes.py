"""The desk that keeps records true (theo dõi): staleness, legal documents, the yearly plan, links, questions without an answer."""

from fastapi import APIRouter, Depends, Request, Response

from console import desks, pages
from console.keeping import coverage, laws, links, overview, plan
from console.parts import Wired

router = APIRouter(prefix="/keeping")
_RULE = [Depends(desks.KNOWLEDGE)]


@router.get("", dependencies=_RULE)
def shown(request: Request, parts: Wired) -> Response:
    """Show what needs somebody's eye."""
    mine = pages.actor(request)
    return pages.render(request, "keeping/overview.html", found=overview.overview(parts, mine))


@router.get("/alarm", dependencies=_RULE)
def alarm(request: Request, parts: Wired) -> Response:
    """Give the count that stands beside the desk's name in the navigation; nothing where nothing is urgent, or nothing is known."""
    mine = pages.actor(request)
    return pages.render(request, "keeping/alarm.html", urgent=overview.urgent(parts, mine))


for part in (laws, plan, links, coverage):
    router.include_router(part.router)
