"""Writing a record: the page with its form, autosave, the items of its lists, and the choice where two people wrote."""

from dataclasses import replace
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from starlette.responses import JSONResponse

from console import csrf, desks, pages
from console.parts import Parts, Wired
from console.procedures import aside, items, saving
from console.procedures.saving import Outcome, Pairs, Typed
from console.procedures.sheet import CHOICES, SECTIONS, Sheet, sheet
from console.versions.told import own_note
from core.clock import VIETNAM
from core.errors import BadRequest, Conflict, NotFound
from knowledge.editorial.models import Version
from knowledge.editorial.queue import Asked
from knowledge.editorial.states import WRITABLE
from knowledge.editorial.wording import pieces

router = APIRouter(prefix="/procedures")
_RULE = [Depends(desks.WRITING)]
_LARGEST = 1_000_000  # bytes of a whole page; that of the longest record has 270,000
Code = Annotated[str, Path(max_length=40)]
Number = Annotated[int, Form(ge=0, le=2**31 - 1)]


async def posted(request: Request) -> Pairs:
    """Return the texts of the form that was sent."""
    return [(key, text) for key, text in (await csrf.form(request)).multi_items() if isinstance(text, str)]


Posted = Annotated[Pairs, Depends(posted)]


@router.post("/{code}/open", dependencies=_RULE)
def open_draft(request: Request, parts: Wired, code: Code) -> Response:
    """Open a draft on what stands, or the one that is open."""
    try:
        parts.editorial.drafts.open(code, pages.actor(request))
    except Conflict:
        return pages.told(pages.redirect(f"/procedures/{code}"), parts, "procedures.in_review", wrong=True)
    return pages.redirect(f"/procedures/{code}/edit")


@router.get("/{code}/edit", dependencies=_RULE)
def edit_page(request: Request, parts: Wired, code: Code) -> Response:
    """Show the form of the draft; without one, the record."""
    if (version := _writable(parts, code)) is None:
        return pages.told(pages.redirect(f"/procedures/{code}"), parts, "procedures.no_draft", wrong=True)
    return _page(request, sheet(parts.editorial, version))


@router.post("/{code}/edit", dependencies=_RULE, max_body_size=_LARGEST)
def edit(request: Request, parts: Wired, code: Code, pairs: Posted) -> Response:
    """Keep the whole page, as a browser without scripts sends it; then do to a list what its button says."""
    typed = Typed.of(pairs)
    if typed.deed == "again":
        return _again(request, parts, code, typed)
    whole = typed.trees
    typed = replace(typed, trees=saving.changed(parts.editorial, code, typed))
    try:
        outcome = saving.save(parts.editorial, code, pages.actor(request), typed)
    except Conflict:
        version = saving.of_code(parts.editorial, code, typed.number)
        return _page(request, sheet(parts.editorial, version, typed=whole), 409, gone="procedures.gone")
    return _after(request, parts, outcome, typed)


@router.post("/{code}/save", dependencies=_RULE, max_body_size=_LARGEST)
def save(request: Request, parts: Wired, code: Code, pairs: Posted) -> Response:
    """Keep the fields that a script sends while somebody types."""
    typed = Typed.of(pairs)
    try:
        outcome = saving.save(parts.editorial, code, pages.actor(request), typed)
    except Conflict:
        return JSONResponse({"said": pages.text("procedures.gone"), "over": True}, 409)
    return JSONResponse(_told(request, parts, outcome, typed))


@router.post("/{code}/items", dependencies=_RULE, max_body_size=_LARGEST)
def change_items(request: Request, parts: Wired, code: Code, pairs: Posted) -> Response:
    """Show one field anew, with an item of a list added, removed or moved; nothing is kept yet."""
    typed = Typed.of(pairs)
    if len(typed.trees) != 1:
        raise BadRequest("one field at a time")
    focus = items.apply(typed.trees, typed.deed)
    version = saving.of_code(parts.editorial, code, typed.number)
    shown = sheet(parts.editorial, version, typed=typed.trees, focus=focus)
    return _field(request, shown, next(iter(typed.trees)), typed.sources)


@router.get("/{code}/merge", dependencies=_RULE)
def merge_page(request: Request, parts: Wired, code: Code) -> Response:
    """Show what was kept aside beside what stands."""
    if (version := _open(parts, code)) is None:
        return pages.told(pages.redirect(f"/procedures/{code}"), parts, "procedures.no_draft", wrong=True)
    choices = aside.choices(parts.editorial, version)
    return pages.render(request, "procedures/merge.html", version=version, choices=choices, me=pages.actor(request), pieces=pieces)


