"""Settings of wards, communes and departments."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.switches import forms
from console.switches.hours_routes import Typed
from console.switches.settings import Settings
from console.switches.units import Units
from core.clock import VIETNAM
from core.errors import Conflict
from core.opening import hours_in_words
from core.working_days import OfficeHours

router = APIRouter(prefix="/units")
_READ, _WRITE = [Depends(desks.OPERATION)], [Depends(desks.UNITS)]
Words = Annotated[str, Form(max_length=20_000)]
Tick = Annotated[str, Form(max_length=1)]


@router.get("", dependencies=_READ)
def listed(
    request: Request, parts: Wired, q: Annotated[str, Query(max_length=200)] = "", own: Annotated[str, Query(max_length=1)] = ""
) -> Response:
    """List the units; htmx asks for the table alone."""
    template = "switches/units_table.html" if "hx-request" in request.headers else "switches/units.html"
    return pages.render(request, template, units=Units(parts).found(q, own == "1"), q=q, own=own == "1", office_hours=_office_hours)


@router.get("/{code}", dependencies=_READ)
def one(request: Request, parts: Wired, code: str) -> Response:
    """Show one unit's settings, to be changed."""
    own = dict(Units(parts).get(code).own)
    hours = forms.shown_hours(own.get("hours"))
    typed = {**{name: own.get(name) or "" for name in ("greeting", "greeting_en", "note")}, **hours}
    typed |= {"own_hours": "1" if own.get("hours") else "", "off": "1" if own.get("off") else ""}
    return _page(request, parts, code, typed, int(own.get("revision", 0)))


@router.post("/{code}", dependencies=_WRITE)
def save(
    request: Request,
    parts: Wired,
    code: str,
    hours: Annotated[Typed, Depends()],
    greeting: Words = "",
    greeting_en: Words = "",
    note: Words = "",
    own_hours: Tick = "",
    off: Tick = "",
    revision: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Keep a unit's settings."""
    typed = {"greeting": greeting, "greeting_en": greeting_en, "note": note, "own_hours": own_hours, "off": off, **hours.values}
    units, today = Units(parts), parts.clock().astimezone(VIETNAM).date()
    try:
        units.save(code, typed, revision, pages.actor(request), today)
    except Invalid as error:
        return _page(request, parts, code, typed, revision, error.faults)
    except Conflict:
        return _page(request, parts, code, typed, units.get(code).revision, {"conflict": "switches.conflict"}, 409)
    return pages.told(pages.redirect(f"/switches/units/{code}"), parts, "switches.saved")


def _office_hours(value: Any) -> str:
    return hours_in_words(OfficeHours.of(value))


def _page(
    request: Request,
    parts: Parts,
    code: str,
    typed: dict[str, Any],
    revision: int,
    faults: dict[str, str] | None = None,
    status: int = 422,
) -> Response:
    unit = Units(parts).get(code)
    history = Settings(parts).history(f"unit:{code}")
    may = desks.UNITS.admits(pages.person(request).roles)
    values = {"unit": unit, "typed": typed, "revision": revision, "history": history, "may": may, "faults": faults or {}}
    return pages.render(request, "switches/unit.html", status if faults else 200, address=parts.settings.public_url, **values)
