"""The desk of dialogue models (mô hình hội thoại): training, how each was judged, what is live, and the way back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from console import desks, pages
from console.models import beside, charts
from console.models.service import Desk
from console.models.told import failing, intent, of
from console.parts import Parts, Wired
from core.errors import Conflict, ModelUnavailable
from training.dialogue.registry import Blocked

router = APIRouter(prefix="/models")
router.include_router(beside.router)
_READ, _TRAIN, _PROMOTE = [Depends(desks.MODELS)], [Depends(desks.TRAINS)], [Depends(desks.PROMOTES)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_ONLY: dict[str, dict[str, bool]] = {"": {}, "new": {"new": True}, "costly": {"costly": True}}


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired) -> Response:
    """Show what is live, every model that was made, and the history."""
    desk = Desk(parts)
    values: dict[str, Any] = {
        "lines": desk.lines(),
        "live": desk.registry.live_name(),
        "former": desk.registry.former(),
        "job": desk.latest(),
    }
    return pages.render(request, "models/desk.html", **values, history=desk.registry.history(), **_may(request))


@router.post("/train", dependencies=_TRAIN)
def train(request: Request, parts: Wired, note: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Have a model trained."""
    try:
        Desk(parts).train(pages.actor(request), note)
    except Conflict:
        return _refused(parts, "/models", "models.busy")
    return pages.redirect("/models")


@router.post("/rollback", dependencies=_PROMOTE)
def rollback(request: Request, parts: Wired, leave: Annotated[str, Form(max_length=80)] = "") -> Response:
    """Bring back the model that was live before, in the place of the one the page showed."""
    try:
        Desk(parts).registry.rollback(pages.actor(request), leave)
    except (Conflict, ModelUnavailable):
        return _refused(parts, "/models", "models.stale")
    return pages.told(pages.redirect("/models"), parts, "models.went_back")


@router.get("/{number}", dependencies=_READ)
def one(request: Request, parts: Wired, number: Number, only: str = "") -> Response:
    """Show how one model was judged, and of its failing sentences all, or those that are `only` new or costly. Raises `NotFound`."""
    desk = Desk(parts)
    model, only = desk.registry.get(number), only if only in _ONLY else ""
    told = of(model)
    values: dict[str, Any] = {
        "line": desk.line(model),
        "told": told,
        "only": only,
        "failing": {name: failing(model, **fields) for name, fields in _ONLY.items()} if told else {},
        "histogram": charts.histogram(told.tenths) if told else {},
        "counts": beside.shadows(parts).counts(number),
        "intent": intent,
        "rules": desk.registry.rules,
        "job": desk.latest(number),
    }
    return pages.render(request, "models/one.html", **values, busy=desk.busy(), **_may(request))


@router.post("/{number}/measure", dependencies=_TRAIN)
def measure(request: Request, parts: Wired, number: Number) -> Response:
    """Have a model measured anew beside the live one. Raises `NotFound`."""
    try:
        Desk(parts).measure(pages.actor(request), number)
    except Conflict:
        return _refused(parts, f"/models/{number}", "models.not_measured")
    return pages.redirect(f"/models/{number}")


@router.post("/{number}/promote", dependencies=_PROMOTE)
def promote(request: Request, parts: Wired, number: Number) -> Response:
    """Make a model live. Raises `NotFound`."""
    place = f"/models/{number}"
    try:
        Desk(parts).registry.promote(number, pages.actor(request))
    except Blocked:
        return _refused(parts, place, "models.blocked")
    except (Conflict, ModelUnavailable):
        return _refused(parts, place, "models.stale")
    return pages.told(pages.redirect(place), parts, "models.went_live")


def _refused(parts: Parts, place: str, key: str) -> Response:
    return pages.told(pages.redirect(place), parts, key, wrong=True)


def _may(request: Request) -> dict[str, bool]:
    roles = pages.person(request).roles
    return {"trains": desks.TRAINS.admits(roles), "promotes": desks.PROMOTES.admits(roles)}
