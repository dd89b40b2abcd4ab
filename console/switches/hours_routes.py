"""Office hours of units that have none of their own."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.switches import forms
from console.switches.settings import Settings
from core.errors import Conflict
from core.opening import hours_in_words
from core.working_days import HOURS, OfficeHours

router = APIRouter(prefix="/hours")
NAME = "hours"
Clock = Annotated[str, Form(max_length=10)]
Days = Annotated[list[str] | None, Form(max_length=7)]
FIELDS = ("morning_from", "morning_to", "afternoon_from", "afternoon_to", "saturday_from", "saturday_to")


class Typed:
    """The fields of office hours as a form sends them: a dependency, so that two pages read them alike."""

    def __init__(
        self,
        days: Days = None,
        morning_from: Clock = "",
        morning_to: Clock = "",
        afternoon_from: Clock = "",
        afternoon_to: Clock = "",
        saturday_from: Clock = "",
        saturday_to: Clock = "",
    ) -> None:
        """Keep them as they came."""
        given = (morning_from, morning_to, afternoon_from, afternoon_to, saturday_from, saturday_to)
        self.values: dict[str, Any] = {"days": days or [], **dict(zip(FIELDS, given, strict=True))}


@router.get("", dependencies=[Depends(desks.OPERATION)])
def shown(request: Request, parts: Wired) -> Response:
    """Show the hours, to be changed."""
    standing = Settings(parts).get(NAME)
    return _page(request, parts, forms.shown_hours(standing.value), standing.revision)


@router.post("", dependencies=[Depends(desks.UNITS)])
def put(
    request: Request,
    parts: Wired,
    typed: Annotated[Typed, Depends()],
    revision: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Have these hours hold."""
    desk, by = Settings(parts), pages.actor(request)
    try:
        value = forms.hours(typed.values)
        told = {"before": _in_words(desk.get(NAME).value), "after": _in_words(value)}
        desk.put(NAME, value, revision, by, "hours.change", detail=told)
    except Invalid as error:
        return _page(request, parts, typed.values, revision, error.faults)
    except Conflict:
        return _page(request, parts, typed.values, desk.get(NAME).revision, {"conflict": "switches.conflict"}, 409)
    return pages.told(pages.redirect("/switches/hours"), parts, "switches.saved")


def _in_words(value: Any) -> str:
    return hours_in_words(OfficeHours.of(value) if value else HOURS)


def _page(
    request: Request, parts: Parts, typed: dict[str, Any], revision: int, faults: dict[str, str] | None = None, status: int = 422
) -> Response:
    desk = Settings(parts)
    value = desk.get(NAME).value
    holds = _in_words(value)
    may = desks.UNITS.admits(pages.person(request).roles)
    values = {"typed": typed, "revision": revision, "holds": holds, "history": desk.history(NAME), "may": may, "faults": faults or {}}
    return pages.render(request, "switches/hours.html", status if faults else 200, **values)
