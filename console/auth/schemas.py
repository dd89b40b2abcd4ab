"""What the rooms of the console know of the person who calls."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """How far a browser is with signing in."""

    CODE = "code"  # the password was right; the second factor is missing
    ENROL = "enrol"  # the password was right; there is no second factor yet
    FULL = "full"


@dataclass(frozen=True)
class Signed:
    """A session and its person, as the database has them at this request: a role taken away is gone at once."""

    session: str = field(repr=False)  # key of the row
    account: int
    login: str
    name: str
    roles: frozenset[str]
    stage: Stage
    local: bool  # signs in with a password of ours


@dataclass(frozen=True)
class Opened:
    """A session was opened: `token` goes to the browser's cookie and is kept nowhere."""

    token: str = field(repr=False)
    stage: Stage


@dataclass(frozen=True)
class Refusal:
    """It was not. `reason` is a key of the words; `until` when one may try again, if there is a pause."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True)
class Enrolment:
    """What the telephone needs to make codes."""

    secret: str = field(repr=False)  # base32
    uri: str = field(repr=False)  # otpauth://, as the QR code says it


@dataclass(frozen=True)
class Enrolled:
    """The second factor is set; `recovery` is shown this once."""

    opened: Opened
    recovery: list[str] = field(repr=False)


class Invalid(Exception):
    """A form that cannot be taken: field -> key of the words that say why."""

    def __init__(self, faults: dict[str, str]) -> None:
        """Keep the faults."""
        super().__init__(", ".join(f"{name}: {key}" for name, key in faults.items()))
        self.faults = faults
