"""The desk where sampled answers are judged (chấm câu trả lời): the weeks, and what is to be mended."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.judging import one
from console.judging.room import WEEKS, first_of, judging, sunday, weeks_of
from console.parts import Parts, Wired
from core.errors import BadRequest, Conflict, NotFound
from training.judging.schemas import Cause, NotePersonal, NoteTooLong, ToMend

router = APIRouter(prefix="/judging")
_RULE = [Depends(desks.JUDGES)]
VIEWS = ("open", "mended")
_PAGE = 20
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Words = Annotated[str, Query(max_length=40)]
Page = Annotated[int, Query(ge=1, le=10_000)]
Typed = Annotated[str, Form(max_length=20_000)]


@router.get("", dependencies=_RULE)
def board(request: Request, parts: Wired) -> Response:
    """Show the latest weeks, and how much of them waits for the one who asks."""
    room, by = judging(parts), pages.actor(request)
    found, mend = room.board(by, weeks_of(parts)), room.to_mend(by, WEEKS)
    return pages.render(request, "judging/desk.html", board=found, first=first_of(found), mend=mend, sunday=sunday)


@router.get("/mend", dependencies=_RULE)
def to_mend(request: Request, parts: Wired, view: Words = "open", cause: Words = "", page: Page = 1) -> Response:
    """List the wrong answers: those to be mended, or those that were."""
    return _listed(request, judging(parts).to_mend(pages.actor(request), WEEKS), view, cause, page)


@router.post("/{turn}/mend", dependencies=_RULE)
def mend(request: Request, parts: Wired, turn: Number, note: Typed = "") -> Response:
    """Say that a wrong answer was put right."""
    room, by = judging(parts), pages.actor(request)
    try:
        room.mend(turn, by, note)
    except (NoteTooLong, NotePersonal) as error:
        fault = "judging.note_long" if isinstance(error, NoteTooLong) else "judging.note_personal"
        return _listed(request, room.to_mend(by, WEEKS), "open", "", 1, typed=(turn, note), faults={"note": fault})
    except (NotFound, Conflict, BadRequest):
        return _went_on(parts)
    return pages.told(pages.redirect("/judging/mend"), parts, "judging.mended_now")


@router.post("/{turn}/unmend", dependencies=_RULE)
def unmend(parts: Wired, turn: Number) -> Response:
    """Take that back."""
    try:
        judging(parts).unmend(turn)
    except NotFound:
        return _went_on(parts)
    return pages.told(pages.redirect("/judging/mend"), parts, "judging.unmended_now")


def _went_on(parts: Parts) -> Response:
    return pages.told(pages.redirect("/judging/mend"), parts, "judging.mend_stale", wrong=True)


def _listed(
    request: Request,
    found: ToMend,
    view: str,
    cause: str,
    page: int,
    typed: tuple[int, str] = (0, ""),
    faults: dict[str, str] | None = None,
) -> Response:
    view = view if view in VIEWS else "open"
    of_view = found.mended if view == "mended" else found.open
    chosen = [one for one in of_view if not cause or cause in one.causes]
    if typed[0]:  # what was typed stands where it was typed, on whatever page that is
        page = 1 + next((at for at, one in enumerate(chosen) if one.turn == typed[0]), 0) // _PAGE
    pages_ = max(1, -(-len(chosen) // _PAGE))
    page = min(page, pages_)
    return pages.render(
        request, "judging/mend.html", 422 if faults else 200, found=found, rows=chosen[(page - 1) * _PAGE : page * _PAGE], view=view,
        cause=cause, counts=[(one, sum(one in row.causes for row in of_view)) for one in Cause], page=page, pages=pages_, typed=typed,
        faults=faults or {}, sunday=sunday,
    )  # fmt: skip


router.include_router(one.router)
