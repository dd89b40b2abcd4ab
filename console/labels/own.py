"""What one said oneself, the latest first, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from console import desks, pages
from console.models.told import intent as title_of
from console.parts import Wired
from core.errors import NotFound
from training.labels.schemas import Labelled, View

router = APIRouter(prefix="/labels/mine")
_RULE = [Depends(desks.LABELS)]
_PAGE = 30
Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired, page: Page = 1) -> Response:
    """List one's own opinions that hold."""
    by = pages.actor(request)
    found = parts.labelling.labels.mine(by, (page - 1) * _PAGE, _PAGE + 1)
    rows = [(one, _mine(one, by)) for one in found[:_PAGE]]
    return pages.render(request, "labels/mine.html", rows=rows, title_of=title_of, page=page, more=len(found) > _PAGE)


@router.post("/undo", dependencies=_RULE)
def undo(request: Request, parts: Wired, key: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Take back what one said of a text."""
    try:
        parts.labelling.labels.undo(pages.actor(request), key)
    except NotFound:
        return pages.told(pages.redirect("/labels/mine"), parts, "labels.nothing_to_undo", wrong=True)
    return pages.told(pages.redirect("/labels/mine"), parts, "labels.taken_back")


def _mine(label: Labelled, by: str) -> View:
    return next(view for view in label.opinions if view.by == by)
