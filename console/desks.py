"""The desks of the console: what stands in the navigation, and for whom."""

from dataclasses import dataclass

from console.access import Rule, allow, signed_in
from console.auth.schemas import Signed, Stage
from console.roles import Role


@dataclass(frozen=True)
class Desk:
    """A place in the navigation; its name stands in the words as `desks.<name>`."""

    name: str
    path: str
    rule: Rule


STAFF = allow(Role.ADMIN)
AUDIT = allow(Role.ADMIN, Role.OPERATOR)
JOBS = allow(Role.CURATOR, Role.APPROVER, Role.ANALYST, Role.TRAINER, Role.OPERATOR)
DESKS = (
    Desk("home", "/", signed_in),
    Desk("jobs", "/jobs", JOBS),
    Desk("staff", "/staff", STAFF),
    Desk("audit", "/audit", AUDIT),
    Desk("account", "/account", signed_in),
)


def of(signed: Signed | None) -> list[Desk]:
    """Return the desks that a person may use; none before they are signed in."""
    return [desk for desk in DESKS if desk.rule.admits(signed.roles)] if signed and signed.stage is Stage.FULL else []
