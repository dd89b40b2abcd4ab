"""Where Zalo and Messenger deliver what people sent: checked, stored, and only then acknowledged. Nothing is answered here."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from channels.intake import body
from channels.messenger import signature as messenger_signature
from channels.messenger import webhook as messenger_webhook
from channels.parts import Parts, Wired
from channels.problem import responses
from channels.zalo import signature as zalo_signature
from channels.zalo import webhook as zalo_webhook
from core.errors import Forbidden, NotFound
from core.settings import Settings

router = APIRouter(prefix="/webhooks", tags=["platforms"])
_MOST = 1_000_000  # bytes of a delivery: Meta puts many events into one
_RAW = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


@router.post("/zalo", responses=responses(400, 403, 404, 413, 503), openapi_extra=_RAW)
async def zalo(request: Request, wired: Wired) -> dict[str, str]:
    """Take a delivery of Zalo's. A probe of its console, which is not signed, is acknowledged and nothing more."""
    access = wired.gate.zalo
    if access is None:
        raise NotFound("zalo is not set up")
    raw = await body(request, _MOST)
    events = zalo_webhook.received(raw, request.headers.get(zalo_signature.HEADER), access)
    await wired.gate.accept(events)
    return {"status": "received"}


@router.get("/messenger", response_class=PlainTextResponse, responses=responses(403, 404))
async def messenger_handshake(request: Request, wired: Wired) -> str:
    """Answer Meta's handshake, by which it learns that this address is ours."""
    token = _messenger(wired).messenger_verify_token
    challenge = messenger_signature.challenge(request.query_params, token.get_secret_value() if token else "")
    if challenge is None:
        raise Forbidden("messenger: the handshake does not fit")
    return challenge


@router.post("/messenger", responses=responses(400, 403, 404, 413, 503), openapi_extra=_RAW)
async def messenger(request: Request, wired: Wired) -> dict[str, str]:
    """Take a delivery of Meta's: every event of every entry."""
    settings = _messenger(wired)
    raw, secret = await body(request, _MOST), settings.messenger_app_secret
    if not messenger_signature.signed(raw, request.headers.get("X-Hub-Signature-256"), secret.get_secret_value() if secret else ""):
        raise Forbidden("messenger: the signature is false")
    events = messenger_webhook.read(raw, settings.messenger_app_id, settings.messenger_page_id)
    await wired.gate.accept(events)
    return {"status": "received"}


def _messenger(wired: Parts) -> Settings:
    if not wired.gate.messenger:
        raise NotFound("messenger is not set up")
    return wired.settings
