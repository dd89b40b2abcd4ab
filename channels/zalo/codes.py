"""Zalo's error codes, which come with HTTP 200, and what follows from each."""

from datetime import datetime, timedelta

from channels.sending import Remedy, SendFailed, WindowClosed
from core.clock import VIETNAM

REFRESH = frozenset({-216, -220, -124, 452})  # the access token is no good any more: another one, and once again

_GIVE_UP = frozenset({
    -201, -210,  # a field, a length
    -213, -217, -233, -244, -248, -311, -403,  # this person cannot be sent this: not followed, blocked, restricted
    -108, -111, -112, -1121, -1122, -1124, -114, -119, -139, -140, -141,  # the same of templates
})  # fmt: skip
_STAFF = frozenset({
    -101, -102, -103, -104, -105, -219, -135, -1351, 112,
    -204, -205, -209, -212, -221, -223, -224, -227, -240, -241, -242,  # the account, its app, its package
    -115, -320, -321, -136, -137,  # money
    -109, -117, -125, -131, -146, -249,  # the template: unknown, not ours, not approved, switched off
})  # fmt: skip
WINDOW = frozenset({-230, -232, -305})  # 7 days since they last did something, 48 hours by older accounts' rules
_RATE, _NIGHT, _DAY, _QUOTA = -32, frozenset({-133, -234}), frozenset({-144}), frozenset({-211, -218})
_MINUTE, _HOUR = 60, 3_600
_MORNING = 6  # from six o'clock on, Zalo takes what it refuses at night


def failed(code: int, now: datetime) -> SendFailed:
    """Return the error for `code`. One nobody has told us of may pass: it is tried again, as often as the outbox tries."""
    if code in WINDOW:
        return WindowClosed(f"zalo: error {code}: the window is over", remedy="give_up")
    remedy: Remedy = "give_up" if code in _GIVE_UP else "tell_staff" if code in _STAFF | REFRESH else "retry"
    return SendFailed(f"zalo: error {code}", remedy=remedy, retry_after=_wait(code, now))


def _wait(code: int, now: datetime) -> int | None:
    if code == _RATE:
        return _MINUTE
    if code in _QUOTA:
        return _HOUR
    return _until(now, _MORNING) if code in _NIGHT else _until(now, 0) if code in _DAY else None


def _until(now: datetime, hour: int) -> int:
    """Return the seconds until it is next `hour` o'clock in Vietnam."""
    here = now.astimezone(VIETNAM)
    then = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return int(((then if then > here else then + timedelta(days=1)) - here).total_seconds()) + 1
