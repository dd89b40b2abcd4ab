"""Proof for Zalo's console that this domain is ours: a file of the name it gives, and a mark in the head of the first page.

Zalo looks for one of the two: `/zalo_verifier<code>.html`, or `<meta name="zalo-platform-site-verification">`.
"""

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from channels.web.page import FOLDER, INDEX_HEADERS

_HEAD = "<head>"


def install(app: FastAPI, code: str) -> None:
    """Serve the proof of `code` from `app`; nothing without one.

    Before the first page is installed, which it takes the place of. `code` is plain (`Settings.zalo_verifier`).
    """
    if not code:
        return
    router, mark = APIRouter(include_in_schema=False), f'<meta name="zalo-platform-site-verification" content="{code}">'

    @router.api_route(f"/zalo_verifier{code}.html", methods=["GET", "HEAD"])
    async def proof() -> HTMLResponse:
        return HTMLResponse(f"<!doctype html>\n<html>\n{_HEAD}{mark}</head>\n<body>{code}</body>\n</html>\n")

    @router.api_route("/", methods=["GET", "HEAD"])
    def index() -> HTMLResponse:
        page = (FOLDER / "index.html").read_text("utf-8")
        return HTMLResponse(page.replace(_HEAD, f"{_HEAD}\n{mark}", 1), headers=INDEX_HEADERS)

    app.include_router(router)
