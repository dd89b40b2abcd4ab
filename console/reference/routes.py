"""The desk of words (từ ngữ): synonyms, abbreviations, golden questions, life events, wards, citizens' texts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console import desks, pages
from console.parts import Wired
from console.reference import changes, lookups
from console.reference.entry import entry_page, kept, new_page
from console.reference.listing import listed, overview
from console.reference.sheets import SHEETS, Sheet
from console.reference.typed import Sent

router = APIRouter(prefix="/reference")
_READS = [Depends(desks.KNOWLEDGE)]
Words = Annotated[str, Query(max_length=400)]
Key = Annotated[str, Query(max_length=200)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("", dependencies=_READS)
def first(request: Request, parts: Wired) -> Response:
    """Show what there is to keep, and what waits."""
    return pages.render(request, "reference/overview.html", tiles=overview(parts))


def _serve(sheet: Sheet) -> None:
    """Serve the pages of one kind of entry."""
    place = f"/{sheet.path}"
    writes = [Depends(sheet.rule)]

    @router.get(place, dependencies=_READS, name=f"{sheet.kind}_list")
    def listing(
        request: Request, parts: Wired, q: Words = "", shelf: Words = "", state: Words = "", page: PageNumber = 1
    ) -> Response:  # fmt: skip
        """List the entries; htmx asks for the table alone."""
        found = listed(parts, sheet, q, shelf if shelf in sheet.shelves else "", state if state in ("changed", "waiting") else "", page)
        template = "reference/table.html" if "hx-request" in request.headers else "reference/list.html"
        return pages.render(request, template, sheet=sheet, found=found, q=q, shelf=shelf, state=state, writes=_writes(request, sheet))

    @router.get(f"{place}/entry", dependencies=_READS, name=f"{sheet.kind}_entry")
    def one(request: Request, parts: Wired, key: Key = "") -> Response:
        """Show one entry, with its form for who may write."""
        return entry_page(request, parts, sheet, parts.editorial.entries.known(sheet.kind, key))

    @router.post(f"{place}/entry", dependencies=writes, name=f"{sheet.kind}_save")
    def save(request: Request, parts: Wired, typed: Sent, key: Key = "") -> Response:
        """Write a change of an entry, have it taken out, or find what its form needs."""
        return kept(request, parts, sheet, key, typed)

    if sheet.fresh:

        @router.get(f"{place}/new", dependencies=writes, name=f"{sheet.kind}_new")
        def new(request: Request, parts: Wired, question: Words = "", written: Words = "") -> Response:
            """Show the form of a new entry, begun with a question or a word."""
            return new_page(request, parts, sheet, {"question": question, "written": written})

        @router.post(f"{place}/new", dependencies=writes, name=f"{sheet.kind}_add")
        def add(request: Request, parts: Wired, typed: Sent) -> Response:
            """Write a new entry."""
            return kept(request, parts, sheet, None, typed)


def _writes(request: Request, sheet: Sheet) -> bool:
    return sheet.rule.admits(pages.person(request).roles)


for _sheet in SHEETS.values():
    _serve(_sheet)
router.include_router(changes.router)
router.include_router(lookups.router)
