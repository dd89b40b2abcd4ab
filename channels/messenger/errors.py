"""What an error of the Graph API means for a message: try later, never, or only once a person of ours has mended something.

https://developers.facebook.com/docs/messenger-platform/error-codes (18 March 2026) and the reference of the page's `messages` edge.
"""

from typing import Any

from channels.messenger.fields import record
from channels.sending import Remedy, SendFailed, WindowClosed

_LONGEST_WAIT = 3_600
_RATE_WAIT = 60  # seconds to be quiet where the platform limits us and does not say how long
_RATES = frozenset({4, 17, 32, 613})
_SERVER, _TOO_MANY = 500, 429
_CLOSED = 2018278  # the subcode of what is sent outside the allowed window

# (code, subcode) before code alone; permissions are 10 and 200 to 299.
_EXACT: dict[tuple[int, int | None], Remedy] = {
    (1, None): "retry",  # unknown
    (1, 99): "tell_staff",  # a permission is missing
    (2, None): "retry",  # temporary
    (2, 2018344): "tell_staff",  # the Page must accept terms
    (4, None): "retry",  # rate
    (10, _CLOSED): "give_up",
    (17, None): "retry",  # rate
    (32, None): "retry",  # rate
    (100, None): "give_up",  # the message has a form it does not take: it never will
    (100, 33): "tell_staff",  # no such Page, or not ours
    (100, 2018001): "give_up",  # nobody has this id
    (102, None): "tell_staff",  # the session of the token is over
    (190, None): "tell_staff",  # the token
    (200, 1545041): "give_up",  # the person is not available
    (200, _CLOSED): "give_up",
    (230, None): "give_up",  # this person allows no messages
    (368, None): "tell_staff",  # the Page is blocked for what was held for abuse
    (551, None): "give_up",  # the person is not available
    (613, None): "retry",  # rate
    (1200, None): "retry",  # temporary
    (2500, None): "tell_staff",  # no such address: version or Page are misspelt
    (2635, None): "tell_staff",  # the version is no longer served
    (10903, None): "give_up",  # this person cannot be answered
}

# What to look at, in the words of whoever has to.
_WHY = {
    10: "a permission of the app is missing",
    102: "the Page token is over",
    190: "the Page token is not valid",
    200: "a permission of the app is missing",
    368: "the Page is blocked for what was held for abuse",
    613: "too many calls",
    2500: "no such address: look at the version and the Page",
    2635: "this version of the Graph API is no longer served",
}


def failure(status: int, body: Any, retry_after: str | None = None) -> SendFailed:
    """Return what an answer means that took no message.

    Args:
        status: of HTTP; the platform uses 400 for nearly everything.
        body: its JSON, `{"error": {"code", "error_subcode", "is_transient", ...}}`, or anything else.
        retry_after: the header, in seconds.
    """
    error = record(record(body).get("error"))
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if code is None:
        remedy = _by_status(status)
        return SendFailed(f"status {status}", remedy=remedy, retry_after=_wait(retry_after, status, code) if remedy == "retry" else None)
    remedy = _remedy(status, code, subcode, error.get("is_transient") is True)
    hint = "no such Page for this token" if (code, subcode) == (100, 33) else _WHY.get(code)
    told = f"code {code}" + (f", subcode {subcode}" if subcode else "") + (f": {hint}" if hint and remedy != "give_up" else "")
    kind = WindowClosed if subcode == _CLOSED else SendFailed
    return kind(told, remedy=remedy, retry_after=_wait(retry_after, status, code) if remedy == "retry" else None)


def _remedy(status: int, code: int, subcode: int | None, transient: bool) -> Remedy:
    known = _EXACT.get((code, subcode)) or _EXACT.get((code, None))
    if known:
        return known
    if transient:
        return "retry"
    if code == 10 or 200 <= code < 300:
        return "tell_staff"
    return _by_status(status)


def _by_status(status: int) -> Remedy:
    """Judge an answer without a code that is known."""
    if status >= _SERVER or status in (_TOO_MANY, 408) or status < 300:
        return "retry"  # a success that tells no message: a page of something in between
    return "tell_staff" if status < 400 or status in (401, 403, 404) else "give_up"


def _wait(header: str | None, status: int, code: int | None) -> int | None:
    if header and header.strip().isascii() and header.strip().isdigit() and len(header) < 9:
        return min(max(int(header), 1), _LONGEST_WAIT)
    return _RATE_WAIT if code in _RATES or status == _TOO_MANY else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
