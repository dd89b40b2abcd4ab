"""The desk of imports (nhập hàng loạt): a file is read and judged, its bad rows are mended, then each row is a draft."""

import tempfile
from enum import StrEnum
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from console import desks, pages
from console.auth.schemas import Invalid
from console.imports.cells import WAS, mark, typed_of
from console.imports.service import STATES, Asking, row_of, shown
from console.imports.uploads import once
from console.jobs.lines import place
from console.parts import Parts, Wired
from core.clock import VIETNAM
from core.errors import Conflict
from knowledge.editorial.import_models import ImportRow, Run
from knowledge.editorial.kinds import DRAFTS, IMPORT, SYNC
from knowledge.importers.spreadsheet import write_template

router = APIRouter(prefix="/imports")
_READ, _WRITE = [Depends(desks.KNOWLEDGE)], [Depends(desks.IMPORTS)]
# Of this one route: what is larger than a file may be is told on the page, and what is larger still is not taken.
_BODY = 60_000_000
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
JobNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
_ROW = 1_000_000  # bytes of the form of a row: every cell of it comes back


class Table(StrEnum):
    """How the empty table is written."""

    XLSX = "xlsx"
    CSV = "csv"


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired, job: JobNumber = None) -> Response:
    """Show the form and the latest runs; of a job that ended well, what it read."""
    asked = Asking(parts).job(job, (IMPORT, SYNC))
    if asked and asked.state == "done" and (there := place(asked)):
        return pages.redirect(there)
    return _desk(request, parts, job=asked)


@router.post("", dependencies=_WRITE, max_body_size=_BODY)
async def upload(request: Request, parts: Wired) -> Response:
    """Keep a file and have it read. The form is taken here and not by the framework: a stranger's is never unpacked (`csrf`)."""
    form = await request.form()
    return await run_in_threadpool(_uploaded, request, parts, form)


def _uploaded(request: Request, parts: Parts, form: FormData) -> Response:
    file, checked = form.get("file"), _word(form, "checked")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid({"file": "imports.fault_missing"})
        number = Asking(parts).read(file.file, file.filename, _word(form, "once"), checked, pages.actor(request))
    except Invalid as error:
        return _desk(request, parts, 422, faults=error.faults, checked=checked)
    return pages.redirect(f"/imports?job={number}")


@router.post("/sync", dependencies=_WRITE)
def synchronise(request: Request, parts: Wired) -> Response:
    """Ask the portal now what changed."""
    return pages.redirect(f"/imports?job={Asking(parts).sync(pages.actor(request))}")


@router.get("/template", dependencies=_READ)
def template(form: Table = Table.XLSX) -> Response:
    """Give the empty table with its titles, two sample rows and how cells are written."""
    with tempfile.TemporaryDirectory() as folder:
        path = File(folder) / f"mau-thu-tuc.{form.value}"
        write_template(path)
        content = path.read_bytes()
    kinds = {Table.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Table.CSV: "text/csv; charset=utf-8"}
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{path.name}"'}, media_type=kinds[form])


@router.get("/{number}", dependencies=_READ)
def one(
    request: Request, parts: Wired, number: Number, state: Annotated[str | None, Query(max_length=10)] = None,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1, job: JobNumber = None,
) -> Response:  # fmt: skip
    """Show a run, and its rows."""
    wanted = state if state in (*STATES, "") else None
    asking = Asking(parts)
    drafts = asking.job(job, (DRAFTS,)) or next((one for one in asking.of(number) if not one.ended), None)
    found = shown(parts.editorial.imports, number, wanted, page)
    return pages.render(request, "imports/run.html", shown=found, job=drafts, states=STATES, writes=_writes(request), mark=mark)


@router.post("/{number}/drafts", dependencies=_WRITE)
def drafts(request: Request, parts: Wired, number: Number) -> Response:
    """Have a draft made of every good row."""
    try:
        job = Asking(parts).drafts(number, pages.actor(request))
    except Conflict:
        return pages.told(pages.redirect(f"/imports/{number}"), parts, "imports.no_good", wrong=True)
    return pages.redirect(f"/imports/{number}?job={job}")


@router.post("/{number}/remove", dependencies=_WRITE)
def remove(request: Request, parts: Wired, number: Number) -> Response:
    """Let a run go."""
    try:
        Asking(parts).let_go(number, pages.actor(request))
    except Conflict:
        return pages.told(pages.redirect(f"/imports/{number}"), parts, "imports.busy", wrong=True)
    return pages.told(pages.redirect("/imports"), parts, "imports.removed")


@router.get("/{number}/rows/{row}", dependencies=_READ)
def row(request: Request, parts: Wired, number: Number, row: Number) -> Response:
    """Show one row with all its cells."""
    return _row(request, *row_of(parts.editorial.imports, number, row))


@router.post("/{number}/rows/{row}", dependencies=_WRITE, max_body_size=_ROW)
async def fix(request: Request, parts: Wired, number: Number, row: Number) -> Response:
    """Judge a row again with other cells."""
    form = await request.form()
    return await run_in_threadpool(_fixed, request, parts, number, row, form)


def _fixed(request: Request, parts: Parts, number: int, row: int, form: FormData) -> Response:
    run, found = row_of(parts.editorial.imports, number, row)
    typed = typed_of(form)
    # A page sends every cell of its row. What this person left as it was shown may have been mended by another meanwhile.
    own = {title: text for title, text in typed.items() if form.get(f"{WAS}{title}") != mark(text)}
    part = "hx-request" in request.headers
    try:
        judged = parts.editorial.imports.fix(row, pages.actor(request), own)
    except Conflict:
        if not part:
            return _row(request, run, found, 409, typed, "imports.not_to_mend")
        judged = found  # which says that it is a draft, and where
    if part:
        return pages.render(
            request, "imports/row_form.html", run=run, row=judged, typed={}, writes=True, all_cells="all" in form, mark=mark
        )
    if judged.state == "bad":
        return pages.told(pages.redirect(f"/imports/{number}/rows/{row}"), parts, "imports.still_bad", wrong=True)
    return pages.told(pages.redirect(f"/imports/{number}"), parts, "imports.mended")


def _desk(
    request: Request, parts: Parts, status: int = 200, job: object = None, faults: dict[str, str] | None = None, checked: str = ""
) -> Response:
    imports = parts.editorial.imports
    runs = imports.runs()
    counts = imports.counts_of([run.id for run in runs])
    latest = parts.clock().astimezone(VIETNAM).date()
    values = {"runs": runs, "counts": counts, "job": job, "faults": faults or {}, "checked": checked, "once": once(), "today": latest}
    return pages.render(request, "imports/desk.html", status, sync_at=parts.settings.sync_at, writes=_writes(request), **values)


def _row(
    request: Request, run: Run, row: ImportRow, status: int = 200, typed: dict[str, str] | None = None, wrong: str | None = None
) -> Response:
    values = {"run": run, "row": row, "typed": typed or {}, "writes": _writes(request), "all_cells": True, "wrong": wrong, "mark": mark}
    return pages.render(request, "imports/row.html", status, **values)


def _word(form: FormData, name: str) -> str:
    found = form.get(name)
    return found[:200] if isinstance(found, str) else ""


def _writes(request: Request) -> bool:
    return desks.IMPORTS.admits(pages.person(request).roles)
