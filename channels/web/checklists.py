"""The list of a life event to print or send, as a page without JavaScript, and the events as open data."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from channels.parts import Parts, Wired
from channels.problem import responses
from channels.web.life_schemas import LifeEventBrief, LifeEventOut
from core.errors import NotFound, Unavailable
from core.procedure import Procedure
from core.words import Language, say
from knowledge import tidy
from knowledge.life_event import Event
from knowledge.life_events import LifeEvents, live_events
from knowledge.plans import Item, Plan, plan
from knowledge.plans.papers import papers_of
from knowledge.plans.sums import brief, length, span, total_fee, total_time
from knowledge.sections import section

FOLDER = Path(__file__).parent / "templates"
_HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}

router = APIRouter(tags=["life events"])


@router.get("/api/v1/life-events")
async def every(wired: Wired) -> list[LifeEventBrief]:
    """Return all life events."""
    return [
        LifeEventBrief(id=event.id, title=event.title, audience=event.audience, steps=len(event.steps))
        for event in (await _events(wired)).all.values()
    ]


@router.get("/api/v1/life-events/{event_id}", responses=responses(404))
async def one(wired: Wired, event_id: str) -> LifeEventOut:
    """Return one life event with its questions and steps."""
    event = (await _events(wired)).all.get(event_id)
    if event is None:
        raise NotFound("no such life event")
    return LifeEventOut.model_validate(event.model_dump())


@router.get("/checklists", include_in_schema=False)
async def index(wired: Wired, lang: str = "vi") -> Response:
    """Return the lists there are."""
    return _others(await _events(wired), "index", "en" if lang == "en" else "vi", 200)


@router.get("/checklists/{event_id}", include_in_schema=False)
async def checklist(wired: Wired, request: Request, event_id: str, lang: str = "vi") -> Response:
    """Return the list of one event for the answers in the query; what is unknown there is passed over."""
    language: Language = "en" if lang == "en" else "vi"
    events = await _events(wired)
    event = events.all.get(event_id)
    if event is None:
        return _others(events, "missing", language, 404)
    told = {question.id: request.query_params.get(question.id, "") for question in event.questions}
    try:
        made = await run_sync(partial(plan, event, told, _remembered(wired.knowledge.procedure), language), limiter=wired.threads)
    except Unavailable:
        return _others(events, "down", language, 503)
    return _page("checklist.html", language, 200, **_filled(made))


def _remembered(records: Callable[[str], Procedure | None]) -> Callable[[str], Procedure | None]:
    """Ask for each record once a page."""
    return cache(records)


async def _events(wired: Parts) -> LifeEvents:
    return await run_sync(live_events(wired.settings.seed, wired.settings.releases))


def _filled(made: Plan) -> dict[str, Any]:
    """Return what the template shows of a plan."""
    papers, language = papers_of(made), made.language
    time, fee = total_time(made), total_fee(made)
    chosen = [option.label.of(language) for q in made.event.questions if (option := q.option(made.told.get(q.id)))]
    return {
        "plan": made,
        "event": made.event,
        "chosen": chosen,
        "shared": papers.shared,
        "single": {item.number: [paper for paper in papers.single if paper.steps[0] == item.number] for item in made.items},
        "more": papers.more,
        "time": time and (f" {say('life.and', language)} ".join(length(count, unit, language) for count, unit in time.parts), time),
        "fee": fee and (span(fee.least, fee.most, language), fee),
        "facts": partial(_facts, language),
        "named": lambda record: tidy.sentence_case(record.name),
        "where": _where,
        "updated": max((r.updated for i in made.items for r in i.records if r.updated), default=None),
        "other": _query(made.event, made.told, "vi" if language == "en" else "en"),
    }


def _facts(language: Language, record: Procedure, facet: Literal["time", "fee"]) -> list[str]:
    """Return the figure of `facet`, or what the record says of it in its own words."""
    short = brief(record, facet, language)
    if short is None:
        return [say(f"life.no_{facet}", language)]
    return [short] if short != say("life.by_case", language) else section(record, facet, brief=True, language=language).items


def _where(item: Item) -> str | None:
    """Return where the file goes, else who decides; no district any more: there is none in the city."""
    record = item.record
    if record is None or record.place:
        return record.place if record else None
    parts = [part.strip() for part in (record.agency or "").split(",") if part.strip()]
    kept = [part for part in parts if not any(word in part.lower() for word in ("huyện", "quận"))]
    return ", ".join(kept or parts) or None


def _query(event: Event, told: dict[str, str], language: str) -> str:
    pairs: Iterable[tuple[str, str]] = [*told.items(), ("lang", language)]
    return f"/checklists/{event.id}?" + "&".join(f"{key}={value}" for key, value in pairs)


def _others(events: LifeEvents, why: str, language: Language, status: int) -> Response:
    """Show the lists there are, and why the one that was asked for is not shown."""
    return _page("checklist_index.html", language, status, events=list(events.all.values()), why=why)


def _page(template: str, language: Language, status: int, **values: Any) -> Response:
    """Render `template`; every value is escaped, and its sentences are those of `core/words/life.yml`."""
    html = _templates().get_template(template).render(language=language, say=partial(_say, language), **values)
    return Response(html, status, _HEADERS, "text/html; charset=utf-8")


def _say(language: Language, key: str, **values: object) -> str:
    return say(f"life.{key}", language, **values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
