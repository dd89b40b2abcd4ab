"""The inbox as a list: the most useful first, with the reason, and a round of collecting."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console import desks, pages
from console.parts import Parts, Wired
from core.jobs import Job
from training.inbox.kinds import COLLECT
from training.inbox.schemas import Reason
from training.inbox.service import OPEN

router = APIRouter(prefix="/labels")
_RULE = [Depends(desks.LABELS)]
_PAGE = 30
Words = Annotated[str, Query(max_length=200)]
Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired, only: Words = "", q: Words = "", page: Page = 1) -> Response:
    """List what nobody labelled, the most useful first."""
    inbox = parts.labelling.inbox
    reason = Reason(only) if only in set(Reason) else None
    count = inbox.count(OPEN, reason, q)
    last = max(1, -(-count // _PAGE))
    page = min(page, last)
    return pages.render(
        request, "labels/inbox.html", items=inbox.page(OPEN, reason, (page - 1) * _PAGE, _PAGE, q), counts=inbox.counts(),
        by_reason=inbox.by_reason(), reasons=list(Reason), only=reason, q=q, page=page, last=last, count=count,
        collected=inbox.collected(), job=_latest(parts),
    )  # fmt: skip


@router.post("/collect", dependencies=_RULE)
def collect(request: Request, parts: Wired) -> Response:
    """Have a round of collecting done; one that waits already is that round."""
    if (job := _latest(parts)) is None or job.ended is not None:
        parts.editorial.jobs.ask(COLLECT, pages.actor(request))
    return pages.redirect("/labels")


def _latest(parts: Parts) -> Job | None:
    return next(iter(parts.editorial.jobs.latest((COLLECT,), 1)), None)
