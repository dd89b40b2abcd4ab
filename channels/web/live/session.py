"""Sessions and tickets: sealed texts that name one conversation. They are stored nowhere, and only this installation can make them."""

import base64
import binascii
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from core.seal import Seal
from core.settings import Settings

_SESSION, _TICKET = "web session", "web ticket"  # one is never taken for the other, nor another seal for either
TICKET_SECONDS = 60
_DAY = 86_400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{80,500}")


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is handed out: the conversation's name (`sender`, no secret), its `token` (one), when it ends."""

    sender: str
    token: str
    expires: datetime


class Sessions:
    """Makes and reads them."""

    def __init__(self, seal: Seal, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Seal with `seal`. A session lives no longer than the record that it was ended may be kept."""
        self._seal, self._clock = seal, clock
        self.seconds = min(settings.web_session_days, settings.keep_conversations_days) * _DAY

    def new(self) -> Session:
        """Begin a conversation with a name nobody can guess."""
        return self.renewed(secrets.token_urlsafe(18))

    def renewed(self, sender: str) -> Session:
        """Return a session of the conversation `sender` with its whole time ahead."""
        until = int(self._clock()) + self.seconds
        return Session(sender, self._close(_SESSION, sender, until), datetime.fromtimestamp(until, timezone.utc))

    def ticket(self, sender: str) -> str:
        """Return a text that opens the events of `sender` for a minute: it may stand in an address, where logs see it."""
        return self._close(_TICKET, sender, int(self._clock()) + TICKET_SECONDS)

    def of_token(self, token: str) -> str | None:
        """Return the sender that `token` proves, or `None`."""
        return self._open(_SESSION, token)

    def of_ticket(self, ticket: str) -> str | None:
        """Return the sender that `ticket` proves, or `None`."""
        return self._open(_TICKET, ticket)

    def _close(self, purpose: str, sender: str, until: int) -> str:
        return self._seal.close({"for": purpose, "sender": sender, "until": until}).rstrip("=")

    def _open(self, purpose: str, token: str) -> str | None:
        value = self._seal.open(token + "=" * (-len(token) % 4)) if _exact(token) else None
        if not isinstance(value, dict) or value.get("for") != purpose or value["until"] <= self._clock():
            return None
        return str(value["sender"])


def _exact(token: str) -> bool:
    """Tell whether `token` is the one spelling of its bytes: Base64 passes over strange letters and loose bits."""
    if not _TOKEN.fullmatch(token):
        return False
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error:
        return False
    return base64.urlsafe_b64encode(raw).decode().rstrip("=") == token
