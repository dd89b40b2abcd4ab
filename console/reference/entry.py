"""The page of one entry, and what its form does: save, take out, find, expert's view. Nothing that was typed is lost by a fault."""

from typing import Any, get_args
from urllib.parse import quote

from fastapi import Request, Response

from console import pages
from console.parts import Parts
from console.reference.events import QUESTIONS
from console.reference.listing import codes_of, names
from console.reference.lookups import found_procedures, tried
from console.reference.sheets import FORMERS, Sheet
from console.reference.shown import differences, sample, shown, told
from console.reference.typed import Typed
from core.errors import Conflict, NotFound
from core.words import Language, shipped
from knowledge.reference.event_checks import read, written
from knowledge.reference.kinds import LIFE, TEXT
from knowledge.reference.schemas import Problem, Refused, Row, Value
from knowledge.reference.text_checks import is_title, longest

NOTE = 500  # characters
_EMPTY: dict[str, Value] = {
    "word": {"kind": "short", "written": "", "means": ""},
    "golden": {"question": "", "expected_codes": [], "rank": 1, "behavior": "apologize"},
    "ward": {"code": "", "kind": "Phường", "name": "", "parts": []},
    "life": {"id": "", "title": {"vi": "", "en": ""}, "audience": "people", "triggers": [], "questions": [], "steps": []},
}


def address(sheet: Sheet, key: str) -> str:
    """Return the address of an entry."""
    return f"/reference/{sheet.path}/entry?key={quote(key, safe='')}"


def entry_page(request: Request, parts: Parts, sheet: Sheet, row: Row, status: int = 200, **more: Any) -> Response:
    """Show an entry; `more` holds what was typed and what is wrong with it."""
    person = pages.person(request)
    page = shown(parts, sheet, row, person.roles, person.account)
    return _page(request, parts, sheet, row, status, **{"page": page, "new": False, "value": row.any_value, **more})


def new_page(request: Request, parts: Parts, sheet: Sheet, begun: dict[str, str], status: int = 200, **more: Any) -> Response:
    """Show the form of a new entry."""
    value = {**_EMPTY[sheet.kind], **{name: text for name, text in begun.items() if text and name in _EMPTY[sheet.kind]}}
    row = Row(sheet.kind, "", None, None, None)
    return _page(request, parts, sheet, row, status, **{"page": None, "new": True, "value": value, **more})


def _page(request: Request, parts: Parts, sheet: Sheet, row: Row, status: int, **more: Any) -> Response:
    value = more["value"]
    frame: dict[str, Any] = {
        "sheet": sheet,
        "row": row,
        "stamp": row.stamp,
        "note": row.open.note if row.open else "",
        "problems": {},
        "clash": None,
        "refusal": "",
        "why": "",
        "yaml": written(value) if sheet.kind == LIFE and value.get("steps") else "",
        "names": names(parts, codes_of(value)),
        "most": {"questions": QUESTIONS, "formers": FORMERS},
        "samples": {one: sample(value[one], one) for one in get_args(Language)} if sheet.kind == TEXT else {},
        "limits": {one: longest(row.key, one) for one in get_args(Language)} if sheet.kind == TEXT and row.key in shipped() else {},
        "is_title": sheet.kind == TEXT and row.key in shipped() and is_title(row.key),
        "candidates": [],
        "find": "",
        "tried": None,
        "address": lambda one: address(sheet, one),
    }
    return pages.render(request, "reference/entry.html", status, **{**frame, **more})


