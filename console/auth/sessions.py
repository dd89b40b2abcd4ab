"""Sessions: a random token in the browser, its hash in the database; an end when idle, and an end in any case."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from console.auth.attempts import FORGOTTEN
from console.auth.models import Account, StaffSession
from console.auth.repository import Repository
from console.auth.schemas import Opened, Signed, Stage
from core.db import Database
from core.settings import Settings

_HALF = timedelta(minutes=10)  # between the password and the second factor
_TOUCH = 10  # times within the idle time-out that its use is noted: not at every request


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def opened(rows: Repository, account: Account, stage: Stage, at: datetime, settings: Settings) -> Opened:
    """Open a session in this transaction: a new token always, for one from before signing in may be known to somebody else."""
    token = secrets.token_urlsafe(32)
    whole = timedelta(seconds=settings.console_session)
    ends = at + (whole if stage is Stage.FULL else min(whole, _HALF))
    rows.add(StaffSession(key=hashed(token), account_id=account.id, stage=stage.value, began=at, used=at, ends=ends))
    return Opened(token, stage)


class Sessions:
    """Finds and ends sessions."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Use `database`, with the time-outs of `settings`."""
        self._database = database
        self._idle = timedelta(seconds=settings.console_idle)

    def find(self, token: str, at: datetime) -> Signed | None:
        """Return who holds `token`, and note the use; `None` when there is no such session, or it is over.

        Raises:
            Unavailable: the database does not answer.
        """
        with self._database.read() as session:
            found = Repository(session).session_of(hashed(token))
        if not found:
            return None
        row, account = found
        if account.disabled or at >= row.ends or at - row.used >= self._idle:
            return None
        if at - row.used >= self._idle / _TOUCH:
            with self._database.begin() as session:
                Repository(session).touch(row.key, at)
        return Signed(
            row.key, account.id, account.login, account.name, frozenset(account.roles), Stage(row.stage), account.password is not None
        )

    def end(self, token: str) -> None:
        """End the session of `token`, if there is one."""
        with self._database.begin() as session:
            Repository(session).end(hashed(token))

    def sweep(self, at: datetime) -> int:
        """Remove what is over; return how many rows."""
        with self._database.begin() as session:
            return Repository(session).sweep(at, at - self._idle, at - FORGOTTEN)
