"""Zalo's signature of a webhook: plain SHA-256 of app id, raw body, timestamp and secret, one after the other. It is no HMAC."""

import hmac
from hashlib import sha256
from typing import Literal, NamedTuple

from channels.zalo.access import ZaloAccess
from channels.zalo.body import parse, word

HEADER = "X-ZEvent-Signature"
_PREFIX = "mac="

Verdict = Literal["true", "false", "probe"]


class Checked(NamedTuple):
    """What a signature is worth, and which secret made it: "oa_secret", "app_secret", after "oa_id:" where that stood first."""

    verdict: Verdict
    by: str = ""


def check(raw: bytes, header: str | None, access: ZaloAccess) -> Checked:
    """Judge the signature in `header` of the body `raw`, the bytes as they came.

    "probe": the console tries the address, without a signature or an app id; it is acknowledged and never processed.
    """
    if not header or not header.strip() or not raw.strip():
        return Checked("probe")
    body = parse(raw)
    if body is None:
        return Checked("false")
    app_id, timestamp = word(body.get("app_id")), word(body.get("timestamp"))
    if not app_id:
        return Checked("probe")
    if app_id != access.app_id or not timestamp:
        return Checked("false")
    given = header.strip().lower().removeprefix(_PREFIX).encode("utf-8", "replace")
    # All are compared, whichever fits: how long it takes tells nothing.
    fitting = [by for by, first, secret in _candidates(access) if hmac.compare_digest(_made(first, raw, timestamp, secret), given)]
    return Checked("true", fitting[0]) if fitting else Checked("false")


def sign(raw: bytes, app_id: str, timestamp: str, secret: str) -> str:
    """Return the header's value for `raw`."""
    return _PREFIX + _made(app_id, raw, timestamp, secret).decode()


def _candidates(access: ZaloAccess) -> list[tuple[str, str, str]]:
    """List what may have made a signature: sources differ on which secret it is, and some put the account's id first."""
    secrets = [("oa_secret", access.oa_secret.get_secret_value()), ("app_secret", access.app_secret.get_secret_value())]
    firsts = [("", access.app_id), ("oa_id:", access.oa_id)]
    return [(before + name, first, secret) for before, first in firsts for name, secret in secrets if first and secret]


def _made(first: str, raw: bytes, timestamp: str, secret: str) -> bytes:
    return sha256(b"".join((first.encode(), raw, timestamp.encode(), secret.encode()))).hexdigest().encode()
