"""What the dialogue model hears in a text: asked of the running bot, which stores nothing of it."""

import httpx2
import structlog
from pydantic import BaseModel, Field, ValidationError

from core.settings import Settings

_log = structlog.get_logger()
_PATH = "/webhooks/gateway/parse"
_FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, ValidationError)


class Intent(BaseModel):
    """An intent and its probability (0-1)."""

    name: str
    confidence: float


class Entity(BaseModel):
    """A thing that is named: its kind, and the words."""

    entity: str
    value: str


class Heard(BaseModel):
    """What the model `model` hears: every intent, the likeliest first, and the entities."""

    model: str
    intents: list[Intent] = Field(min_length=1)
    entities: list[Entity] = []


class Hearing:
    """The bot, as far as it is asked what it hears. Blocks."""

    def __init__(self, settings: Settings) -> None:
        """Ask the bot of `settings`."""
        self._url, self._timeout = settings.bot_url.rstrip("/") + _PATH, settings.bot_timeout
        self._secret = settings.bot_secret.get_secret_value()

    def heard(self, text: str) -> Heard | None:
        """Return what is heard in `text`, or `None` where the bot does not answer: a trial goes on without it, and says so."""
        try:
            with httpx2.Client(trust_env=False, timeout=self._timeout) as client:
                response = client.post(self._url, json={"text": text}, headers={"X-Troly-Secret": self._secret})
            response.raise_for_status()
            return Heard.model_validate_json(response.content)
        except _FAILURES as error:
            _log.warning("the bot was not heard", cause=type(error).__name__)
            return None
