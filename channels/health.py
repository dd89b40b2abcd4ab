"""Is it alive, can it work, how is it doing: for supervisors and operators."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from channels.parts import Wired
from channels.readiness import Ready

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Tell that the process runs; asks nobody."""
    return {"status": "alive"}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready, "description": "A part does not answer"}})
async def ready(wired: Wired) -> Response:
    """Tell whether questions can be answered now, and which part is at fault when not."""
    state = await wired.readiness.check()
    return JSONResponse(state.model_dump(), status_code=200 if state.ready else 503, headers={"Cache-Control": "no-store"})


@router.get("/metrics", include_in_schema=False)
async def metrics(wired: Wired) -> Response:
    """Return the metrics for Prometheus."""
    return Response(wired.metrics.render(), media_type=CONTENT_TYPE_LATEST)
