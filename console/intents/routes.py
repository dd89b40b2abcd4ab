"""The desk of intents (ý định), entities, synonyms and lookups: what stands, and changes that two people make."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from console import desks, pages
from console.intents import changes, entities, forms
from console.intents.broken import Told
from console.intents.listing import lookalikes, rows
from console.intents.service import Desk
from console.parts import Wired
from core.text import fold
from training.changes.schemas import hashed
from training.changes.service import open_of
from training.corpus.corpus import target_of

router = APIRouter(prefix="/intents", route_class=Told)
_READS = [Depends(desks.LABELS)]
_ORDERS = ("", "few", "f1", "warned")
_PAGE = 50  # examples on a page
Words = Annotated[str, Query(max_length=200)]
Name = Annotated[str, Path(max_length=40)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@router.get("", dependencies=_READS)
def listed(request: Request, parts: Wired, q: Words = "", order: Words = "") -> Response:
    """List the intents; htmx asks for the table alone."""
    desk = Desk(parts)
    found = rows(desk.shelf, desk.figures, desk.waiting(), q)
    chosen = order if order in _ORDERS else ""
    if chosen:
        found.sort(key=_ORDERED[chosen])
    template = "intents/table.html" if "hx-request" in request.headers else "intents/list.html"
    return pages.render(request, template, rows=found, q=q, order=chosen, orders=_ORDERS, model=desk.figures.model, **desk.frame())


_ORDERED: dict[str, Any] = {
    "few": lambda one: one.train,
    "f1": lambda one: (one.f1 is None, one.f1 or 0.0),
    "warned": lambda one: -len(one.warnings),
}


@router.get("/one/{name}", dependencies=_READS)
def one(
    request: Request, parts: Wired, name: Name, q: Words = "", file: Words = "", target: Words = "", page: PageNumber = 1
) -> Response:  # fmt: skip
    """Show one intent. Raises `NotFound`."""
    return one_page(request, Desk(parts), name, {"q": q, "file": file, "target": target, "page": page})


def one_page(request: Request, desk: Desk, name: str, asked: dict[str, Any] | None = None, status: int = 200, **more: Any) -> Response:
    """Show one intent; `more` holds what was typed and what is wrong with it."""
    wanted = {"q": "", "file": "", "target": "", "page": 1, **(asked or {})}
    everything = desk.shelf.by_intent.get(desk.known(name), [])
    sought = fold(wanted["q"]).split()
    found = [
        example
        for example in everything
        if wanted["file"] in ("", example.file)
        and wanted["target"] in ("", target_of(example.file).value)
        and all(word in fold(example.text) for word in sought)
    ]
    first = (wanted["page"] - 1) * _PAGE
    values: dict[str, Any] = {
        "row": desk.row(name),
        "alike": lookalikes(desk.shelf, desk.figures, name),
        "total": len(found),
        "examples": [(one, hashed(one.markup)) for one in found[first : first + _PAGE]],
        "pages": -(-len(found) // _PAGE),
        "files": sorted({one.file for one in everything}),
        "asked": wanted,
        "choices": desk.choices(name),
        "open": open_of(desk.waiting(), name),
    }
    return pages.render(request, "intents/one.html", status, **{**desk.frame(), **values, **more})


forms.serve(one_page)
router.include_router(forms.router)
router.include_router(changes.router)
router.include_router(entities.router)
