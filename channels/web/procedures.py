"""The published procedures as data: search and records."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from channels.intake import clean
from channels.parts import Wired
from channels.problem import responses
from core.errors import NotFound
from core.procedure import Level, Procedure
from core.text import normalize

router = APIRouter(prefix="/api/v1/procedures", tags=["procedures"])


class Twin(BaseModel):
    """A near twin of a procedure: at another level, or for another situation."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    level: list[Level]
    difference: str | None = None


class Hit(BaseModel):
    """One procedure found. `score` compares hits of one search only."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    field: str | None
    level: list[Level]
    score: float
    variants: list[Twin]


@router.get("/search", responses=responses(422, 503))
async def search(
    wired: Wired,
    q: Annotated[str, Query(description="A question or a name, as a citizen types it", examples=["lam giay khai sinh"])],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    level: Level | None = None,
    field: Annotated[str | None, Query(max_length=200, description="Field of administration (lĩnh vực), as records name it")] = None,
) -> list[Hit]:
    """Return the procedures that fit `q`, best first, each with its twins."""
    question = clean(q, wired.settings.max_message_chars)
    wanted = (normalize(field) or None) if field else None
    found = await run_sync(wired.knowledge.search, question, limit, level, wanted, limiter=wired.threads)
    return [Hit.model_validate(result) for result in found]


@router.get("/{code}", responses=responses(404, 422, 503))
async def procedure(wired: Wired, code: str) -> Procedure:
    """Return the record of the procedure with `code`."""
    record = await run_sync(wired.knowledge.procedure, normalize(code), limiter=wired.threads)
    if record is None:
        raise NotFound("no such procedure")
    return record
