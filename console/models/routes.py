"""The live dialogue model, for the dialogue engine to fetch."""

import hmac
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import FileResponse

from console.access import anyone
from console.parts import Wired
from core.errors import Unauthorized
from training.dialogue import shelf

router = APIRouter(prefix="/models")
_SECRET = "x-troly-secret"  # noqa: S105 (the name of a header)


@router.get("/dialogue", dependencies=[Depends(anyone)])
async def dialogue(request: Request, parts: Wired) -> Response:
    """Return the model that is live, to holders of the bot's secret; 304 to who has it (`If-None-Match`)."""
    wanted = parts.settings.bot_secret.get_secret_value().encode()
    if not wanted or not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), wanted):
        raise Unauthorized("the model is for the dialogue engine")
    path = shelf.current(parts.settings.bot_models)
    tag = await run_sync(_tag, path, path.stat().st_mtime_ns)
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return FileResponse(path, media_type="application/gzip", headers={"ETag": tag, "filename": path.name})


@lru_cache(1)
def _tag(path: Path, changed: int) -> str:
    """Return the checksum of a model, computed once for a file that was `changed` then."""
    with path.open("rb") as file:
        return f'"{file_digest(file, "sha256").hexdigest()}"'
