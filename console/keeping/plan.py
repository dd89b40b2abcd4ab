"""The yearly plan: who looks at which record by when, and what came of it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.keeping import planning
from console.keeping.overview import month_end, today
from console.keeping.planning import Spreading
from console.parts import Parts, Wired
from core.errors import Conflict
from knowledge.editorial.plan import Chosen

router = APIRouter(prefix="/plan")
_READ, _WRITE = [Depends(desks.KNOWLEDGE)], [Depends(desks.KEEPS)]
_CURATOR = [Depends(desks.WRITING)]
WHEN = ("all", "overdue", "month", "done")
Words = Annotated[str, Query(max_length=40)]
Page = Annotated[int, Query(ge=1, le=10_000)]
Code = Annotated[str, Path(max_length=40)]
Typed = Annotated[str, Form(max_length=200)]
Chosen_ = Annotated[list[str] | None, Form(max_length=500)]


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired, who: Words = "", when: Words = "all", page: Page = 1) -> Response:
    """List the tasks: mine, one person's or everybody's; all, those overdue, this month's, or those done."""
    mine, day = pages.actor(request), today(parts)
    when = when if when in WHEN else "all"
    until = {"overdue": day - timedelta(days=1), "month": month_end(day)}.get(when)
    found = parts.editorial.plan.page(Chosen(mine if who == "me" else who or None, until, when == "done"), page)
    records = {row.entry.code: row for row in parts.editorial.listing.rows()}
    template = "keeping/plan_table.html" if "hx-request" in request.headers else "keeping/plan.html"
    return pages.render(
        request, template, found=found, records=records, who=who, when=when, whens=WHEN, mine=mine, today=day,
        people=planning.people(parts.staff),
    )  # fmt: skip


@router.get("/assign", dependencies=_WRITE)
def assign_page(request: Request, parts: Wired, code: Words = "") -> Response:
    """Show the form of one task."""
    return _assigning(request, parts, code, "", (today(parts) + timedelta(days=30)).isoformat())


@router.post("/assign", dependencies=_WRITE)
def assign(request: Request, parts: Wired, code: Typed = "", owner: Typed = "", due: Typed = "") -> Response:
    """Have somebody look at a record."""
    try:
        planning.assign(parts, code.strip(), owner, due, pages.actor(request))
    except Invalid as error:
        return _assigning(request, parts, code, owner, due, error.faults)
    except Conflict:
        return _assigning(request, parts, code, owner, due, {"code": "keeping.fault_same_moment"}, 409)
    return pages.told(pages.redirect("/keeping/plan"), parts, "keeping.assigned")


@router.get("/spread", dependencies=_WRITE)
def spread_page(request: Request, parts: Wired) -> Response:
    """Show the form of a plan for many records."""
    day = today(parts)
    return _spreading(request, parts, Spreading(first=day.isoformat(), last=(day + timedelta(days=364)).isoformat()))


@router.post("/spread", dependencies=_WRITE)
def spread(
    request: Request, parts: Wired, which: Typed = "", field: Typed = "", owners: Chosen_ = None, first: Typed = "", last: Typed = ""
) -> Response:
    """Spread records over people and working days."""
    asked = Spreading(which, field, tuple(owners or ()), first, last)
    try:
        made = planning.spread(parts, asked, pages.actor(request))
    except Invalid as error:
        return _spreading(request, parts, asked, error.faults)
    except Conflict:
        return _spreading(request, parts, asked, {"which": "keeping.fault_same_moment"}, 409)
    return pages.told(pages.redirect("/keeping/plan"), parts, "keeping.spread_done" if made else "keeping.spread_nothing")


@router.post("/{code}/right", dependencies=_CURATOR)
def right(request: Request, parts: Wired, code: Code) -> Response:
    """Note that a record was compared with its source and is right."""
    outcome = planning.right(parts.editorial, code, pages.actor(request), today(parts))
    place = f"/procedures/{code}" if outcome in ("unfinished", "waiting") else "/keeping/plan?who=me"
    return pages.told(pages.redirect(place), parts, f"keeping.right_{outcome}", wrong=outcome in ("unfinished", "waiting"))


@router.post("/{code}/done", dependencies=_WRITE)
def done(request: Request, parts: Wired, code: Code) -> Response:
    """Note that a record was looked at, and what had to be changed is on its way."""
    return _ended(request, parts, code, drop=False)


@router.post("/{code}/drop", dependencies=_WRITE)
def drop(request: Request, parts: Wired, code: Code) -> Response:
    """Take a task out of the plan."""
    return _ended(request, parts, code, drop=True)


def _ended(request: Request, parts: Parts, code: str, drop: bool) -> Response:
    plan = parts.editorial.plan
    try:
        (plan.drop if drop else plan.done)(code, pages.actor(request))
    except Conflict:
        return pages.told(pages.redirect("/keeping/plan"), parts, "keeping.task_gone", wrong=True)
    return pages.told(pages.redirect("/keeping/plan?who=me"), parts, "keeping.task_dropped" if drop else "keeping.task_done")


def _assigning(
    request: Request, parts: Parts, code: str, owner: str, due: str, faults: dict[str, str] | None = None, status: int = 422
) -> Response:
    row = parts.editorial.listing.row(code.strip()) if code else None
    values = {"code": code, "owner": owner, "due": due, "row": row, "people": planning.people(parts.staff), "faults": faults or {}}
    task = parts.editorial.plan.of_code(code.strip()) if code else None
    return pages.render(request, "keeping/assign.html", status if faults else 200, task=task, **values)


def _spreading(request: Request, parts: Parts, asked: Spreading, faults: dict[str, str] | None = None, status: int = 422) -> Response:
    counts = parts.editorial.listing.counts()
    values = {"asked": asked, "people": planning.people(parts.staff), "fields": counts["field"], "which": planning.WHICH}
    return pages.render(request, "keeping/spread.html", status if faults else 200, faults=faults or {}, **values)
