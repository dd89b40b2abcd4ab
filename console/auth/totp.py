"""The second factor: six digits that change every 30 seconds (TOTP, RFC 6238), and codes for the day the telephone is lost."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

import pyotp
import segno

STEP = 30  # seconds
_DRIFT = 1  # steps that a telephone's clock may be off, either way
_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none is taken for another on paper


def new_secret() -> str:
    """Return a new secret: 160 bits, base32."""
    return pyotp.random_base32(32)


def uri(secret: str, login: str, issuer: str) -> str:
    """Return what the QR code says (`otpauth://`)."""
    return pyotp.TOTP(secret, name=login, issuer=issuer, interval=STEP).provisioning_uri()


def picture(text: str) -> str:
    """Return `text` as a QR code: one SVG element, its colours left to the style sheet."""
    return segno.make(text, error="m").svg_inline(scale=4, border=2, svgclass="qr", lineclass="qr-line", omitsize=True)


def accepted(secret: str, code: str, at: datetime, after: int | None) -> int | None:
    """Return the step whose code was typed, or `None`.

    Args:
        secret: base32.
        code: what was typed; spaces do not count.
        at: the present moment.
        after: the step of the last code that was taken: this one and older ones are no longer good.
    """
    typed, here = "".join(code.split()).encode(), int(at.timestamp()) // STEP
    codes = pyotp.TOTP(secret, interval=STEP)
    for step in range(max(0, here - _DRIFT), here + _DRIFT + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), typed) and (after is None or step > after):
            return step
    return None


def recovery_codes() -> list[str]:
    """Return new codes: ten of fifty bits each."""
    return [f"{_some(5)}-{_some(5)}" for _ in range(_CODES)]


def recovery_key(key: bytes, account: int, code: str) -> str:
    """Return what is kept of a recovery code: it cannot be guessed without the installation's key."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hmac.new(key, f"recovery\0{account}\0{plain}".encode(), sha256).hexdigest()


def _some(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
