"""Nameless ids of people: the same person, channel and key give the same id, and nobody gets back from it."""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from core.settings import Settings

_LEAST = 16  # bytes of a key that is worth the name


def person_key(settings: Settings) -> bytes:
    """Return the key ids are made with: `TROLY_PERSON_KEY`, else the file `keys/person` of the state folder, made when missing.

    Who loses the key loses the link between people and what is stored of them: a new one makes everybody a stranger.

    Raises:
        ValueError: the key is shorter than 16 bytes, so that ids could be guessed.
        OSError: the file can be neither read nor written.
    """
    given = settings.person_key.get_secret_value().encode() if settings.person_key else _kept(settings.var / "keys" / "person")
    if len(given) < _LEAST:
        raise ValueError(f"the person key has {len(given)} bytes; it needs at least {_LEAST}")
    return given


def person_of(key: bytes, channel: str, sender: str) -> str:
    """Return the id of `sender` on `channel`: 32 hexadecimal digits (HMAC-SHA256)."""
    return hmac.new(key, f"{channel}\0{sender}".encode(), sha256).hexdigest()[:32]


def hashed(person: str) -> str:
    """Return what is kept of a nameless id once all else of the person is erased: it leads nowhere."""
    return sha256(person.encode()).hexdigest()


def _kept(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write a new key; of two programs that do so at once, the first wins and the file is never half written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
