"""What imports propose, for a trainer to read: a page at once, or one by one."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from console import csrf, desks, pages
from console.corpus.proposing import MOST, Outcome, Press, Said, known_intents, put_aside, take
from console.parts import Parts, Wired
from core.errors import BadRequest
from training.labels.proposals import Proposals

router = APIRouter(prefix="/proposals")
_RULE = [Depends(desks.LABELS)]
By = Annotated[str, Query(max_length=40)]
Page = Annotated[int, Query(ge=1, le=10**6)]
Count = Annotated[int, Query(ge=0, le=10**6)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired, by: By = "", page: Page = 1, done: Count = 0) -> Response:
    """Show a page of what waits."""
    return _page(request, parts, by, page, done=done)


@router.post("", dependencies=_RULE)
async def read(request: Request, parts: Wired) -> Response:
    """Take what was chosen, or put it aside."""
    form = await csrf.form(request)
    return await run_in_threadpool(_read, request, parts, form)


def _read(request: Request, parts: Parts, form: FormData) -> Response:
    press, by = str(form.get("press", "")), str(form.get("by", ""))[:40]
    said, labels = _said(form, press), parts.labelling.labels
    try:
        if press == Press.DISCARD:
            outcome = put_aside(labels, said, pages.actor(request))
        else:
            outcome = take(labels, known_intents(parts.settings.home), said, pages.actor(request))
    except BadRequest as error:
        return pages.render(request, "corpus/broken.html", 409, tab="proposals", why=str(error))
    if outcome.faults or not said:
        typed = {one.key: one.intent for one in said}
        return _page(request, parts, by, 1, 409, outcome.done, outcome, typed)
    place = f"/corpus/proposals?done={outcome.done}"
    return pages.redirect(f"{place}&by={quote(by, safe='')}" if by in Proposals(parts.settings.home, parts.database).counts() else place)


def _said(form: FormData, press: str) -> list[Said]:
    """What the form says of the texts that its button is for."""
    keys = [str(key) for key in form.getlist("key")][:MOST]
    chosen = set(keys) if press == Press.ALL else {press} if press in keys else {str(key) for key in form.getlist("chosen")}
    return [
        Said(key, str(form.get(f"intent:{key}", "")).strip()[:40], _number(form.get(f"revision:{key}"))) for key in keys if key in chosen
    ]


def _number(told: object) -> int:
    return int(told) if isinstance(told, str) and told.isascii() and told.isdecimal() and len(told) < 9 else -1


def _page(
    request: Request, parts: Parts, by: str, page: int, status: int = 200, done: int = 0, outcome: Outcome | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    proposals = Proposals(parts.settings.home, parts.database)
    counts = proposals.counts()
    by = by if by in counts else ""
    waiting = counts[by] if by else sum(counts.values())
    last = max(1, -(-waiting // MOST))
    rows = proposals.page(by or None, (min(page, last) - 1) * MOST, MOST)
    values = {
        "rows": rows, "counts": counts, "by": by, "page": min(page, last), "pages": last, "done": done,
        "outcome": outcome, "typed": typed or {}, "intents": _intents(parts),
    }  # fmt: skip
    return pages.render(request, "corpus/proposals.html", status, tab="proposals", **values)


def _intents(parts: Parts) -> Sequence[str]:
    try:
        return known_intents(parts.settings.home)
    except BadRequest:  # the list of names to choose from is a help; what waits can be looked at without
        return ()
