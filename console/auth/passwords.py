"""Passwords: argon2id (RFC 9106), and what a password must be (length over ornament, NIST SP 800-63B)."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.settings import Settings

LEAST, MOST = 12, 200  # characters
_AT_ONCE = 2  # each takes 64 MiB and a core: more would let a crowd at the sign-in page stop the machine
_FEW = 5  # different characters


class Passwords:
    """Hashes and verifies, a few at a time."""

    def __init__(self, settings: Settings) -> None:
        """Take the cost of `settings`, and make a hash that no password fits."""
        self._hasher = PasswordHasher(settings.console_argon2_rounds, settings.console_argon2_kib, parallelism=1)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("\0")

    def hash(self, password: str) -> str:
        """Return the hash to keep."""
        with self._turns:
            return self._hasher.hash(_one_form(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Tell whether `password` made `kept`. Without a hash it takes as long, and is no."""
        with self._turns:
            try:
                return self._hasher.verify(kept or self._nobody, _one_form(password[: MOST + 1])) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    def stale(self, kept: str) -> bool:
        """Tell whether `kept` was made with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)


def _one_form(password: str) -> str:
    """Return `password` as every keyboard would send it: some write "ắ" as one letter, some as three."""
    return unicodedata.normalize("NFKC", password)


def fault(password: str, login: str) -> str | None:
    """Return the key of the words for what is wrong with a new password, or `None`."""
    if len(password) < LEAST:
        return "password.short"
    if len(password) > MOST:
        return "password.long"
    if login and login.split("@")[0].casefold() in password.casefold():
        return "password.name"
    return "password.simple" if len(set(password)) < _FEW else None
