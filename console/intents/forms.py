"""The forms by which changes of an intent are proposed. Nothing that was typed is lost by a fault."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from console import desks, pages
from console.intents.broken import Told
from console.intents.service import Desk, clean, faults
from console.parts import Wired
from console.reference.typed import Sent, Typed
from core.errors import NotFound
from training.changes.schemas import Kind, Refusal, hashed, named
from training.corpus.schemas import Example

router = APIRouter(route_class=Told)
_WRITES = [Depends(desks.LABELS)]
_MOST_CHOSEN = 1000
Name = Annotated[str, Path(max_length=40)]
Word = Annotated[str, Query(max_length=200)]
_again: dict[str, Callable[..., Response]] = {}


def serve(page: Callable[..., Response]) -> None:
    """Have what was refused shown on `page`, which shows an intent."""
    _again["page"] = page


@router.get("/new", dependencies=_WRITES)
def new(request: Request, parts: Wired) -> Response:
    """Show the form of a new intent."""
    return _new_page(request, Desk(parts))


def _new_page(request: Request, desk: Desk, status: int = 200, **more: Any) -> Response:
    return pages.render(request, "intents/new.html", status, **{**desk.frame(), "choices": desk.choices(), **more})


@router.post("/new", dependencies=_WRITES)
def create(request: Request, parts: Wired, typed: Sent) -> Response:
    """Propose a new intent."""
    desk = Desk(parts)
    given = {"name": typed.one("name"), "markups": [clean(row) for row in typed.rows("examples")], "like": typed.one("like")}
    try:
        return desk.propose(request, Kind.CREATE, {**given, "about": _about(typed)}, typed.one("reason"))
    except Refusal as error:
        return _new_page(request, desk, error.status, **_typed(typed), **faults(error))


@router.post("/one/{name}/rename", dependencies=_WRITES)
def rename(request: Request, parts: Wired, name: Name, typed: Sent) -> Response:
    """Propose another name. Raises `NotFound`."""
    return _proposed(request, Desk(parts), name, typed, Kind.RENAME, {"old": name, "new": typed.one("new")})


@router.post("/one/{name}/merge", dependencies=_WRITES)
def merge(request: Request, parts: Wired, name: Name, typed: Sent) -> Response:
    """Propose that it becomes part of another intent. Raises `NotFound`."""
    return _proposed(request, Desk(parts), name, typed, Kind.MERGE, {"old": name, "into": typed.one("into")})


@router.post("/one/{name}/describe", dependencies=_WRITES)
def describe(request: Request, parts: Wired, name: Name, typed: Sent) -> Response:
    """Propose another description. Raises `NotFound`."""
    return _proposed(request, Desk(parts), name, typed, Kind.DESCRIBE, {"intent": name, "about": _about(typed)})


@router.post("/one/{name}/examples", dependencies=_WRITES)
def examples(request: Request, parts: Wired, name: Name, typed: Sent) -> Response:
    """Propose what becomes of the chosen examples: moved, made an intent of their own, taken out. Raises `NotFound`."""
    desk = Desk(parts)
    chosen = [_name_of(name, one) for one in typed.all("chosen")[:_MOST_CHOSEN]]
    match typed.one("verb"):
        case "split":
            kind, given = Kind.SPLIT, {"old": name, "new": typed.one("new"), "examples": chosen, "about": _about(typed)}
        case "remove":
            kind, given = Kind.REMOVE, {"intent": name, "examples": chosen}
        case _:
            kind, given = Kind.MOVE, {"old": name, "into": typed.one("into"), "examples": chosen}
    return _proposed(request, desk, name, typed, kind, given)


@router.get("/one/{name}/example", dependencies=_WRITES)
def example(request: Request, parts: Wired, name: Name, file: Word = "", mark: Word = "") -> Response:
    """Show one example with its form. Raises `NotFound`."""
    desk = Desk(parts)
    return _example_page(request, desk, name, _found(desk, name, file, mark))


def _example_page(request: Request, desk: Desk, name: str, found: Example, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"name": name, "example": found, "mark": hashed(found.markup), **more}
    return pages.render(request, "intents/example.html", status, **{**desk.frame(), **values})


@router.post("/one/{name}/example", dependencies=_WRITES)
def edit(request: Request, parts: Wired, name: Name, typed: Sent) -> Response:
    """Propose an example written otherwise, or without it. Raises `NotFound`."""
    desk = Desk(parts)
    found = _found(desk, name, typed.one("file"), typed.one("mark"))
    kind = Kind.REMOVE if typed.one("verb") == "remove" else Kind.EDIT
    given: dict[str, Any] = {"intent": name, "examples": [named(found)]}
    if kind is Kind.EDIT:
        given = {"intent": name, "example": named(found), "markup": clean(typed.one("markup"))}
    try:
        return desk.propose(request, kind, given, typed.one("reason"))
    except Refusal as error:
        return _example_page(request, desk, name, found, error.status, **_typed(typed), **faults(error))


def _found(desk: Desk, name: str, file: str, mark: str) -> Example:
    held = desk.shelf.by_intent.get(desk.known(name), [])
    found = next((one for one in held if one.file == file and hashed(one.markup) == mark), None)
    if found is None:
        raise NotFound("this example does not stand there any more")
    return found


def _proposed(request: Request, desk: Desk, name: str, typed: Typed, kind: Kind, given: dict[str, Any]) -> Response:
    desk.known(name)
    try:
        return desk.propose(request, kind, given, typed.one("reason"))
    except Refusal as error:
        shown = {"q": typed.one("q"), "file": typed.one("in_file"), "target": typed.one("target"), "page": _number(typed.one("page"))}
        return _again["page"](request, desk, name, shown, error.status, **_typed(typed), doing=kind.value, **faults(error))


def _name_of(intent: str, sent: str) -> dict[str, str]:
    file, _, mark = sent.rpartition("|")
    return {"file": file, "intent": intent, "hash": mark}


def _about(typed: Typed) -> dict[str, str]:
    return {field: clean(typed.one(field if field != "name" else "called")) for field in ("name", "means", "choose", "avoid")}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


def _typed(typed: Typed) -> dict[str, Any]:
    fields = ("name", "called", "means", "choose", "avoid", "examples", "like", "reason", "new", "into", "markup")
    return {"typed": {**{field: typed.one(field) for field in fields}, "chosen": set(typed.all("chosen"))}}
