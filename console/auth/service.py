"""Signing in: password, then the second factor; and the first time, setting that one up."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from console.auth import attempts, totp
from console.auth.models import Account
from console.auth.passwords import MOST, Passwords
from console.auth.repository import Repository
from console.auth.schemas import Enrolled, Enrolment, Opened, Refusal, Signed, Stage
from console.auth.sessions import hashed, opened
from core.audit import record, staff_actor
from core.db import Database
from core.errors import Conflict, Unauthorized
from core.seal import Seal
from core.settings import Settings

ISSUER = "Troly"  # what the telephone shows beside the login; ASCII, for some show nothing else
_LOGIN = 80  # characters


class SignIn:
    """Each step is one transaction; hashing happens between them, for it takes long and the gateway writes to the same database."""

    def __init__(self, database: Database, settings: Settings, key: bytes, passwords: Passwords, clock: Callable[[], datetime]) -> None:
        """Use `database`; `key` is the installation's (`core.person`)."""
        self._database, self._settings, self._key = database, settings, key
        self._passwords, self._clock, self._seal = passwords, clock, Seal(key)

    def password(self, login: str, password: str, former: str = "") -> Opened | Refusal:
        """Check the password and open a session that still needs the second factor; the session of the token `former` ends."""
        name, at = login.strip().casefold()[:_LOGIN], self._clock()
        key = attempts.key_of(self._key, "name", name)
        with self._database.begin() as session:
            rows = Repository(session)
            if until := attempts.enter(rows, key, at, self._settings):
                return Refusal("sign_in.resting", until)
            account = rows.by_login(name)
        kept = account.password if account else None
        if not self._passwords.verify(kept, password) or account is None or account.disabled:
            self._refused(account, "password")
            return Refusal("sign_in.wrong")
        fresh = self._passwords.hash(password) if kept and self._passwords.stale(kept) else kept
        with self._database.begin() as session:
            rows = Repository(session)
            rows.forget_attempts(key)
            rows.end(hashed(former))
            current = _still(rows, account.id)
            if current.password == kept:
                current.password = fresh
            return opened(rows, current, Stage.CODE if current.totp else Stage.ENROL, at, self._settings)

    def code(self, signed: Signed, typed: str) -> Opened | Refusal:
        """Check the six digits, or a recovery code, and open the whole session in place of this one."""
        at = self._clock()
        with self._database.begin() as session:
            rows = Repository(session)
            key = attempts.key_of(self._key, "code", signed.account)
            if until := attempts.enter(rows, key, at, self._settings):
                return Refusal("sign_in.resting", until)
            account = _still(rows, signed.account)
            how = self._factor(rows, account, typed[:MOST], at)
            if how is None:
                record(session, staff_actor(account.id), "session.refused", f"staff:{account.id}", {"how": "code"})
                return Refusal("sign_in.wrong_code")
            rows.forget_attempts(key)
            return self._whole(session, account, signed, at, how)

    def enrolment(self, signed: Signed) -> Enrolment:
        """Return the secret to set up: the same one each time the page is opened in this session."""
        with self._database.begin() as session:
            found = Repository(session).session_of(signed.session)
            if not found:
                raise Unauthorized("the session is over")
            row, account = found
            secret = self._seal.open(row.totp) if row.totp else totp.new_secret()
            row.totp = row.totp or self._seal.close(secret)
            return Enrolment(secret, totp.uri(secret, account.login, ISSUER))

    def enrol(self, signed: Signed, typed: str) -> Enrolled | Refusal:
        """Check the first six digits of a new telephone, keep its secret, and open the whole session."""
        at = self._clock()
        with self._database.begin() as session:
            rows = Repository(session)
            account = _still(rows, signed.account)
            found = rows.session_of(signed.session)
            secret = self._seal.open(found[0].totp) if found and found[0].totp else None
            step = totp.accepted(secret, typed[:MOST], at, None) if secret else None
            if account.totp:
                raise Conflict("the second factor was set up meanwhile")
            if step is None:
                return Refusal("sign_in.wrong_code")
            account.totp, account.totp_step = self._seal.close(secret), step
            codes = self.renew_recovery(session, account)
            record(session, staff_actor(account.id), "staff.factor", f"staff:{account.id}", {"after": "set"})
            return Enrolled(self._whole(session, account, signed, at, "enrol"), codes)

    def renew_recovery(self, session: Session, account: Account) -> list[str]:
        """Replace the recovery codes in this transaction, and return the new ones."""
        codes = totp.recovery_codes()
        Repository(session).set_recovery(account.id, (totp.recovery_key(self._key, account.id, code) for code in codes))
        return codes

    def _factor(self, rows: Repository, account: Account, typed: str, at: datetime) -> str | None:
        secret = self._seal.open(account.totp) if account.totp else None
        if secret and (step := totp.accepted(secret, typed, at, account.totp_step)) is not None:
            account.totp_step = step
            return "code"
        return "recovery" if rows.use_recovery(account.id, totp.recovery_key(self._key, account.id, typed)) else None

    def _whole(self, session: Session, account: Account, signed: Signed, at: datetime, how: str) -> Opened:
        rows = Repository(session)
        if not rows.end(signed.session):
            raise Unauthorized("the session was used for this a moment ago")
        account.seen = at
        record(session, staff_actor(account.id), "session.begin", f"staff:{account.id}", {"how": how})
        return opened(rows, account, Stage.FULL, at, self._settings)

    def _refused(self, account: Account | None, how: str) -> None:
        if account is None:
            return  # A name nobody has may be a password typed into the wrong field.
        with self._database.begin() as session:
            record(session, staff_actor(account.id), "session.refused", f"staff:{account.id}", {"how": how})


def _still(rows: Repository, number: int) -> Account:
    account = rows.held(number)
    if account is None or account.disabled:
        raise Unauthorized("the account was disabled")
    return account
