"""What a model confuses, sentence by sentence, and what it would have answered otherwise to what people really asked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.models import charts
from console.models.service import Desk
from console.models.told import failing, intent, writing
from console.parts import Parts, Wired
from core.errors import NotFound
from training.dialogue.report import PLAIN
from training.dialogue.shadows import VERDICTS, Shadows

router = APIRouter()
_READ, _JUDGE = [Depends(desks.MODELS)], [Depends(desks.TRAINS)]
_LARGEST = 2**31 - 1
_MOST = 20  # differences of one page
Number = Annotated[int, Path(ge=1, le=_LARGEST)]
Writing = Annotated[str, Query(alias="writing")]
Page = Annotated[int, Query(ge=1, le=1_000)]
_ONLY = ("", "open", *VERDICTS)


@router.get("/{number}/matrix", dependencies=_READ)
def matrix(request: Request, parts: Wired, number: Number, written: Writing = PLAIN, labelled: str = "", read: str = "") -> Response:
    """Show which intents a model confuses, and the sentences of one pair. Raises `NotFound` also for one that was not measured."""
    model = Desk(parts).registry.get(number)
    known = model.report.get("writings", {})
    if written not in known:
        raise NotFound(f"model {number} was not measured so")
    pair = {"writing": written, "labelled": labelled, "read": read}
    values: dict[str, Any] = {
        "model": model,
        "matrix": charts.matrix(model, written),
        "known": list(known),
        "pair": pair,
        "sentences": failing(model, **pair) if labelled and read else [],
        "intent": intent,
        "writing": writing,
    }
    return pages.render(request, "models/matrix.html", **values)


@router.get("/{number}/shadow", dependencies=_READ)
def shadow(request: Request, parts: Wired, number: Number, only: str = "", page: Page = 1) -> Response:
    """Show real questions that a model has answered otherwise, side by side. Raises `NotFound`."""
    model, only = Desk(parts).registry.get(number), only if only in _ONLY else ""
    rows = shadows(parts).of(number, only, (page - 1) * _MOST, _MOST + 1)
    values: dict[str, Any] = {"model": model, "rows": rows[:_MOST], "further": len(rows) > _MOST, "page": page, "only": only}
    return pages.render(request, "models/shadow.html", **values, **_about(request, parts, number))


@router.post("/{number}/shadow/{difference}", dependencies=_JUDGE)
def judge(
    request: Request,
    parts: Wired,
    number: Number,
    difference: Number,
    verdict: Annotated[str, Form(max_length=4)] = "",
    only: Annotated[str, Form(max_length=4)] = "",
    page: Annotated[int, Form(ge=1, le=1_000)] = 1,
) -> Response:
    """Say which answer is better. One that left meanwhile with its conversation is said. Raises `BadRequest` for no verdict."""
    place = f"/models/{number}/shadow?only={only if only in _ONLY else ''}&page={page}"
    try:
        row = shadows(parts).judge(number, difference, verdict, pages.actor(request))
    except NotFound:
        return pages.told(pages.redirect(place), parts, "models.shadow_gone", wrong=True)
    if "hx-request" not in request.headers:
        return pages.redirect(place)
    return pages.render(request, "models/judged.html", row=row, only=only, page=page, **_about(request, parts, number))


def shadows(parts: Parts) -> Shadows:
    """Return the differences that are kept."""
    return Shadows(parts.database, parts.clock)


def _about(request: Request, parts: Parts, number: int) -> dict[str, Any]:
    judges = desks.TRAINS.admits(pages.person(request).roles)
    return {"counts": shadows(parts).counts(number), "number": number, "judges": judges, "intent": intent, "answered": _answered}


def _answered(name: str) -> str:
    return pages.words().get(f"releases.status_{name}", name)
