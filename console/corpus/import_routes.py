"""Examples of others: a file is read and shown beside what stands here, then what is new in it waits to be read by a trainer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from console import desks, pages
from console.auth.schemas import Invalid
from console.corpus.importing import Importing
from console.imports.uploads import once
from console.parts import Parts, Wired
from core.errors import Conflict
from training.corpus.schemas import Target
from training.labels.reading import KINDS

router = APIRouter(prefix="/imports")
_RULE = [Depends(desks.LABELS)]
# What is larger than a file may be is told on the page; what is larger still is not taken.
_BODY = 40_000_000
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired) -> Response:
    """Show the form and the latest readings."""
    return _desk(request, parts)


@router.post("", dependencies=_RULE, max_body_size=_BODY)
async def upload(request: Request, parts: Wired) -> Response:
    """Keep a file and have it read. The form is taken here and not by the framework: a stranger's is never unpacked (`csrf`)."""
    form = await request.form()
    return await run_in_threadpool(_uploaded, request, parts, form)


def _uploaded(request: Request, parts: Parts, form: FormData) -> Response:
    file, target = form.get("file"), Target.TEST if form.get("target") == Target.TEST else Target.TRAIN
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid({"file": "corpus.fault_missing"})
        number, twice = Importing(parts).read(file.file, file.filename, target, str(form.get("once", "")), pages.actor(request))
    except Invalid as error:
        return _desk(request, parts, 422, error.faults, target)
    there = pages.redirect(f"/corpus/imports/{number}")
    return pages.told(there, parts, "corpus.twice") if twice else there


@router.get("/{number}", dependencies=_RULE)
def one(
    request: Request, parts: Wired, number: Number, kind: Annotated[str | None, Query(max_length=20)] = None,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:  # fmt: skip
    """Show what a file holds. Raises `NotFound`."""
    importing = Importing(parts)
    job = importing.job(number)
    shown = importing.shown(job, kind, page) if job.state == "done" else None
    values: dict[str, Any] = {"read": job, "shown": shown, "kinds": KINDS, "proposing": importing.proposing(number)}
    return pages.render(request, "corpus/import.html", tab="imports", **values)


@router.post("/{number}/propose", dependencies=_RULE)
def propose(request: Request, parts: Wired, number: Number) -> Response:
    """Have what is new wait for a trainer. Raises `NotFound`."""
    place = f"/corpus/imports/{number}"
    try:
        Importing(parts).propose(number, pages.actor(request))
    except Conflict:
        return pages.told(pages.redirect(place), parts, "corpus.nothing_new", wrong=True)
    return pages.redirect(place)


def _desk(
    request: Request, parts: Parts, status: int = 200, faults: dict[str, str] | None = None, target: Target = Target.TRAIN
) -> Response:
    values = {"reads": Importing(parts).latest(), "faults": faults or {}, "target": target.value, "once": once()}
    return pages.render(request, "corpus/imports.html", status, tab="imports", **values)
