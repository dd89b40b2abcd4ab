"""The notice of the day."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.switches import forms
from console.switches.board import scope_name
from console.switches.settings import Settings
from conversations.notices import CHANNELS, NAME, Notice
from core.clock import VIETNAM
from core.errors import Conflict

router = APIRouter(prefix="/notice")
_READ, _WRITE = [Depends(desks.OPERATION)], [Depends(desks.SWITCHES)]
Words = Annotated[str, Form(max_length=20_000)]
Moment = Annotated[str, Form(max_length=40)]
Revision = Annotated[int, Form(ge=0, le=2**31 - 1)]
_FIELDS = ("text", "english", "kind", "starts", "ends", "channels")


@router.get("", dependencies=_READ)
def shown(request: Request, parts: Wired) -> Response:
    """Show the notice as it stands, to be changed."""
    standing = Settings(parts).get(NAME)
    return _page(request, parts, _typed(standing.value, parts), standing.revision)


@router.post("", dependencies=_WRITE)
def put(
    request: Request,
    parts: Wired,
    text: Words = "",
    english: Words = "",
    kind: Annotated[str, Form(max_length=10)] = "info",
    starts: Moment = "",
    ends: Moment = "",
    channels: Annotated[list[str] | None, Form(max_length=10)] = None,
    revision: Revision = 0,
    step: Annotated[str, Form(max_length=10)] = "publish",
) -> Response:
    """Show what was typed as citizens would see it, or have it told."""
    typed = dict(zip(_FIELDS, (text, english, kind, starts, ends, channels or []), strict=True))
    desk = Settings(parts)
    try:
        value = forms.notice(typed, parts.clock())
        if step == "preview":
            return _page(request, parts, typed, revision, previewed=True)
        desk.put(NAME, _numbered(value, desk.get(NAME).value, revision), revision, pages.actor(request), "notice.set", detail=_told(value))
    except Invalid as error:
        return _page(request, parts, typed, revision, error.faults)
    except Conflict:
        return _page(request, parts, typed, desk.get(NAME).revision, {"conflict": "switches.conflict"}, 409)
    return pages.told(pages.redirect("/switches/notice"), parts, "switches.notice_set")


@router.post("/end", dependencies=_WRITE)
def end(request: Request, parts: Wired, revision: Revision = 0) -> Response:
    """Take the notice down."""
    try:
        Settings(parts).put(NAME, None, revision, pages.actor(request), "notice.end", detail={})
    except Conflict:
        return pages.told(pages.redirect("/switches/notice"), parts, "switches.conflict", wrong=True)
    return pages.told(pages.redirect("/switches/notice"), parts, "switches.notice_ended")


def _told(value: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit tells of a notice."""
    moments = {name: pages.moment(datetime.fromisoformat(value[name])) for name in ("starts", "ends")}
    return {name: told for name, told in {**value, **moments}.items() if told}


def _numbered(value: dict[str, Any], before: Any, revision: int) -> dict[str, Any]:
    """Give a notice its number: that of the one before where it says the same, so that nobody is told the same twice a day."""
    same = before and all(before.get(name, "") == value[name] for name in ("text", "english"))
    return {**value, "number": before["number"] if same else revision + 1}


def _typed(value: Any, parts: Parts) -> dict[str, Any]:
    """Return what the form shows: the standing notice, or an empty one for today."""
    if value:
        moments = {name: f"{datetime.fromisoformat(value[name]).astimezone(VIETNAM):%Y-%m-%dT%H:%M}" for name in ("starts", "ends")}
        return {**value, **moments}
    now = parts.clock().astimezone(VIETNAM)
    evening = now.replace(hour=17, minute=0) if now.hour < 17 else now + timedelta(hours=4)
    moments = {"starts": f"{now:%Y-%m-%dT%H:%M}", "ends": f"{evening:%Y-%m-%dT%H:%M}"}
    return {"text": "", "english": "", "kind": "info", "channels": list(CHANNELS), **moments}


def _page(
    request: Request,
    parts: Parts,
    typed: dict[str, Any],
    revision: int,
    faults: dict[str, str] | None = None,
    status: int = 422,
    previewed: bool = False,
) -> Response:
    desk = Settings(parts)
    values = {
        "typed": typed, "revision": revision, "previewed": previewed, "all_channels": CHANNELS, "history": desk.history(NAME),
        "standing": Notice.of(desk.get(NAME).value), "now": parts.clock(), "faults": faults or {}, "most": forms.NOTICE,
        "scope_name": scope_name, "may": desks.SWITCHES.admits(pages.person(request).roles),
    }  # fmt: skip
    return pages.render(request, "switches/notice.html", status if faults else 200, **values)
