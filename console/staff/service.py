"""What the administrator does with accounts. Each step is one transaction, its row in the audit included."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from console.auth import attempts, links
from console.auth.models import Account
from console.auth.repository import Repository
from console.auth.schemas import Invalid
from console.roles import Role
from console.staff.schemas import Member, Profile, member
from core.audit import record, staff_actor
from core.db import Database
from core.errors import NotFound
from core.settings import Settings


class Staff:
    """The accounts. `actor` is the audit's: `staff:<id>` or `cli`."""

    def __init__(self, database: Database, settings: Settings, key: bytes, clock: Callable[[], datetime]) -> None:
        """Use `database`; `key` is the installation's (`core.person`)."""
        self._database, self._settings, self._key, self._clock = database, settings, key, clock

    def list(self, part: str = "") -> list[Member]:
        """Return the accounts by login; with `part` those in whose login or name it stands."""
        with self._database.read() as session:
            rows = Repository(session)
            sessions = rows.sessions()
            return [member(account, sessions.get(account.id, 0)) for account in rows.accounts(part.strip()[:80])]

    def get(self, number: int) -> Member:
        """Return one account. Raises `NotFound`."""
        with self._database.read() as session:
            rows = Repository(session)
            return member(_known(rows.account(number)), rows.sessions_of(number))

    def names(self) -> dict[str, str]:
        """Return the name behind each actor of the staff."""
        with self._database.read() as session:
            return {staff_actor(account.id): account.name or account.login for account in Repository(session).accounts()}

    def by_login(self, login: str) -> Member:
        """Return one account by its login. Raises `NotFound`."""
        with self._database.read() as session:
            rows = Repository(session)
            account = _known(rows.by_login(login.strip().casefold()))
            return member(account, rows.sessions_of(account.id))

    def create(self, actor: str, profile: Profile) -> tuple[int, str]:
        """Make an account, and return its number with the one-time link for its first password. Raises `Invalid` for a login in use."""
        at = self._clock()
        try:
            with self._database.begin() as session:
                roles = [role.value for role in profile.roles]
                account = Account(login=profile.login, name=profile.name, roles=roles, created=at)
                Repository(session).add(account)
                record(session, actor, "staff.create", f"staff:{account.id}", {"roles": roles})
                return account.id, links.make(session, account, at, self._settings)
        except sa.exc.IntegrityError as error:
            raise Invalid({"login": "staff.fault_taken"}) from error

    def change(self, actor: str, number: int, profile: Profile) -> None:
        """Set the name and the roles. Raises `Invalid` where no administrator would be left, or one would shut themselves out."""
        with self._database.begin() as session:
            rows = Repository(session)
            accounts, roles = rows.all_locked(), [role.value for role in profile.roles]
            account = _known(accounts.get(number))
            if Role.ADMIN not in profile.roles:
                _keep_an_admin(accounts, actor, account, "roles")
            detail = {"before": account.roles, "after": roles, "renamed": account.name != profile.name}
            account.name, account.roles = profile.name, roles
            record(session, actor, "staff.change", f"staff:{number}", detail)

    def disable(self, actor: str, number: int) -> None:
        """Let nobody sign in with the account any more, and end its sessions now. Raises `Invalid` as `change`."""
        with self._database.begin() as session:
            rows = Repository(session)
            accounts = rows.all_locked()
            account = _known(accounts.get(number))
            _keep_an_admin(accounts, actor, account, "state")
            account.disabled = account.disabled or self._clock()
            ended = self._out(rows, number)
            record(session, actor, "staff.disable", f"staff:{number}", {"sessions": ended})

    def enable(self, actor: str, number: int) -> None:
        """Let the account be used again."""
        with self._database.begin() as session:
            _known(Repository(session).held(number)).disabled = None
            record(session, actor, "staff.enable", f"staff:{number}")

    def reset_factor(self, actor: str, number: int) -> None:
        """Forget the second factor, for a telephone that is lost: it is set up anew at the next sign-in."""
        with self._database.begin() as session:
            rows = Repository(session)
            account = _known(rows.held(number))
            account.totp = account.totp_step = None
            rows.set_recovery(number, ())
            record(session, actor, "staff.reset", f"staff:{number}", {"sessions": self._out(rows, number)})

    def link(self, actor: str, number: int) -> str:
        """Return a one-time link for a new password; the old one stays good until it is used. Raises `NotFound` as `get`."""
        with self._database.begin() as session:
            account = _known(Repository(session).held(number))
            if account.subject is not None:
                raise NotFound("the organisation's accounts have no password here")
            record(session, actor, "staff.link", f"staff:{number}")
            return links.make(session, account, self._clock(), self._settings)

    def unlock(self, actor: str, number: int) -> None:
        """End the pause after wrong passwords or codes."""
        with self._database.begin() as session:
            rows = Repository(session)
            account = _known(rows.account(number))
            for kind, whom in (("name", account.login), ("code", account.id)):
                rows.forget_attempts(attempts.key_of(self._key, kind, whom))
            record(session, actor, "staff.unlock", f"staff:{number}")

    @staticmethod
    def _out(rows: Repository, number: int) -> int:
        rows.drop_links(number)
        return rows.end_all(number)


def _keep_an_admin(accounts: dict[int, Account], actor: str, account: Account, field: str) -> None:
    """Raise `Invalid` where the administrator would shut themselves out, or the last one would go."""
    if Role.ADMIN.value not in account.roles:
        return
    if actor == staff_actor(account.id):
        raise Invalid({field: "staff.fault_self"})
    if not any(Role.ADMIN.value in one.roles and not one.disabled for one in accounts.values() if one is not account):
        raise Invalid({field: "staff.fault_last"})


def _known(account: Account | None) -> Account:
    if account is None:
        raise NotFound("no such account")
    return account