@router.post("/{code}/merge", dependencies=_RULE)
def merge(
    request: Request, parts: Wired, code: Code, number: Number = 0, revision: Number = 0, save: Number = 0,
    field: Annotated[str, Form(max_length=40)] = "", take: Annotated[str, Form(max_length=8)] = "",
) -> Response:  # fmt: skip
    """Take what was kept aside of a field, or let it go."""
    version = saving.of_code(parts.editorial, code, number)
    said = aside.choose(parts.editorial, version, pages.actor(request), aside.Choice(revision, save, field, mine=take == "mine"))
    left = bool(parts.editorial.drafts.asides(number))
    place = "merge" if left else "edit"
    return pages.told(pages.redirect(f"/procedures/{code}/{place}"), parts, said, wrong=said == "procedures.choose_again")


def _open(parts: Parts, code: str) -> Version | None:
    """Return the version of `code` that is written or reviewed. Raises `NotFound` for a code of which there is nothing."""
    lines = parts.editorial.queue.page(Asked(code=code, order="number")).lines
    found = next((one for one in lines if one.state in (*WRITABLE, "in_review")), None)
    if not lines and parts.editorial.history.stands(code) is None:
        raise NotFound(f"no procedure {code}")
    return parts.editorial.history.version(found.id) if found else None


def _writable(parts: Parts, code: str) -> Version | None:
    version = _open(parts, code)
    return version if version is not None and version.state in WRITABLE else None


def _page(request: Request, shown: Sheet, status: int = 200, gone: str = "") -> Response:
    more = {"gone": gone, "note": own_note(shown.version.note), "mark": token_urlsafe(9)}
    return pages.render(request, "procedures/edit.html", status, sheet=shown, sections=SECTIONS, choices=CHOICES, **more)


def _field(request: Request, shown: Sheet, name: str, sources: dict[str, str] | None = None) -> Response:
    typed = {**shown.sources, **(sources or {})}
    return pages.render(request, "procedures/field.html", sheet=shown, name=name, choices=CHOICES, sources=typed)


def _again(request: Request, parts: Parts, code: str, typed: Typed) -> Response:
    """Begin a new draft with what could not be kept in the old version."""
    try:
        saving.again(parts.editorial, code, pages.actor(request), typed)
    except Conflict:
        version = saving.of_code(parts.editorial, code, typed.number)
        return _page(request, sheet(parts.editorial, version, typed=typed.trees), 409, gone="procedures.gone_in_review")
    return pages.told(pages.redirect(f"/procedures/{code}/edit"), parts, "procedures.saved_again")


def _after(request: Request, parts: Parts, outcome: Outcome, typed: Typed) -> Response:
    """Answer a browser without scripts: the page anew with what it could not keep, or the way back to it."""
    code, place = outcome.version.code, "edit"
    if outcome.late:
        return pages.told(pages.redirect(f"/procedures/{code}"), parts, "procedures.late", wrong=True)
    deed = typed.deed if typed.deed.split(":")[0] in items.DEEDS else ""
    if not (deed or outcome.unkept or outcome.saved.conflicts):
        return pages.told(pages.redirect(f"/procedures/{code}/{place}"), parts, "procedures.saved")
    top = deed.partition(":")[2].split(".")[0]
    typed_on = {name: tree for name, tree in typed.trees.items() if name in outcome.unkept}
    shown = sheet(parts.editorial, outcome.version, outcome.read, typed_on, outcome.notes)
    if deed and top not in outcome.notes:
        trees = {top: typed.trees.get(top, shown.trees.get(top))}
        focus = items.apply(trees, deed)
        shown = sheet(parts.editorial, outcome.version, None, {**typed_on, **trees}, outcome.notes, focus)
    return _page(request, shown, 422 if outcome.unkept else 200)


def _told(request: Request, parts: Parts, outcome: Outcome, typed: Typed) -> dict[str, Any]:
    """Return what the script is told: what was kept, what to show anew, and what to say where."""
    shown = sheet(parts.editorial, outcome.version, outcome.read, notes=outcome.notes)
    anew = () if outcome.late else outcome.notes
    at = parts.clock().astimezone(VIETNAM)
    key = "late" if outcome.late else "torn" if outcome.saved.conflicts else "partly" if outcome.unkept else "saved_at"
    return {
        "revision": outcome.version.revision,
        "said": pages.text(f"procedures.{key}", **({"at": f"{at:%H:%M}"} if key == "saved_at" else {})),
        "good": key == "saved_at",
        "over": outcome.late,
        "late": outcome.late,
        "kept": [name for name in typed.trees if name not in outcome.unkept],
        "again": sorted(outcome.read.shifted - outcome.unkept),
        "fields": {name: _text(_field(request, shown, name)) for name in anew},
        "beside": {place: [[one.level, one.text] for one in said] for place, said in shown.said.items()},
        "summary": _text(pages.render(request, "procedures/summary.html", sheet=shown)),
    }


def _text(response: Response) -> str:
    return bytes(response.body).decode()
