"""The second reader's queue: texts that wait, that are disputed or flagged, and what an import proposes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console import desks, pages
from console.labels.walking import SECOND
from console.parts import Wired
from training.labels.schemas import State

router = APIRouter(prefix="/labels/second")
_RULE = [Depends(desks.LABELS)]
_PAGE = 30
Words = Annotated[str, Query(max_length=20)]
Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired, only: Words = "", page: Page = 1) -> Response:
    """List what waits for another pair of eyes than one's own; nobody's label is told here."""
    labels, by = parts.labelling.labels, pages.actor(request)
    states = [SECOND[only]] if only in SECOND else []
    found = labels.queue(by, *states, offset=(page - 1) * _PAGE, most=_PAGE + 1)
    counts = {**labels.waiting(by), State.PROPOSED: labels.counts().get(State.PROPOSED, 0)}
    return pages.render(
        request, "labels/second.html", texts=found[:_PAGE], only=only if states else "", counts=counts, states=list(SECOND), page=page,
        more=len(found) > _PAGE,
    )  # fmt: skip
