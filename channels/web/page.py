"""The page: `page/index.html` at `/`, its files under `/page/`."""

import os
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "page"
# Named here and not guessed: the guess depends on the machine's own tables, and `nosniff` makes a wrong one fatal.
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
# Of a page that carries the widget: people may speak in place of typing.
MICROPHONE = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"
INDEX_HEADERS = {"Cache-Control": "no-cache", "Permissions-Policy": MICROPHONE}
_LASTING = {".png", ".ico", ".woff2"}


class PageFiles(StaticFiles):
    """Files of the known kinds, with their types, and how long a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file; of an unknown kind there is none."""
        if Path(path).suffix not in _TYPES:
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> Response:
        """Return the file, or 304 when the browser's copy is current."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        suffix = Path(full_path).suffix
        if isinstance(response, FileResponse):
            response.headers["Content-Type"] = _content_type(suffix)
        # Scripts and styles are asked for anew each time (a 304 is cheap), so that page and script never differ in age.
        response.headers["Cache-Control"] = "public, max-age=86400" if suffix in _LASTING else "no-cache"
        return response


def install(app: FastAPI, folder: Path = FOLDER) -> None:
    """Serve the page of `folder` from `app`."""
    files = PageFiles(directory=folder, check_dir=False)
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        response = await files.get_response("index.html", request.scope)
        response.headers.update(INDEX_HEADERS)
        return response

    app.include_router(router)
    app.mount("/page", files, name="page")


def _content_type(suffix: str) -> str:
    kind = _TYPES[suffix]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
