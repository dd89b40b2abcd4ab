"""What comes in and what goes out: one inner form for all channels, and the REST channel's own shapes."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.answer import Answer, Button


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person, cleaned. `payload` is set when a button was pressed, `text` always."""

    channel: str
    sender: str
    text: str
    message_id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    payload: str | None = None
    identity: str | None = None  # who is signed in at the host page, sealed (`channels.identity`)
    at: float | None = None  # when it came, in seconds since 1970, where that is stored
    unit: str | None = None  # code of the ward on whose page they write
    turn: str | None = None  # the same whenever this message is asked again after a crash: the dialogue goes on only once

    @property
    def said(self) -> str:
        """What the dialogue engine is to read."""
        return self.payload or self.text


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the dialogue engine heard: the likeliest intent, its confidence, and the highest one of an intent of danger (0 to 1)."""

    intent: str
    confidence: float
    danger: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the dialogue engine says: at least one answer, and what it heard where it listened (a pressed button is not heard)."""

    answers: list[Answer]
    hearing: Hearing | None = None


class Metadata(BaseModel):
    """What a client may tell about its message. A `message_id` seen within ten minutes is answered once.

    `identity_token` is signed by the server of the page the conversation stands on, for who is signed in there.
    """

    model_config = ConfigDict(extra="allow")

    message_id: str | None = Field(default=None, min_length=1, max_length=128)
    identity_token: str | None = Field(default=None, max_length=2_000)


class RestMessage(BaseModel):
    """A message as Rasa's own REST channel takes it. `sender` is the client's name for one conversation."""

    sender: str = Field(min_length=1, max_length=128, examples=["b3f1c2d4"])
    message: str = Field(examples=["Làm giấy khai sinh cần giấy tờ gì?"])
    metadata: Metadata | None = None


class RestReply(BaseModel):
    """One reply as Rasa's own REST channel gives it; `custom` holds the whole answer."""

    recipient_id: str
    text: str
    buttons: list[Button] = Field(default=[], exclude_if=lambda buttons: not buttons)
    custom: Answer

    @classmethod
    def of(cls, sender: str, answer: Answer) -> "RestReply":
        """Render `answer` for `sender`."""
        return cls(recipient_id=sender, text=answer.text, buttons=answer.buttons, custom=answer)
