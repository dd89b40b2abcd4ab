"""Lock-out: who fails several times in a row waits, each time twice as long, whether the name exists or not."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from console.auth.repository import Repository
from core.settings import Settings

FORGOTTEN = timedelta(days=1)  # misses longer ago than that do not count


def key_of(key: bytes, kind: str, whom: str | int) -> str:
    """Return the key of a name's row: what was typed as a name may be somebody's password, and is not kept."""
    return hmac.new(key, f"attempts\0{kind}\0{whom}".encode(), sha256).hexdigest()


def enter(rows: Repository, key: str, at: datetime, settings: Settings) -> datetime | None:
    """Count one try before it is made, so that many at once are counted too; return until when none may be made, or `None`."""
    row = rows.attempts(key, at)
    if row.rests_until and row.rests_until > at:
        return row.rests_until
    row.missed = 1 if at - row.last > FORGOTTEN else row.missed + 1
    row.last, pause = at, _pause(row.missed, settings)
    row.rests_until = at + timedelta(seconds=pause) if pause else None
    return None


def _pause(missed: int, settings: Settings) -> float:
    """Return the seconds to wait after so many misses."""
    over = missed - settings.console_tries
    return min(settings.console_rest * 2 ** min(over, 30), settings.console_rest_most) if over >= 0 else 0.0
