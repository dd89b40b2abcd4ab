"""One answer that is judged: what was said, what is published, the verdict, and the next one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.judging.published import published
from console.judging.room import after, brought, judging, label_place, sunday, week_of, weeks_of
from console.parts import Parts, Wired
from core import weeks
from core.errors import Conflict, NotFound
from training.judging.schemas import NEEDS_CAUSE, Cause, CauseMissing, Grade, NotePersonal, NoteTooLong, Said
from training.judging.service import Judging

router = APIRouter()
_RULE = [Depends(desks.JUDGES)]
_AHEAD = "x-ahead"  # sent by the page's script, which has the next answer already: it needs no page in return
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
After = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
Words = Annotated[str, Query(max_length=40)]
Word = Annotated[str, Form(max_length=40)]
Typed = Annotated[str, Form(max_length=20_000)]


@router.get("/next", dependencies=_RULE)
def next_one(request: Request, parts: Wired, week: Words = "", after_: Annotated[After, Query(alias="after")] = None) -> Response:
    """Show the answer that comes next in a week, after the one that is before the judge."""
    room = judging(parts)
    chosen = week_of(room, week, weeks_of(parts))
    queue = room.queue(pages.actor(request), chosen)
    while (turn := after(queue, after_)) is not None:
        try:
            return _shown(request, parts, room, turn, chosen, left=sum(one != after_ for one in queue))
        except NotFound:
            queue.remove(turn)  # erased at this moment
    return pages.render(request, "judging/done.html", week=chosen, skipped=queue, sunday=sunday)


@router.post("/undo", dependencies=_RULE)
def undo(request: Request, parts: Wired) -> Response:
    """Take back what one said last, and show that answer again."""
    try:
        turn = judging(parts).undo(pages.actor(request))
    except NotFound:
        return pages.told(pages.redirect("/judging"), parts, "judging.nothing_to_undo", wrong=True)
    return pages.told(pages.redirect(f"/judging/{turn}"), parts, "judging.undone")


@router.get("/{turn}", dependencies=_RULE)
def one(request: Request, parts: Wired, turn: Number) -> Response:
    """Show one answer. Raises `NotFound`."""
    return _shown(request, parts, judging(parts), turn)


@router.post("/{turn}", dependencies=_RULE)
def judge(request: Request, parts: Wired, turn: Number, grade: Word = "", kept: Word = "", cause: Word = "", note: Typed = "") -> Response:
    """Say how good an answer is, and go on to the next one. `kept` is the grade that was chosen before its cause was asked for."""
    room, chosen = judging(parts), grade or kept
    if chosen not in set(Grade):
        return _shown(request, parts, room, turn, note=note, fault="judging.grade_missing", status=422)
    said = Said(Grade(chosen), Cause(cause) if cause in set(Cause) else None, note)
    try:
        room.judge(turn, pages.actor(request), said)
        if _AHEAD in request.headers:
            return Response(status_code=204)
        week = weeks.week_of(room.task(turn, pages.actor(request)).answer.at)
    except (CauseMissing, NoteTooLong, NotePersonal) as error:
        return _shown(request, parts, room, turn, said=said, fault=_FAULTS[type(error)], status=422)
    except Conflict:
        return _shown(request, parts, room, turn, said=said, fault="judging.said_already", status=409)
    except NotFound:  # the script takes a redirect for the end of the session
        gone = Response(status_code=404) if _AHEAD in request.headers else pages.redirect("/judging")
        return pages.told(gone, parts, "judging.gone", wrong=True)
    return pages.told(pages.redirect(f"/judging/next?week={week}&after={turn}"), parts, "judging.saved")


@router.post("/{turn}/label", dependencies=[Depends(desks.LABELS)])
def bring(request: Request, parts: Wired, turn: Number) -> Response:
    """Bring the question of a wrong answer into the inbox, and go on to its label. Raises `NotFound`."""
    if judging(parts).task(turn, pages.actor(request)).grade not in NEEDS_CAUSE:
        return pages.told(pages.redirect(f"/judging/{turn}"), parts, "judging.not_brought", wrong=True)
    try:
        return pages.told(pages.redirect(brought(parts, turn)), parts, "judging.brought")
    except Conflict:
        return pages.told(pages.redirect(f"/judging/{turn}"), parts, "judging.not_brought", wrong=True)


_FAULTS = {CauseMissing: "judging.cause_missing", NoteTooLong: "judging.note_long", NotePersonal: "judging.note_personal"}


def _shown(
    request: Request,
    parts: Parts,
    room: Judging,
    turn: int,
    week: date | None = None,
    left: int | None = None,
    said: Said | None = None,
    note: str = "",
    fault: str = "",
    status: int = 200,
) -> Response:
    task = room.task(turn, pages.actor(request))
    answer, former = task.answer, task.former
    if said is None:
        said = Said(former.grade, former.cause, former.note) if former else None
    return pages.render(
        request, "judging/one.html", status, task=task, answer=answer, week=week or weeks.week_of(answer.at), left=left,
        published=published(parts.settings, answer.procedure, answer.release) if answer.procedure else None,
        label=label_place(parts, answer.question) if desks.LABELS.admits(pages.person(request).roles) else None,
        typed=said, note=said.note if said else note, fault=fault, causes=list(Cause), grades=list(Grade), needs_cause=NEEDS_CAUSE,
        called=_called, sunday=sunday,
    )  # fmt: skip


def _called(prefix: str, name: str | None) -> str:
    """Return what something is called in words, or its own name: a newer program may know more of them."""
    return pages.words().get(f"{prefix}{name}", name or "")
