"""What the administrator sees and fills in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from console.auth.models import Account
from console.auth.schemas import Invalid
from console.roles import Role

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,79}")
_NAME = 120  # characters


@dataclass(frozen=True)
class Member:
    """An account, without anything secret."""

    id: int
    login: str
    name: str
    roles: tuple[Role, ...]
    password: bool
    factor: bool
    provider: bool  # signs in with the organisation's account
    sessions: int
    created: datetime
    seen: datetime | None
    disabled: datetime | None

    @property
    def state(self) -> str:
        """The key of the words for how the account stands."""
        if self.disabled:
            return "staff.state_disabled"
        return "staff.state_active" if self.seen else "staff.state_invited"


def member(account: Account, sessions: int) -> Member:
    """Return what may be shown of `account`."""
    return Member(
        id=account.id,
        login=account.login,
        name=account.name,
        roles=tuple(role for role in Role if role.value in account.roles),
        password=account.password is not None,
        factor=account.totp is not None,
        provider=account.subject is not None,
        sessions=sessions,
        created=account.created,
        seen=account.seen,
        disabled=account.disabled,
    )


@dataclass(frozen=True)
class Profile:
    """A form of the administrator's, checked."""

    login: str
    name: str
    roles: tuple[Role, ...]

    @classmethod
    def of(cls, login: str, name: str, roles: Iterable[str]) -> "Profile":
        """Check what was filled in. Raises `Invalid`."""
        login, name, chosen = login.strip().casefold(), " ".join(name.split()), tuple(role for role in Role if role.value in set(roles))
        faults = {}
        if not _LOGIN.fullmatch(login):
            faults["login"] = "staff.fault_login"
        if not name or len(name) > _NAME or not name.isprintable():
            faults["name"] = "staff.fault_name"
        if not chosen:
            faults["roles"] = "staff.fault_roles"
        if faults:
            raise Invalid(faults)
        return cls(login, name, chosen)
