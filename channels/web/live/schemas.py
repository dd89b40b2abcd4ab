"""The JSON of the live web channel."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from channels.payload import pressed
from core.answer import Answer

_UNIT = re.compile(r"[0-9]{5}")


class SessionOut(BaseModel):
    """A conversation. `sender` names it and is no secret; `token` proves it, for pages that cannot use the cookie."""

    sender: str
    expires: datetime
    token: str


class TicketOut(BaseModel):
    """What opens the event stream, for `EventSource`, which cannot send headers. It lives `expires_in` seconds."""

    ticket: str
    expires_in: int


class MessageIn(BaseModel):
    """A message: `text` somebody wrote, or the `payload` of a button of ours. The client makes the `id`, and keeps it when it retries."""

    id: UUID
    text: str | None = Field(None, examples=["Làm giấy khai sinh cần giấy tờ gì?"])
    payload: str | None = Field(None, max_length=200, examples=['/pick{"option":"1"}'])
    identity_token: str | None = Field(None, max_length=2_000, description="Signed by the server of the page for who is signed in there")

    unit: str | None = Field(
        None, description="Code of the ward or commune on whose page the widget stands: five digits, else it is ignored"
    )

    @field_validator("unit", mode="before")
    @classmethod
    def _coded(cls, unit: Any) -> str | None:
        # A page that was built wrongly must not silence everybody who writes on it.
        return unit if isinstance(unit, str) and _UNIT.fullmatch(unit) else None

    @field_validator("payload")
    @classmethod
    def _ours(cls, payload: str | None) -> str | None:
        if payload is not None and (payload := pressed(payload)) is None:
            raise ValueError("not a payload of a button")
        return payload

    @model_validator(mode="after")
    def _one(self) -> "MessageIn":
        if (self.text is None) == (self.payload is None):
            raise ValueError("either text or payload")
        return self


class AcceptedOut(BaseModel):
    """The message is kept and will be answered; so it is when its id was accepted before."""

    id: UUID
    accepted: bool = True


class MessageOut(BaseModel):
    """What was said to the person. Ids grow and are not consecutive; `in_reply_to` is the id of their message, null for news."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    answer: Answer
    in_reply_to: str | None


class ThinkingOut(BaseModel):
    """A message whose answer is under way."""

    in_reply_to: str
