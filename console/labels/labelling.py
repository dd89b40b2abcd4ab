"""Labelling one text after another: an utterance of the inbox, a text that somebody spoke of already, and taking back the last."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.labels import sheets, walking
from console.labels.saving import Filled, Stays, save
from console.labels.sheets import Subject
from console.labels.walking import Walk
from console.models.told import intent as title_of
from console.parts import Parts, Wired
from core.errors import NotFound
from training.inbox.schemas import Item
from training.inbox.service import OPEN
from training.texts import key_of

router = APIRouter(prefix="/labels")
_RULE = [Depends(desks.LABELS)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Key = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Form_ = Annotated[Filled, Form()]
Words = Annotated[str, Query(max_length=64)]
Count = Annotated[int, Query(ge=0, le=100_000)]
Through = Literal["items", "texts"]
_DONE = {"give": "labels.saved", "discard": "labels.discarded", "flag": "labels.flagged"}


@router.get("/next", dependencies=_RULE)
def next_one(request: Request, parts: Wired, only: Words = "") -> Response:
    """Go to the most useful text of the inbox that nobody else has before them."""
    return _begin(request, parts, Walk("items", only))


@router.get("/second/next", dependencies=_RULE)
def next_second(request: Request, parts: Wired, only: Words = "") -> Response:
    """Go to the first text that waits for another reader."""
    return _begin(request, parts, Walk("texts", only))


def _begin(request: Request, parts: Parts, walk: Walk) -> Response:
    subject = walking.after(parts.labelling, walk, pages.actor(request))
    if subject is None:
        return pages.told(pages.redirect(walk.home), parts, "labels.none_left")
    return pages.redirect(subject.place + walk.query)


@router.get("/items/{number}", dependencies=_RULE)
def item(request: Request, parts: Wired, number: Number, through: Through = "items", only: Words = "", last: Words = "") -> Response:
    """Show an utterance; one that somebody labelled meanwhile is shown as such."""
    walk, by, room = Walk(through, only, last), pages.actor(request), parts.labelling
    found = _item(parts, number)
    if found is None:
        return walking.goes_on(request, parts, walk, None, "labels.gone")
    room.held.take(by, number)
    return walking.shown(
        request, parts, walk, sheets.of_item(found, by) if found.state == OPEN else sheets.find(room, key_of(found.text), by)
    )


@router.post("/items/{number}", dependencies=_RULE)
def fill_item(request: Request, parts: Wired, number: Number, filled: Form_) -> Response:
    """Label an utterance, discard it, ask for help or leave it for later; then the next one comes."""
    walk, by, room = Walk(filled.through or "items", filled.only, filled.last, filled.skipped), pages.actor(request), parts.labelling
    found = _item(parts, number)
    if found is None:
        return walking.goes_on(request, parts, walk, walking.after(room, walk, by), "labels.gone")
    return _fill(request, parts, walk, sheets.of_item(found, by), filled, number)


@router.get("/texts/{key}", dependencies=_RULE)
def text(
    request: Request, parts: Wired, key: Key, through: Through = "texts", only: Words = "", last: Words = "", skipped: Count = 0
) -> Response:
    """Show a text that somebody spoke of."""
    walk = Walk(through, only, last, skipped)
    subject = sheets.find(parts.labelling, key, pages.actor(request))
    if subject is None:
        return walking.goes_on(request, parts, walk, None, "labels.gone")
    return walking.shown(request, parts, walk, subject)


@router.post("/texts/{key}", dependencies=_RULE)
def fill_text(request: Request, parts: Wired, key: Key, filled: Form_) -> Response:
    """Say what one reads in a text that somebody spoke of; then the next one of the queue comes."""
    walk, by = Walk(filled.through or "texts", filled.only, filled.last, filled.skipped), pages.actor(request)
    subject = sheets.find(parts.labelling, key, by)
    if subject is None:
        return walking.goes_on(request, parts, walk, walking.after(parts.labelling, walk, by), "labels.gone")
    return _fill(request, parts, walk, subject, filled)


def _fill(request: Request, parts: Parts, walk: Walk, subject: Subject, filled: Filled, number: int | None = None) -> Response:
    room, by = parts.labelling, pages.actor(request)
    if filled.act == "skip":
        walk = Walk(walk.through, walk.only, walk.last, walk.skipped + 1)
        return walking.goes_on(request, parts, walk, walking.after(room, walk, by, number), "labels.skipped")
    done = save(room, subject, filled)
    if isinstance(done, Stays):
        return walking.stays(request, parts, walk, done)
    walk = Walk(walk.through, walk.only, subject.key, walk.skipped)
    intent = title_of(filled.intent) if filled.act == "give" else ""
    return walking.goes_on(request, parts, walk, walking.after(room, walk, by, number), _DONE[filled.act], intent)


@router.post("/undo", dependencies=_RULE)
def undo(
    request: Request,
    parts: Wired,
    last: Annotated[str, Form(max_length=64)] = "",
    only: Annotated[str, Form(max_length=20)] = "",
    through: Annotated[Through, Form()] = "items",
) -> Response:
    """Take back what one said of a text, and show it again."""
    walk, by, room = Walk(through, only), pages.actor(request), parts.labelling
    try:
        text = room.labels.undo(by, last or None)
    except NotFound:
        return walking.goes_on(request, parts, walk, walking.after(room, walk, by), "labels.nothing_to_undo")
    subject = sheets.find(room, key_of(text), by) or walking.after(room, walk, by)
    return walking.goes_on(request, parts, walk, subject, "labels.undone")


def _item(parts: Parts, number: int) -> Item | None:
    """An utterance; `None` for one that was erased, which is nobody's fault."""
    try:
        return parts.labelling.inbox.get(number)
    except NotFound:
        return None
