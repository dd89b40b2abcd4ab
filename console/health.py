"""Whether the console lives: asked by who started it."""

from fastapi import APIRouter, Depends

from console.access import anyone

router = APIRouter()


@router.get("/healthz", dependencies=[Depends(anyone)])
async def alive() -> dict[str, str]:
    """Answer that it does."""
    return {"status": "ok", "program": "staff console"}
