"""Groups of like texts: one intent for all that are ticked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.labels.suggesting import choices, suggestions
from console.parts import Parts, Wired
from training.corpus.schemas import Target
from training.labels.schemas import Given

router = APIRouter(prefix="/labels/groups")
_RULE = [Depends(desks.LABELS)]
_PAGE = 20
_MOST = 500  # texts of a group
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Page = Annotated[int, Query(ge=1, le=10_000)]
Chosen = Annotated[str, Form(max_length=80)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired, page: Page = 1) -> Response:
    """List the groups, the most useful first."""
    found = parts.labelling.inbox.clusters((page - 1) * _PAGE, _PAGE + 1)
    return pages.render(request, "labels/groups.html", groups=found[:_PAGE], page=page, more=len(found) > _PAGE)


@router.get("/{number}", dependencies=_RULE)
def one(request: Request, parts: Wired, number: Number) -> Response:
    """Show the texts of a group; one that has none left is over."""
    return _one(request, parts, number)


@router.post("/{number}", dependencies=_RULE)
def give(
    request: Request,
    parts: Wired,
    number: Number,
    intent: Chosen = "",
    target: Annotated[Target, Form()] = Target.TRAIN,
    item: Annotated[list[int], Form(max_length=_MOST)] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """Give the ticked texts of a group one intent."""
    room = parts.labelling
    chosen = [one.text for one in room.inbox.cluster(number) if one.id in set(item)]
    faults = {} if intent in room.known.examples() else {"intent": "labels.fault_intent"}
    if faults or not chosen:
        return _one(request, parts, number, intent, target, item, faults or {"item": "labels.fault_ticked"}, status=422)
    done = room.labels.give_many(chosen, intent, target, pages.actor(request))
    if not done.refused and len(chosen) == len(set(item)):
        return pages.told(pages.redirect("/labels/groups"), parts, "labels.group_saved")
    return _one(request, parts, number, intent, target, done=done, left=len(set(item)) - len(chosen))


def _one(
    request: Request,
    parts: Parts,
    number: int,
    intent: str = "",
    target: Target = Target.TRAIN,
    ticked: list[int] | None = None,
    faults: dict[str, str] | None = None,
    done: Given | None = None,
    left: int = 0,
    status: int = 200,
) -> Response:
    room = parts.labelling
    items = room.inbox.cluster(number)
    if not items and done is None:
        return pages.told(pages.redirect("/labels/groups"), parts, "labels.group_over")
    heard = max((one.heard for one in items), key=lambda ranking: ranking[0][1] if ranking else 0.0, default=())
    found = suggestions(heard, [near for one in items[:_PAGE] for near in one.neighbours], room)
    values: dict[str, Any] = {
        "items": items,
        "suggestions": found,
        "choices": choices(room),
        "done": done,
        "left": left,
        "faults": faults or {},
    }
    values |= {"intent": intent or (found[0].intent if found else ""), "target": target, "number": number}
    return pages.render(request, "labels/group.html", status, **values, ticked=set(ticked) if ticked is not None else None)
