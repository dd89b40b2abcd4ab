"""One's own account: password, recovery codes, signing out everywhere. What matters asks for the password once more."""

from collections.abc import Callable
from datetime import datetime

from console.auth import attempts
from console.auth.passwords import Passwords, fault
from console.auth.repository import Repository
from console.auth.schemas import Invalid, Opened, Signed, Stage
from console.auth.service import SignIn
from console.auth.sessions import opened
from core.audit import record, staff_actor
from core.db import Database
from core.errors import Unauthorized
from core.settings import Settings


class OwnAccount:
    """What a person does with the account they are signed in with."""

    def __init__(
        self, database: Database, settings: Settings, key: bytes, passwords: Passwords, sign_in: SignIn, clock: Callable[[], datetime]
    ) -> None:
        """Use `database`; `key` is the installation's (`core.person`)."""
        self._database, self._settings, self._key = database, settings, key
        self._passwords, self._sign_in, self._clock = passwords, sign_in, clock

    def state(self, signed: Signed) -> tuple[int, int]:
        """Count the sessions, and the recovery codes that are left."""
        with self._database.read() as session:
            rows = Repository(session)
            return rows.sessions_of(signed.account), rows.recovery_left(signed.account)

    def set_password(self, signed: Signed, current: str, new: str) -> Opened:
        """Set a new password, end every session, and return a new one for this browser. Raises `Invalid`."""
        self._prove(signed, current)
        if why := fault(new, signed.login):
            raise Invalid({"password": why})
        kept, at = self._passwords.hash(new), self._clock()
        with self._database.begin() as session:
            rows = Repository(session)
            account = rows.held(signed.account)
            if account is None or not rows.end(signed.session):
                raise Unauthorized("the session is over")
            account.password = kept
            rows.end_all(account.id)
            rows.drop_links(account.id)
            record(session, staff_actor(account.id), "staff.password", f"staff:{account.id}", {"how": "own"})
            return opened(rows, account, Stage.FULL, at, self._settings)

    def renew_recovery(self, signed: Signed, current: str) -> list[str]:
        """Return new recovery codes; the old ones are void. Raises `Invalid`."""
        self._prove(signed, current)
        with self._database.begin() as session:
            account = Repository(session).held(signed.account)
            if account is None:
                raise Unauthorized("the session is over")
            record(session, staff_actor(account.id), "staff.recovery", f"staff:{account.id}")
            return self._sign_in.renew_recovery(session, account)

    def out_everywhere(self, signed: Signed) -> int:
        """End every session of the person, this one too; return how many."""
        with self._database.begin() as session:
            ended = Repository(session).end_all(signed.account)
            record(session, staff_actor(signed.account), "session.end_all", f"staff:{signed.account}", {"sessions": ended})
            return ended

    def _prove(self, signed: Signed, password: str) -> None:
        """Check the password, with the same pauses as at the sign-in: an unattended desk is no place to guess."""
        key = attempts.key_of(self._key, "name", signed.login)
        with self._database.begin() as session:
            rows = Repository(session)
            if attempts.enter(rows, key, self._clock(), self._settings):
                raise Invalid({"current": "account.resting"})
            account = rows.account(signed.account)
        if account is None or not self._passwords.verify(account.password, password):
            raise Invalid({"current": "account.wrong"})
        with self._database.begin() as session:
            Repository(session).forget_attempts(key)
