"""Legal documents: the list, one document with the records that stand on it, and a table that is pasted."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.keeping import law_shelf, law_table
from console.keeping.law_form import LawForm
from console.parts import Parts, Wired
from core.errors import Conflict
from knowledge.editorial.keeping_models import LegalDocument
from knowledge.editorial.law_numbers import key
from knowledge.editorial.laws import Law, stamp

router = APIRouter(prefix="/laws")
_READ, _WRITE = [Depends(desks.KNOWLEDGE)], [Depends(desks.KEEPS)]
Words = Annotated[str, Query(max_length=300)]
Page = Annotated[int, Query(ge=1, le=10_000)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Filled = Annotated[LawForm, Depends(LawForm.sent)]
Pasted = Annotated[str, Form()]
_MOST_SHOWN = 200  # records under one document


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired, view: Words = "all", q: Words = "", page: Page = 1) -> Response:
    """List the documents; htmx asks for the table alone."""
    view = view if view in law_shelf.VIEWS else "all"
    shelf = law_shelf.shelf(parts.editorial, view, q, page)
    template = "keeping/laws_table.html" if "hx-request" in request.headers else "keeping/laws.html"
    return pages.render(request, template, shelf=shelf, view=view, views=law_shelf.VIEWS, q=q)


@router.get("/new", dependencies=_WRITE)
def new_page(request: Request, parts: Wired, number: Words = "") -> Response:
    """Show the form of a document, filled with what a record says of it."""
    rows = law_shelf.named(parts.editorial).get(key(number), []) if number else []
    law = law_shelf.of_records(parts.editorial, key(number), rows) if rows else Law(number)
    return _form(request, LawForm.of(law), rows)


@router.post("/new", dependencies=_WRITE)
def add(request: Request, parts: Wired, form: Filled) -> Response:
    """Store a new document."""
    try:
        row = parts.editorial.laws.put(form.checked(parts.editorial.laws), pages.actor(request), "")
    except Invalid as error:
        return _form(request, form, [], error.faults)
    except Conflict:
        return _form(request, form, [], {"number": "keeping.fault_law_there"}, 409)
    return _stored(parts, row)


@router.get("/table", dependencies=_WRITE)
def table_page(request: Request) -> Response:
    """Show the form for a table."""
    return pages.render(request, "keeping/laws_paste.html", text="", wrong=[], stored=0, columns=law_table.COLUMNS)


@router.post("/table", dependencies=_WRITE)
def paste(request: Request, parts: Wired, text: Pasted = "") -> Response:
    """Store the rows that can be; those that cannot stay in the form, each with its reason."""
    laws = parts.editorial.laws
    good, wrong = law_table.read(text, lambda number: _law(row) if (row := laws.find(number)) else None)
    for law in good:
        laws.put(law, pages.actor(request))
    if good and not wrong:
        return pages.told(pages.redirect("/keeping/laws"), parts, "keeping.laws_stored")
    left = "\n".join(line for line, _ in wrong)
    status = 422 if wrong or not good else 200
    values = {"text": left or text, "wrong": wrong, "stored": len(good), "columns": law_table.COLUMNS}
    return pages.render(request, "keeping/laws_paste.html", status, **values, faults={} if wrong else {"text": "keeping.fault_no_rows"})


@router.get("/{law}", dependencies=_READ)
def one(request: Request, parts: Wired, law: Number) -> Response:
    """Show a document, and the records that stand on it."""
    row = parts.editorial.laws.get(law)
    return _one(request, parts, row, LawForm.of(_law(row), stamp(row)))


@router.post("/{law}", dependencies=_WRITE)
def change(request: Request, parts: Wired, law: Number, form: Filled) -> Response:
    """Store what was changed."""
    row = parts.editorial.laws.get(law)
    form = form.of_number(row.number)
    try:
        stored = parts.editorial.laws.put(form.checked(parts.editorial.laws), pages.actor(request), form.seen)
    except Invalid as error:
        return _one(request, parts, row, form, error.faults)
    except Conflict:
        # What was typed stays in the form, what stands now is shown beside it, and the next press means it.
        return _one(request, parts, row, form.looked_again(stamp(row)), stands=_law(row), status=409)
    return _stored(parts, stored)


def _stored(parts: Parts, row: LegalDocument) -> Response:
    ended = row.key in parts.editorial.laws.ended() and law_shelf.named(parts.editorial).get(row.key)
    return pages.told(pages.redirect(f"/keeping/laws/{row.id}"), parts, "keeping.law_ended_now" if ended else "keeping.law_stored")


def _form(request: Request, form: LawForm, rows: list[Any], faults: dict[str, str] | None = None, status: int = 422) -> Response:
    values = {"form": form, "records": len(rows), "faults": faults or {}}
    return pages.render(request, "keeping/law_new.html", status if faults else 200, **values)


def _one(
    request: Request, parts: Parts, row: LegalDocument, form: LawForm, faults: dict[str, str] | None = None, stands: Law | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    rows = law_shelf.named(parts.editorial).get(row.key, [])
    successor = parts.editorial.laws.find(row.replaced_by) if row.replaced_by else None
    return pages.render(
        request, "keeping/law.html", 422 if faults else status, law=row, form=form, rows=rows[:_MOST_SHOWN], records=len(rows),
        ended=row.key in parts.editorial.laws.ended(), successor=successor, stands=stands, faults=faults or {},
    )  # fmt: skip


def _law(row: LegalDocument) -> Law:
    return Law(row.number, row.name, row.issued, row.valid_from, row.valid_to, row.replaced_by, row.source_url)
