"""The panel of a job (công việc chạy nền): how far it came, for every desk that asked for one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from console import desks, pages
from console.parts import Wired
from knowledge.editorial.kinds import KINDS
from training.dialogue.kinds import KINDS as TRAINING
from training.labels.kinds import KINDS as LABELS

router = APIRouter(prefix="/jobs")
_RULE = [Depends(desks.JOBS)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired) -> Response:
    """Show the latest jobs."""
    return pages.render(request, "jobs/list.html", jobs=parts.editorial.jobs.latest((*KINDS, *TRAINING, *LABELS)))


@router.get("/{number}", dependencies=_RULE)
def one(request: Request, parts: Wired, number: Number) -> Response:
    """Show one job."""
    return pages.render(request, "jobs/one.html", job=parts.editorial.jobs.get(number))


@router.get("/{number}/panel", dependencies=_RULE)
def panel(request: Request, parts: Wired, number: Number) -> Response:
    """Give the panel alone, which asks for itself again until the job has ended."""
    return pages.render(request, "jobs/panel.html", job=parts.editorial.jobs.get(number))
