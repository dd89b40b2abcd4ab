"""What the routes are handed: the parts that `app.py` wired, and who calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from console.account.service import OwnAccount
from console.audit.service import AuditBook
from console.auth.brake import Brake
from console.auth.links import Links
from console.auth.schemas import Signed
from console.auth.service import SignIn
from console.auth.sessions import Sessions
from console.editorial import Editorial
from console.labels.room import Labelling
from console.oidc.service import Oidc
from console.staff.service import Staff
from console.trial.service import Trials
from core.db import Database
from core.seal import Seal
from core.settings import Settings


@dataclass(frozen=True)
class Parts:
    """Everything one running console is made of."""

    settings: Settings
    clock: Callable[[], datetime]
    database: Database
    key: bytes = field(repr=False)
    seal: Seal
    brake: Brake
    sessions: Sessions
    sign_in: SignIn
    links: Links
    own: OwnAccount
    staff: Staff
    audit: AuditBook
    editorial: Editorial
    trials: Trials
    labelling: Labelling
    oidc: Oidc | None

    @property
    def secure(self) -> bool:
        """Whether staff reach the console over https."""
        return self.settings.console_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The session's cookie. Over https its name has browsers refuse one that another host or a plain page set."""
        return "__Host-troly_staff" if self.secure else "troly_staff"


def parts_of(request: Request) -> Parts:
    """Return the parts of the program that serves `request`."""
    parts: Parts = request.app.state.parts
    return parts


def caller(request: Request) -> Signed | None:
    """Return who calls, as far as they are signed in; looked up once a request."""
    if not hasattr(request.state, "signed"):
        parts = parts_of(request)
        token = request.cookies.get(parts.cookie)
        request.state.signed = parts.sessions.find(token, parts.clock()) if token else None
    signed: Signed | None = request.state.signed
    return signed


Wired = Annotated[Parts, Depends(parts_of)]
