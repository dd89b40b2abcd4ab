"""Messages over REST, compatible with Rasa's own channel; the page and anyone's client use it."""

from fastapi import APIRouter, Request, Response

from channels.admission import admit_message
from channels.intake import read, understand
from channels.messages import Inbound, RestMessage, RestReply
from channels.parts import Parts, Wired
from channels.problem import responses

router = APIRouter(tags=["messages"])
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": RestMessage.model_json_schema()}}}}


@router.post("/webhooks/rest/webhook", responses=responses(400, 413, 415, 422, 429, 503), openapi_extra=_BODY)
async def webhook(request: Request, response: Response, wired: Wired) -> list[RestReply]:
    """Answer one message. The list is never empty; what cannot be answered is a problem with a sentence to show."""
    message = await read(request, RestMessage, wired.settings.max_body_bytes)
    await admit_message(request, response, wired.pace, "rest", message.sender)
    answers = await wired.say(_inbound(message, wired))
    return [RestReply.of(message.sender, answer) for answer in answers]


def _inbound(message: RestMessage, wired: Parts) -> Inbound:
    text, payload = understand(message.message, wired.settings.max_message_chars)
    metadata = message.metadata.model_dump() if message.metadata else {}
    identity = wired.identity.read(metadata.pop("identity_token", None), message.sender)
    return Inbound("rest", message.sender, text, metadata.pop("message_id", None), metadata, payload, identity)
