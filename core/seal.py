"""Seals: short texts that only this installation can read, for what must be handed on or kept and yet stand nowhere in clear."""

import base64
import json
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from core.person import person_key
from core.settings import Settings

_PURPOSE = b"troly seal 1\0"


class Seal:
    """Encrypts and signs JSON values (Fernet: AES-128-CBC and HMAC-SHA256) with a key derived from the person key."""

    def __init__(self, key: bytes) -> None:
        """Derive the key from `key`; who changes that one makes every seal unreadable."""
        self._fernet = Fernet(base64.urlsafe_b64encode(sha256(_PURPOSE + key).digest()))

    @classmethod
    def of(cls, settings: Settings) -> "Seal":
        """Return the seal of this installation. Raises as `core.person.person_key`."""
        return cls(person_key(settings))

    def close(self, value: Any) -> str:
        """Return `value` (JSON) sealed: letters, digits, - and _, with = at the end."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()

    def open(self, sealed: str, within: int | None = None) -> Any:
        """Return what was sealed, or `None` for what is no seal of ours or was closed more than `within` seconds ago."""
        try:
            return json.loads(self._fernet.decrypt(sealed.encode(), ttl=within))
        except (InvalidToken, ValueError, UnicodeError):
            return None
