"""Proof that a webhook is Meta's: the signature of its body, and the handshake that registers our address."""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

_SIGNATURE = re.compile(r"sha256=([0-9a-fA-F]{64})")
_CHALLENGE = re.compile(r"[0-9]{1,64}")  # what is echoed goes out under our name: digits cannot be markup


def signed(body: bytes, header: str | None, secret: str) -> bool:
    """Tell whether `header` (`X-Hub-Signature-256`) is the HMAC-SHA256 of the raw `body` under the app's `secret`.

    Only SHA-256 counts, whatever the header names. Without a secret nothing is signed. Takes the same time wherever they differ.
    """
    told = _SIGNATURE.fullmatch(header or "")
    made = hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(made, told[1].lower() if told else "") and bool(secret)


def challenge(query: Mapping[str, str], token: str) -> str | None:
    """Return what the handshake `GET` is answered with, as plain text, or `None`: then it is refused with 403.

    Args:
        query: of the request: `hub.mode`, `hub.verify_token`, `hub.challenge`.
        token: the verify token typed in at Meta's dashboard; an empty one lets nobody in.
    """
    fits = hmac.compare_digest(query.get("hub.verify_token", "").encode("utf-8", "replace"), token.encode())
    asked = query.get("hub.challenge", "")
    subscribes = query.get("hub.mode") == "subscribe"
    return asked if token and fits and subscribes and _CHALLENGE.fullmatch(asked) else None
