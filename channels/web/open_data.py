"""Open data (dữ liệu mở): what is published as files, their description for catalogues, and a page for people."""

import json
import threading
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import FileResponse

from channels.admission import admit
from channels.limiter import Limiter
from channels.metrics import Metrics
from channels.parts import Parts, Wired
from channels.problem import responses
from channels.web import dcat, open_figures
from channels.web.live.door import network
from conversations.figures.published import COLUMNS as FIGURE_COLUMNS
from core.clock import VIETNAM
from core.errors import NotFound, ReleaseUnavailable, Unavailable
from core.settings import Settings
from core.words import say
from knowledge import open_data
from knowledge.open_data import COLUMNS, UNIT_COLUMNS, Files
from knowledge.pointer import current_id

_TEMPLATES = Path(__file__).parent / "templates"
_CHANNEL = "open data"
# Any page may read what is open; the release decides how long a copy is good, so that it is asked for again after five minutes.
_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, ETag, Last-Modified, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
    "Vary": "Accept-Encoding",
}
_ASKED_BEFORE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Range",
    "Access-Control-Max-Age": "86400",
}
_KINDS: dict[str, object] = {kind.partition(";")[0]: {} for kind in dcat.TYPES.values()}
_making = threading.Lock()  # two requests after a publish write the files once


def install(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Serve the files and their page from `app`; of each network address so many requests a minute as `settings` say."""
    router = APIRouter(tags=["open data"])
    limiter = Limiter(settings.open_data_per_minute, metrics)

    @router.head(dcat.PREFIX + "{name}", include_in_schema=False)
    @router.get(dcat.PREFIX + "{name}", response_class=Response, responses=_told())
    async def file(request: Request, wired: Wired, name: str) -> Response:
        """Return a file of open data.

        Of the live release `procedures.json`, `procedures.csv`, `life-events.json`, `units.csv`; of the weeks `figures.json`,
        `figures.csv`; and the description of all of them, `catalog.jsonld`.
        """
        counted = Response()
        await admit(request, counted, limiter, _CHANNEL, network(request))
        answer = await run_sync(_answer, request, wired, name)
        answer.headers.update({name: counted.headers[name] for name in counted.headers if name.startswith("x-ratelimit")})
        return answer

    @router.options(dcat.PREFIX + "{name}", include_in_schema=False)
    async def allowed(name: str) -> Response:
        return Response(status_code=204, headers=_ASKED_BEFORE)

    @router.get("/open-data", include_in_schema=False)
    async def page(wired: Wired) -> Response:
        try:
            files: Files | None = await run_sync(_files, wired)
        except ReleaseUnavailable:
            files = None
        figures = await run_sync(_figures, wired)
        return Response(_page(files, figures, wired.settings), 200 if files else 503, media_type="text/html; charset=utf-8")

    app.include_router(router)


def _answer(request: Request, wired: Parts, name: str) -> Response:
    """Raises `NotFound`, and `Unavailable` where the release or the database cannot be read."""
    if name in open_figures.NAMES:
        return _week_figures(request, open_figures.made(wired.figures, wired.settings), name)
    if name not in (*open_data.NAMES, dcat.CATALOG):
        raise NotFound("no such file of open data")
    files = _files(wired)
    return _catalog(request, files, _figures(wired), wired.settings) if name == dcat.CATALOG else _file(request, files, name)


def _told() -> dict[int | str, dict[str, object]]:
    return {200: {"description": "The file", "content": _KINDS}, 304: {"description": "The copy is current"}, **responses(404, 429, 503)}


def _files(wired: Parts) -> Files:
    """Return the files of the live release, written first where they are not there. Raises `ReleaseUnavailable`."""
    settings = wired.settings
    if (release := current_id(settings.releases)) is None:
        raise ReleaseUnavailable("nothing is published yet")
    terms = {"licence": settings.open_data_licence, "licence_url": settings.open_data_licence_url, "publisher": dcat.publisher(settings)}
    with _making:
        return open_data.prepared(settings.releases, release, settings.seed, settings.var / "open-data", terms)


def _figures(wired: Parts) -> Files | None:
    """Return what is told of the weekly figures: nothing before the first week, nor when the database fails, which keeps back no record."""
    try:
        return open_figures.made(wired.figures, wired.settings).described()
    except Unavailable:
        return None


def _week_figures(request: Request, made: open_figures.Made, name: str) -> Response:
    packed = _packed(request)
    headers = _headers(made.changed, made.files[name].sha256, packed)
    if _current(request, headers):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(made.body(name, packed), headers=headers, media_type=dcat.media_type(name))


def _packed(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _file(request: Request, files: Files, name: str) -> Response:
    packed = _packed(request)
    headers = _headers(files.made, files.all[name].sha256, packed)
    if _current(request, headers):
        return Response(status_code=304, headers=headers)
    path = files.folder / (f"{name}.gz" if packed else name)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return FileResponse(path, headers=headers | {"Content-Disposition": f'attachment; filename="{name}"'}, media_type=dcat.media_type(name))


def _catalog(request: Request, files: Files, figures: Files | None, settings: Settings) -> Response:
    body = json.dumps(dcat.catalog(files, figures, settings), ensure_ascii=False, indent=1).encode()
    headers = _headers(files.made, sha256(body).hexdigest(), packed=False)
    if _current(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=dcat.media_type(dcat.CATALOG))


def _headers(made: datetime | None, digest: str, packed: bool) -> dict[str, str]:
    headers = {**_SHARED, "ETag": f'"{digest[:32]}{"-gzip" if packed else ""}"'}
    if made:
        headers["Last-Modified"] = format_datetime(made.astimezone(timezone.utc).replace(microsecond=0), usegmt=True)
    return headers


def _current(request: Request, headers: dict[str, str]) -> bool:
    """Tell whether the asker's copy is the present one (RFC 9110, 13.1): by its tag, or by its day where no tag is sent."""
    if known := request.headers.get("if-none-match"):
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or headers["ETag"] in tags
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return parsedate_to_datetime(headers["Last-Modified"]) <= since
    except (ValueError, TypeError, OverflowError, KeyError):  # none, or no day that can be read
        return False


def _page(files: Files | None, figures: Files | None, settings: Settings) -> str:
    made = files.made.astimezone(VIETNAM) if files else None
    shown = {
        "files": files,
        "made": f"{made:%d/%m/%Y %H:%M}" if made else "",
        "datasets": {**dcat.DATASETS, **(dcat.FIGURES if figures else {})},
        "all": {**(files.all if files else {}), **(figures.all if figures else {})},
        "prefix": dcat.PREFIX,
        "catalog": dcat.CATALOG,
        "columns": {"procedures": [name for name, _ in COLUMNS], "units": list(UNIT_COLUMNS), "figures": list(FIGURE_COLUMNS)},
        "publisher": dcat.publisher(settings),
        "settings": settings,
    }
    return _templates().get_template("open_data.html").render(language="vi", say=_say, size=_size, **shown)


def _say(key: str, **values: object) -> str:
    # The frame of the page is that of the lists of life events, with its words but for the first line.
    return say(f"{'life' if key in ('page_city', 'page_ask') else 'open_data'}.{key}", "vi", **values)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB".replace(".", ",") if count >= 1_000_000 else f"{max(count // 1_000, 1)} KB"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
