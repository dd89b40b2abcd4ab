"""The scoreboard (bảng điểm): the figures of each week, each with the rows it counts."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from console import desks, pages
from console.parts import Wired
from console.scoreboard import charts
from console.scoreboard.cells import address, channel_name, status_name, topic_name
from console.scoreboard.service import Desk, week_text
from conversations.figures.schemas import ALL
from core.weeks import WEEK

router = APIRouter(prefix="/scoreboard")
_FIGURES, _ROWS = [Depends(desks.FIGURES)], [Depends(desks.ROWS)]
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Week = Annotated[str, Query(max_length=20)]
Channel = Annotated[str, Query(max_length=32)]
Topic = Annotated[str, Query(max_length=200)]
Name = Annotated[str, Query(max_length=24)]


class Form(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


def _desk(request: Request, parts: Wired, week: Week = "", channel: Channel = ALL, topic: Topic = ALL) -> Desk:
    may = desks.ROWS.admits(pages.person(request).roles)
    return Desk(parts, may, week, channel or ALL, topic or ALL)


Shown = Annotated[Desk, Depends(_desk)]


@router.get("", dependencies=_FIGURES)
def week(request: Request, desk: Shown) -> Response:
    """Show one week beside the one before, and by channel and topic."""
    now = desk.now
    drawn = {
        "by_channel": charts.outcomes_by_channel(now, desk.topic, desk.links),
        "by_topic": charts.outcomes_by_topic(now, desk.channel, desk.links),
    }
    return _page(request, desk, "week", ("week", "channels", "topics"), now=now, charts=drawn)


@router.get("/weeks", dependencies=_FIGURES)
def weeks(request: Request, desk: Shown) -> Response:
    """Show the latest weeks side by side."""
    drawn = {
        "outcomes": charts.outcomes_by_week(desk.weeks, desk.cell, desk.links),
        "latency": charts.latency(desk.weeks, desk.cell, desk.links),
        "people": charts.people(desk.weeks, desk.links),
    }
    return _page(request, desk, "weeks", ("weeks", "people"), now=desk.weeks[-1], charts=drawn)


@router.get("/demand", dependencies=_FIGURES)
def demand(request: Request, desk: Shown) -> Response:
    """Show what people ask for, what rises, and what next week may bring."""
    latest = desk.latest
    spans = {"told": week_text(latest.week), "forecast": week_text(latest.week + WEEK)}
    names = ("demand", "rising", "procedures")
    return _page(request, desk, "demand", names, demand=desk.demand, whole=latest.whole, **spans)


@router.get("/export", dependencies=_FIGURES)
def export(desk: Shown, table: Name, form: Form = Form.CSV) -> Response:
    """Give a table as a file. Raises `NotFound`."""
    made = desk.table(table)
    name = f"bang-diem-{made.name}-{desk.week_in(made).isoformat()}.{form}"
    return Response(desk.file(made, form), headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=_TYPES[form])


@router.get("/rows", dependencies=_ROWS)
def rows(request: Request, desk: Shown, figure: Name = "turns", page: Annotated[int, Query(ge=1, le=2**31 - 1)] = 1) -> Response:
    """Show the rows that a figure counts. Raises `NotFound`."""
    found, count = desk.rows(figure, page)
    here = address("/scoreboard/rows", week=desk.week.isoformat(), figure=figure, channel=desk.channel, topic=desk.topic)
    roles = pages.person(request).roles
    may = {"reads": desks.KNOWLEDGE.admits(roles), "labels": desks.LABELS.admits(roles), "judges": desks.JUDGES.admits(roles)}
    told: dict[str, Any] = {"figure": figure, "found": found, "count": count, "here_address": here, **may}
    told["waiting"] = desk.waiting(figure, pages.actor(request))
    return pages.render(
        request, "scoreboard/rows.html", **_frame(desk, narrowed=False), **told, names=desk.name_of, status_name=status_name
    )


def _page(request: Request, desk: Desk, tab: str, names: tuple[str, ...], **values: Any) -> Response:
    tables = {name: desk.table(name) for name in names}
    return pages.render(request, f"scoreboard/{tab}.html", **_frame(desk), **values, tab=tab, tables=tables)


def _frame(desk: Desk, narrowed: bool = True) -> dict[str, Any]:
    """What every page shows; where one can narrow what is shown, also by what."""
    asked = {"week": desk.week.isoformat(), "channel": desk.channel, "topic": desk.topic}
    known = desk.known
    at = known.index(desk.week)

    def place(path: str, **more: str) -> str:
        return address(path, **{**asked, **more})

    narrowing = (
        {
            "channels": _named(desk.now.channels(), desk.channel, channel_name),
            "topics": _named(desk.now.topics(), desk.topic, topic_name),
        }
        if narrowed
        else {}
    )
    return {
        **narrowing,
        "desk": desk,
        "asked": asked,
        "place": place,
        "title": week_text(desk.week),
        "weeks": [(one.isoformat(), week_text(one)) for one in known],
        "former": known[at + 1].isoformat() if at + 1 < len(known) else "",
        "next": known[at - 1].isoformat() if at else "",
        "channel_name": channel_name,
        "topic_name": topic_name,
    }


def _named(found: list[str], chosen: str, name: Any) -> list[tuple[str, str]]:
    every = [ALL, *found, *([chosen] if chosen not in (ALL, *found) else [])]
    return [(one, name(one)) for one in every]