def kept(request: Request, parts: Parts, sheet: Sheet, key: str | None, typed: Typed) -> Response:
    """Do what the form of an entry asks for; without a key it is a new one. Raises `NotFound` for a key of nothing."""
    row = None if key is None else parts.editorial.entries.known(sheet.kind, key)
    before = row.any_value if row else {}
    if typed.one("verb") == "remove" and row:
        return _saved(request, parts, sheet, key, None, typed, {})
    try:
        value = {**read(typed.one("yaml"))} if typed.one("verb") == "yaml" else sheet.read(typed, before)
    except Refused as error:
        return _again(request, parts, sheet, row, before or _EMPTY[sheet.kind], typed, 422, yaml=typed.one("yaml"), **_faults(error))
    if typed.one("verb") == "find":
        picked = found_procedures(parts, typed.one("find"))
        return _again(request, parts, sheet, row, value, typed, 200, candidates=picked, find=typed.one("find"))
    if typed.one("verb") == "try":
        asked = tried(parts, str(value.get("question", ""))[:500], value.get("expected_codes", ()), value.get("rank") or 1)
        return _again(request, parts, sheet, row, value, typed, 200, tried=asked)
    return _saved(request, parts, sheet, key, value, typed, before if typed.one("verb") == "yaml" else value)


def _saved(
    request: Request, parts: Parts, sheet: Sheet, key: str | None, value: Value | None, typed: Typed, shown_value: Value
) -> Response:
    entries = parts.editorial.entries
    row = entries.known(sheet.kind, key) if key else None
    yaml = {"yaml": typed.one("yaml")} if typed.one("verb") == "yaml" else {}
    try:
        if len(note := typed.one("note")) > NOTE:
            raise Refused([Problem("note", "long", {"most": NOTE})])
        made = key or _new_key(parts, sheet, value or {})
        by = pages.actor(request)
        entries.save(sheet.kind, made, by, value, typed.one("stamp") or "0.0.0", note)
    except Refused as error:
        return _again(request, parts, sheet, row, shown_value or (row.any_value if row else {}), typed, 422, **yaml, **_faults(error))
    except Conflict:
        return _clash(request, parts, sheet, key, shown_value, typed, yaml)
    return pages.told(pages.redirect(address(sheet, made)), parts, "reference.saved" if value else "reference.saved_removal")


def _new_key(parts: Parts, sheet: Sheet, value: Value) -> str:
    """Return the key of a new entry. Raises `Refused` where it is there already, or can be none."""
    assert sheet.key  # noqa: S101 (a sheet without one has no form of a new entry)
    named = {"word": "written", "golden": "question", "ward": "code", "life": "id"}[sheet.kind]
    if not str(value.get(named) or "").strip():
        raise Refused([Problem(named, "empty")])
    made = sheet.key(value)
    try:
        row = parts.editorial.entries.row(sheet.kind, made)
    except NotFound as error:
        raise Refused([Problem(named, "long", {"most": 80})]) from error
    if row.shown is not None:
        raise Refused([Problem(named, "twice", {"other": value[named]})])
    return made


def _clash(
    request: Request, parts: Parts, sheet: Sheet, key: str | None, value: Value, typed: Typed, yaml: dict[str, str]
) -> Response:  # fmt: skip
    """Somebody wrote first: show theirs beside what was typed, and let the person choose."""
    row = parts.editorial.entries.row(sheet.kind, key) if key else None
    theirs = row.shown if row else None
    clash = {"who": row.open.editors[-1] if row and row.open else None, "differences": differences(sheet, theirs, value or None)}
    return _again(request, parts, sheet, row, value or (row.any_value if row else {}), typed, 409, clash=clash, fresh=True, **yaml)


def _again(request: Request, parts: Parts, sheet: Sheet, row: Row | None, value: Value, typed: Typed, status: int, **more: Any) -> Response:
    """Show the form once more with what was typed."""
    fresh = more.pop("fresh", False)
    more = {"note": typed.one("note"), "value": value, **more}
    if row is None:
        return new_page(request, parts, sheet, {}, status, **more)
    return entry_page(request, parts, sheet, row, status, **more, **({} if fresh else {"stamp": typed.one("stamp")}))


def _faults(error: Refused) -> dict[str, Any]:
    faults: dict[str, str] = {}
    for problem in error.problems:
        faults[problem.place] = " ".join(filter(None, (faults.get(problem.place), told(problem))))
    return {"problems": faults, "faults": faults}
