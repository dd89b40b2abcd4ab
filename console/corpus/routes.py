"""The desk of training data (dữ liệu huấn luyện): what labels change in the files, imports, and how far readers agree."""

import os
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import StreamingResponse

from console import desks, pages
from console.corpus import import_routes, proposal_routes
from console.corpus.data import Form, data_of, download
from console.corpus.diffs import shown
from console.corpus.plans import Outcome, Plans
from console.corpus.told import agreed_of, texts_of
from console.parts import Parts, Wired
from core.errors import BadRequest
from training.corpus.corpus import HOLDOUT, TRAINING
from training.corpus.merge import Side
from training.corpus.schemas import Target
from training.labels.export import Export, Exports
from training.labels.schemas import State

router = APIRouter(prefix="/corpus")
router.include_router(import_routes.router)
router.include_router(proposal_routes.router)
_RULE = [Depends(desks.LABELS)]
_CHOICE = "choice:"  # before the mark of a conflict
Words = Annotated[str, Query(max_length=40)]


@router.get("", dependencies=_RULE)
def export(request: Request, parts: Wired) -> Response:
    """Show what agreed labels change in the files."""
    try:
        return _export(request, parts, _plans(parts).now())
    except BadRequest as error:
        return _broken(request, "export", error)


@router.get("/patch", dependencies=_RULE)
def patch(parts: Wired) -> Response:
    """Give the change as a patch for `git apply`. Raises `BadRequest`."""
    text = _plans(parts).now().diff.patch
    name = f"nhan-{parts.clock():%Y%m%d-%H%M}.patch"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), headers=headers, media_type="text/x-patch; charset=utf-8")


@router.post("/write", dependencies=_RULE)
async def write(request: Request, parts: Wired) -> Response:
    """Write the change that the page showed into the files."""
    form = await request.form()
    return await run_in_threadpool(_write, request, parts, form)


def _write(request: Request, parts: Parts, form: FormData) -> Response:
    sides = {side.value: side for side in Side}
    marks = {name.removeprefix(_CHOICE): str(told) for name, told in form.multi_items() if name.startswith(_CHOICE)}
    choices = {mark: sides[told] for mark, told in marks.items() if told in sides}
    try:
        outcome = _plans(parts).write(str(form.get("plan", "")), pages.actor(request), choices)
    except BadRequest as error:
        return _broken(request, "export", error)
    if outcome.refused:
        return _export(request, parts, outcome.plan, 409, outcome)
    return pages.told(pages.redirect("/corpus"), parts, "corpus.merged" if outcome.written.merged else "corpus.written")


@router.get("/agreement", dependencies=_RULE)
def agreement(request: Request, parts: Wired) -> Response:
    """Show how far readers agree."""
    return pages.render(request, "corpus/agreement.html", agreed=agreed_of(parts.database), tab="agreement")


@router.get("/agreement/{intent}", dependencies=_RULE)
def disputes(request: Request, parts: Wired, intent: Annotated[str, Path(max_length=40)]) -> Response:
    """Show the texts on which readers differ about an intent."""
    return pages.render(request, "corpus/disputes.html", texts=texts_of(parts.database, intent), intent=intent, tab="agreement")


@router.get("/data", dependencies=_RULE)
def data(request: Request, parts: Wired) -> Response:
    """Show how many examples there are, and what the live model learned from."""
    try:
        return pages.render(request, "corpus/data.html", data=data_of(parts), tab="data")
    except BadRequest as error:
        return _broken(request, "data", error)


@router.get("/data/file", dependencies=_RULE)
def file(parts: Wired, target: Target = Target.TRAIN, form: Form = Form.CSV) -> Response:
    """Give the examples of a set as a file that other tools read, and an import takes back. Raises `BadRequest`."""
    name = f"{'huan-luyen' if target is Target.TRAIN else 'kiem-tra'}.{form.value}"
    lines, kind = download(parts.settings.home, target, form)
    return StreamingResponse(lines, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=kind)


def _plans(parts: Parts) -> Plans:
    return Plans(parts.settings.home, Exports(parts.settings.home, parts.database, parts.clock))


def _export(request: Request, parts: Parts, plan: Export, status: int = 200, outcome: Outcome | None = None) -> Response:
    counts = parts.labelling.labels.counts()
    values: dict[str, Any] = {
        "plan": plan,
        "files": [shown(file) for file in plan.diff.files],
        "waiting": [(state.value, counts.get(state, 0)) for state in (State.PROPOSED, State.SECOND, State.DISPUTED, State.FLAGGED)],
        "writable": all(os.access(parts.settings.home / folder, os.W_OK) for folder in (TRAINING, HOLDOUT)),
        "conflicts": outcome.written.conflicts if outcome else (),
        "refused": outcome.refused if outcome else "",
    }
    return pages.render(request, "corpus/export.html", status, tab="export", **values)


def _broken(request: Request, tab: str, error: BadRequest) -> Response:
    """A file of the checkout cannot be read: whoever changed it by hand has to know which, and where."""
    return pages.render(request, "corpus/broken.html", 409, tab=tab, why=str(error))
