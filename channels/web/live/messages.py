"""Messages of the web: accepted at once, answered by event."""

from fastapi import APIRouter, Request

from channels.intake import read, understand
from channels.messages import Inbound
from channels.parts import Parts, Wired
from channels.problem import responses
from channels.web.live.door import Writing
from channels.web.live.ports import CHANNEL
from channels.web.live.schemas import AcceptedOut, MessageIn

router = APIRouter(prefix="/api/v1/web", tags=["web"])
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": MessageIn.model_json_schema()}}}}


@router.post("/messages", status_code=202, responses=responses(400, 401, 403, 413, 415, 422, 429, 503), openapi_extra=_BODY)
async def messages(request: Request, wired: Wired, visitor: Writing) -> AcceptedOut:
    """Accept a message. Its answer comes by event; the same id again changes nothing, so a client retries until it has a 202."""
    message = await read(request, MessageIn, wired.settings.max_body_bytes)
    await wired.live.mailbox.accept(_inbound(message, visitor.sender, wired))
    return AcceptedOut(id=message.id)


def _inbound(message: MessageIn, sender: str, wired: Parts) -> Inbound:
    text, payload = understand(message.payload or message.text or "", wired.settings.max_message_chars)
    identity = wired.identity.read(message.identity_token, sender)
    return Inbound(CHANNEL, sender, text, str(message.id), {}, payload, identity, unit=message.unit)
