"""The desk where a question is tried (thử hỏi): as a citizen sees it, and why."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.trial.schemas import Wish
from console.trial.service import MOST_EARLIER
from core.errors import Forbidden, NotFound, Unavailable
from knowledge.editorial.models import Version
from knowledge.facets import title

router = APIRouter(prefix="/trial")
_RULE = [Depends(desks.TRIAL)]
_LARGEST_ID = 2**31 - 1
Draft = Annotated[int | None, Query(ge=1, le=_LARGEST_ID)]
Words = Annotated[str, Form()]


@router.get("", dependencies=_RULE)
def asked(request: Request, parts: Wired, version: Draft = None) -> Response:
    """Show the form; with `version` for the draft of that number."""
    return _page(request, parts, Wish(version=version))


@router.post("", dependencies=_RULE)
def ask(request: Request, parts: Wired, question: Words = "", earlier: Words = "", release: Words = "", version: Words = "") -> Response:
    """Ask, and show what is answered. What was typed stands in this answer alone: in no address, no table and no log."""
    wish = Wish(question, earlier, release, int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None)
    try:
        turn, before = wish.checked(parts.settings.max_message_chars)
        draft = _draft(request, parts, wish.version)
        other = parts.trials.built(parts.trials.job_of(draft.id)) if draft else parts.trials.release(release) if release else None
        if draft and other is None:
            raise Invalid({"question": "trial.fault_not_built"})
        tried = parts.trials.ask(turn, before, other)
    except Invalid as error:
        return _page(request, parts, wish, 422, faults=error.faults)
    except Unavailable:
        return _page(request, parts, wish, 503, faults={"question": "trial.fault_unavailable"})
    except NotFound:
        return _page(request, parts, wish, 422, faults={"release": "trial.fault_release"})
    return _page(request, parts, wish, tried=tried)


@router.post("/draft", dependencies=[Depends(desks.KNOWLEDGE)])
def build(request: Request, parts: Wired, version: Annotated[int, Form(ge=1, le=_LARGEST_ID)]) -> Response:
    """Have a release built in which a draft stands."""
    number = parts.editorial.history.version(version).id
    parts.trials.ask_for(number, pages.actor(request))
    return pages.redirect(f"/trial?version={number}")


def _draft(request: Request, parts: Parts, version: int | None) -> Version | None:
    """Return the draft that is tried. Raises `NotFound`, or `Forbidden` for who may not read drafts."""
    if version is None:
        return None
    if not desks.KNOWLEDGE.admits(pages.person(request).roles):
        raise Forbidden("none of the roles that read drafts")
    return parts.editorial.history.version(version)


def _page(request: Request, parts: Parts, wish: Wish, status: int = 200, **values: Any) -> Response:
    draft = _draft(request, parts, wish.version)
    job = parts.trials.job_of(draft.id) if draft else None
    template = "trial/tried.html" if "hx-request" in request.headers else "trial/page.html"
    about = {
        "most": MOST_EARLIER,
        "called": _called,
        "wish": wish,
        "draft": draft,
        "job": job,
        "built": parts.trials.built(job),
        "releases": parts.trials.releases(),
    }
    return pages.render(request, template, status, **{"tried": None, "title": title, **about, **values})


def _called(prefix: str, name: str) -> str:
    """Return what an intent or entity is called, or its own name: a newer model may know more of them than we do."""
    return pages.words().get(f"{prefix}{name}", name)
