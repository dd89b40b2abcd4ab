"""Every query of sign-in."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from console.auth.models import Account, Attempts, Link, RecoveryCode, StaffSession


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def add(self, row: Any) -> Any:
        """Store a new row and return it with its id."""
        self._session.add(row)
        self._session.flush()
        return row

    def account(self, number: int) -> Account | None:
        """Return an account by its number."""
        return self._session.get(Account, number)

    def held(self, number: int) -> Account | None:
        """Return an account that nobody else changes until the transaction ends."""
        query = sa.select(Account).where(Account.id == number).with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(query).first()

    def by_login(self, login: str) -> Account | None:
        """Return an account by its login."""
        return self._session.scalars(sa.select(Account).where(Account.login == login)).first()

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the account of somebody whom an OpenID provider knows."""
        return self._session.scalars(sa.select(Account).where(Account.issuer == issuer, Account.subject == subject)).first()

    def accounts(self, part: str = "") -> Sequence[Account]:
        """Return the accounts, by login; with `part` those in whose login or name it stands."""
        query = sa.select(Account).order_by(Account.login)
        if part:
            query = query.where(sa.or_(Account.login.icontains(part, autoescape=True), Account.name.icontains(part, autoescape=True)))
        return self._session.scalars(query).all()

    def all_locked(self) -> dict[int, Account]:
        """Return every account, held until the transaction ends, always in the same order: who changes several never waits in a ring."""
        query = sa.select(Account).order_by(Account.id).with_for_update().execution_options(populate_existing=True)
        return {account.id: account for account in self._session.scalars(query)}

    def session_of(self, key: str) -> tuple[StaffSession, Account] | None:
        """Return a session and its account."""
        found = self._session.execute(sa.select(StaffSession, Account).join(Account).where(StaffSession.key == key)).first()
        return (found[0], found[1]) if found else None

    def touch(self, key: str, at: datetime) -> None:
        """Note that a session was used."""
        self._session.execute(sa.update(StaffSession).where(StaffSession.key == key).values(used=at))

    def sessions_of(self, account: int) -> int:
        """Count the sessions of an account."""
        return self._session.scalar(sa.select(sa.func.count()).where(StaffSession.account_id == account)) or 0

    def sessions(self) -> dict[int, int]:
        """Count the sessions of every account that has one."""
        query = sa.select(StaffSession.account_id, sa.func.count()).group_by(StaffSession.account_id)
        return {row[0]: row[1] for row in self._session.execute(query)}

    def end(self, key: str) -> int:
        """End one session; return how many there were."""
        return self._deleted(sa.delete(StaffSession).where(StaffSession.key == key))

    def end_all(self, account: int) -> int:
        """End every session of an account."""
        return self._deleted(sa.delete(StaffSession).where(StaffSession.account_id == account))

    def link(self, key: str) -> Link | None:
        """Return a one-time link."""
        return self._session.scalars(sa.select(Link).where(Link.key == key)).first()

    def drop_links(self, account: int) -> int:
        """Remove the one-time links of an account; return how many there were."""
        return self._deleted(sa.delete(Link).where(Link.account_id == account))

    def set_recovery(self, account: int, codes: Iterable[str]) -> None:
        """Replace the recovery codes of an account by these hashes."""
        self._session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account))
        self._session.add_all(RecoveryCode(account_id=account, code=code) for code in codes)

    def use_recovery(self, account: int, code: str) -> bool:
        """Use up a recovery code; tell whether it was there."""
        return bool(self._deleted(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account, RecoveryCode.code == code)))

    def recovery_left(self, account: int) -> int:
        """Count the recovery codes that are left."""
        return self._session.scalar(sa.select(sa.func.count()).where(RecoveryCode.account_id == account)) or 0

    def attempts(self, key: str, at: datetime) -> Attempts:
        """Return the failed sign-ins of a name, none yet as a new row; on PostgreSQL nobody else counts until the transaction ends."""
        query = sa.select(Attempts).where(Attempts.key == key).with_for_update()
        if found := self._session.scalars(query).first():
            return found
        with suppress(sa.exc.IntegrityError), self._session.begin_nested():  # somebody else may be as quick
            self._session.add(Attempts(key=key, missed=0, last=at))
        return self._session.scalars(query.execution_options(populate_existing=True)).one()

    def forget_attempts(self, key: str) -> int:
        """Forget the failed sign-ins of a name."""
        return self._deleted(sa.delete(Attempts).where(Attempts.key == key))

    def sweep(self, at: datetime, idle_since: datetime, attempts_before: datetime) -> int:
        """Remove what is over: sessions, links, old attempts; return how many rows."""
        over = sa.or_(StaffSession.ends <= at, StaffSession.used <= idle_since)
        return sum(
            self._deleted(statement)
            for statement in (
                sa.delete(StaffSession).where(over),
                sa.delete(Link).where(Link.ends <= at),
                sa.delete(Attempts).where(Attempts.last < attempts_before),
            )
        )

    def _deleted(self, statement: sa.Delete) -> int:
        return cast(sa.CursorResult[Any], self._session.execute(statement)).rowcount
