"""Days off, and weekend days that are worked."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.switches import calendar, forms
from console.switches.settings import Settings
from core import working_days
from core.clock import VIETNAM
from core.errors import BadRequest, Conflict
from core.overlays import differences

router = APIRouter(prefix="/days")
NAME = "days"
_READ, _WRITE = [Depends(desks.OPERATION)], [Depends(desks.UNITS)]
Words = Annotated[str, Form(max_length=20_000)]
Day = Annotated[str, Form(max_length=20)]
Revision = Annotated[int, Form(ge=0, le=2**31 - 1)]
Make = Callable[[Any], dict[str, Any]]


@router.get("", dependencies=_READ)
def listed(
    request: Request, parts: Wired, year: Annotated[int, Query(ge=1, le=9_998)] = 0, day: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """Show the days of a year; `day` stands in the form already."""
    return _page(request, parts, year, {"first": day})


@router.post("", dependencies=_WRITE)
def put(
    request: Request,
    parts: Wired,
    first: Day = "",
    last: Day = "",
    kind: Annotated[str, Form(max_length=10)] = "off",
    name: Words = "",
    name_en: Words = "",
    revision: Revision = 0,
) -> Response:
    """Have days be off, or worked."""
    typed = {"first": first, "last": last, "kind": kind, "name": name, "name_en": name_en}
    try:
        added = forms.days(typed, calendar.years(_today(parts)))
    except Invalid as error:
        return _page(request, parts, _year(first), typed, error.faults)
    return _changed(request, parts, revision, lambda value: calendar.with_days(value, added), typed)


@router.post("/remove", dependencies=_WRITE)
def remove(request: Request, parts: Wired, day: Day = "", revision: Revision = 0) -> Response:
    """Have a day be again as the law and the table say."""
    return _changed(request, parts, revision, lambda value: calendar.without(value, day), {"first": day})


@router.post("/decided", dependencies=_WRITE)
def decide(
    request: Request,
    parts: Wired,
    year: Annotated[int, Form(ge=1, le=9_998)] = 1,
    yes: Annotated[str, Form(max_length=1)] = "",
    revision: Revision = 0,
) -> Response:
    """Note that the calendar of a year is announced, or is not after all."""
    if year not in calendar.years(_today(parts)):
        raise BadRequest(f"the year {year} is not edited")
    return _changed(request, parts, revision, lambda value: calendar.decided(value, year, yes == "1"), {"first": f"{year}-01-01"})


def _changed(request: Request, parts: Parts, revision: int, make: Make, typed: dict[str, Any]) -> Response:
    desk, by = Settings(parts), pages.actor(request)
    standing = desk.get(NAME)
    value = make(standing.value)
    try:
        desk.put(NAME, value, revision, by, "days.change", detail=_told(standing.value, value))
    except Conflict:
        return _page(request, parts, _year(typed["first"]), typed, {"conflict": "switches.conflict"}, 409)
    working_days.lay_days(value)  # this program knows at once; the others follow within seconds
    return pages.told(pages.redirect(f"/switches/days?year={_year(typed['first'])}"), parts, "switches.saved")


def _told(before: Any, after: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit tells: the days that changed, and the years that are decided where those did."""
    told = {side: days for side, days in differences((before or {}).get("days", {}), after["days"]).items() if days}
    decided = (before or {}).get("decided", [])
    return {**told, **({} if decided == after["decided"] else {"decided": after["decided"]})}


def _page(
    request: Request, parts: Parts, year: int, typed: dict[str, Any], faults: dict[str, str] | None = None, status: int = 422
) -> Response:
    desk, years = Settings(parts), calendar.years(_today(parts))
    standing, year = desk.get(NAME), year if year in years else years[0]
    blank = {"first": "", "last": "", "kind": "off", "name": "", "name_en": ""}
    changed = (standing.value or {}).get("days", {})
    today, due = _today(parts), working_days.add_working_days(_today(parts), 5)
    values = {
        "year": year, "years": years, "days": calendar.listed(year, changed), "revision": standing.revision, "typed": {**blank, **typed},
        "decided": calendar.is_decided(standing.value, year), "decided_here": year in (standing.value or {}).get("decided", []),
        "today": today, "due": due, "history": desk.history(NAME), "may": desks.UNITS.admits(pages.person(request).roles),
        "faults": faults or {},
    }  # fmt: skip
    return pages.render(request, "switches/days.html", status if faults else 200, **values)


def _today(parts: Parts) -> Any:
    return parts.clock().astimezone(VIETNAM).date()


def _year(day: str) -> int:
    return int(day[:4]) if day[:4].isdecimal() and day[:4].isascii() else 0
