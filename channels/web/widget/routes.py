"""`/widget.js`, and the demonstration page at `/demo`."""

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.responses import RedirectResponse

from channels.web.page import MICROPHONE, PageFiles
from channels.web.widget.bundle import Bundle, bundle
from core.words import changes

DEMO = Path(__file__).parent / "demo"
# What a page that embeds the widget has to allow, and nothing else: the page shows that it is enough.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_DEMO_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": MICROPHONE,
}
# Pages of every origin may load the script; whether they may talk to the gateway is a setting of its own.
_SCRIPT_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
    "Vary": "Accept-Encoding",
}


def install(app: FastAPI, days: int, hours: int) -> None:
    """Serve the widget from `app`, which keeps what people write for `days` and lets answers be read again for `hours`."""
    router = APIRouter(include_in_schema=False)
    made = lru_cache(1)(lambda _: bundle(days, hours))  # anew when staff changed a sentence

    @router.api_route("/widget.js", methods=["GET", "HEAD"])
    async def script(request: Request) -> Response:
        return _script(request, made(changes()))

    _install_demo(router)
    app.include_router(router)
    app.mount("/demo", PageFiles(directory=DEMO, check_dir=False), name="demo")


def _script(request: Request, made: Bundle) -> Response:
    packs = "gzip" in request.headers.get("accept-encoding", "")
    headers = {**_SCRIPT_HEADERS, "ETag": f'"{made.tag}{"-gzip" if packs else ""}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(made.packed if packs else made.plain, media_type="text/javascript; charset=utf-8", headers=headers)


def _install_demo(router: APIRouter) -> None:
    files = PageFiles(directory=DEMO, check_dir=False)

    @router.api_route("/demo", methods=["GET", "HEAD"])
    async def without_slash() -> Response:
        return RedirectResponse("/demo/", 308)

    @router.api_route("/demo/", methods=["GET", "HEAD"])
    @router.api_route("/demo/{name}.html", methods=["GET", "HEAD"])
    async def demo(request: Request, name: str = "index") -> Response:
        response = await files.get_response(f"{name}.html", request.scope)
        response.headers.update(_DEMO_HEADERS)
        return response
