"""The desk of procedures (thủ tục): the list, and one record as it stands."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Wired
from console.procedures import record
from console.procedures.asked import ORDERS, Filters
from console.procedures.sheet import SECTIONS

router = APIRouter(prefix="/procedures")
_READ, _WRITE = [Depends(desks.KNOWLEDGE)], [Depends(desks.WRITING)]
Code = Annotated[str, Path(max_length=40)]
Typed = Annotated[str, Form(max_length=2_000)]


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired, asked: Filters) -> Response:
    """Search the procedures; htmx asks for the table and the counts alone."""
    template = "procedures/table.html" if "hx-request" in request.headers else "procedures/list.html"
    page = parts.editorial.listing.page(asked.query)
    return pages.render(request, template, asked=asked, page=page, orders=ORDERS)


@router.get("/new", dependencies=_WRITE)
def new_page(request: Request) -> Response:
    """Show the form for a record of a new code."""
    return pages.render(request, "procedures/new.html", code="", name="")


@router.post("/new", dependencies=_WRITE)
def new(request: Request, parts: Wired, code: Typed = "", name: Typed = "") -> Response:
    """Open a draft for a new code; where there is a record already, lead to it."""
    try:
        begun = record.begin(parts.editorial, code, name, pages.actor(request))
    except Invalid as error:
        return pages.render(request, "procedures/new.html", 422, code=code, name=name, faults=error.faults)
    if begun is None:
        return pages.told(pages.redirect(f"/procedures/{code.strip()}"), parts, "procedures.is_there")
    return pages.redirect(f"/procedures/{begun.code}/edit")


@router.get("/{code}", dependencies=_READ)
def one(request: Request, parts: Wired, code: Code) -> Response:
    """Show a record as it stands."""
    return pages.render(request, "procedures/one.html", record=record.standing(parts.editorial, code), sections=SECTIONS)
