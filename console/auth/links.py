"""One-time links: the way to the first password, and to a new one. There is no default password anywhere."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from console.auth.models import Account, Link
from console.auth.passwords import Passwords, fault
from console.auth.repository import Repository
from console.auth.schemas import Invalid, Opened, Stage
from console.auth.sessions import hashed, opened
from core.audit import record, staff_actor
from core.db import Database
from core.errors import NotFound
from core.settings import Settings


def make(session: Session, account: Account, at: datetime, settings: Settings) -> str:
    """Make a link in this transaction and return its address; the account's earlier ones end."""
    rows, token = Repository(session), secrets.token_urlsafe(32)
    rows.drop_links(account.id)
    rows.add(Link(key=hashed(token), account_id=account.id, made=at, ends=at + timedelta(hours=settings.console_link_hours)))
    return f"{settings.console_url.rstrip('/')}/link/{token}"


class Links:
    """Opens and uses links."""

    def __init__(self, database: Database, settings: Settings, passwords: Passwords) -> None:
        """Use `database`."""
        self._database, self._settings, self._passwords = database, settings, passwords

    def owner(self, token: str, at: datetime) -> Account:
        """Return whose link it is. Raises `NotFound` for one that is used, over, or was never ours."""
        with self._database.read() as session:
            return _owner(Repository(session), token, at)

    def use(self, token: str, password: str, at: datetime) -> Opened:
        """Set the password, end the link and every session of the account, and open one that needs the second factor.

        Raises:
            Invalid: the password is none that can be taken; the link stays.
            NotFound: as `owner`.
        """
        if why := fault(password, self.owner(token, at).login):
            raise Invalid({"password": why})
        kept = self._passwords.hash(password)
        with self._database.begin() as session:
            rows = Repository(session)
            account = _owner(rows, token, at)
            if not rows.drop_links(account.id):
                raise NotFound("the link was used a moment ago")
            rows.end_all(account.id)
            account.password = kept
            record(session, staff_actor(account.id), "staff.password", f"staff:{account.id}", {"how": "link"})
            return opened(rows, account, Stage.CODE if account.totp else Stage.ENROL, at, self._settings)


def _owner(rows: Repository, token: str, at: datetime) -> Account:
    link = rows.link(hashed(token))
    account = rows.held(link.account_id) if link and link.ends > at else None
    if account is None or account.disabled:
        raise NotFound("no such link")
    return account
