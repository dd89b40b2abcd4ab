"""Signing in with the organisation's account: there and back, and the account that is kept of it here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog

from console.auth.models import Account
from console.auth.repository import Repository
from console.auth.schemas import Opened, Refusal, Stage
from console.auth.sessions import hashed, opened
from console.oidc.mapping import login_of, name_of, roles_of
from console.oidc.provider import Journey, Provider
from core.audit import record, staff_actor
from core.db import Database
from core.errors import Forbidden, Unavailable
from core.seal import Seal
from core.settings import Settings

_log = structlog.get_logger()
LASTS = 600  # seconds that a person has at the provider


class Oidc:
    """One provider's people. Their second factor is the provider's; their roles come from it at every sign-in."""

    def __init__(self, database: Database, settings: Settings, key: bytes, clock: Callable[[], datetime]) -> None:
        """Use `database`, and the provider of `settings`."""
        self._database, self._settings, self._clock = database, settings, clock
        self._seal, self._provider = Seal(key), Provider(settings)

    def start(self) -> tuple[str, str]:
        """Return where to send the browser, and what it carries in a cookie until it is back. Raises `Unavailable`."""
        journey = Journey.new()
        return self._provider.address(journey), self._seal.close(asdict(journey))

    def finish(self, carried: str, params: Mapping[str, str], former: str = "") -> Opened | Refusal:
        """Open a session for somebody who comes back, in place of the one of the token `former`.

        Args:
            carried: the cookie of `start`.
            params: of the address they came back to.
            former: the token of the browser's session, if it has one.
        """
        journey = self._seal.open(carried, LASTS)
        if not isinstance(journey, dict):
            return Refusal("oidc.failed")
        at = self._clock()
        try:
            claims = self._provider.claims(Journey(**journey), params, at)
        except Forbidden as error:
            _log.warning("oidc refused", exc_info=error)
            return Refusal("oidc.failed")
        except Unavailable as error:
            _log.warning("oidc unavailable", exc_info=error)
            return Refusal("oidc.down")
        return self._welcome(claims, former, at)

    def _welcome(self, claims: Mapping[str, Any], former: str, at: datetime) -> Opened | Refusal:
        roles = roles_of(claims, self._settings.console_oidc_claim, self._settings.console_oidc_roles)
        with self._database.begin() as session:
            rows = Repository(session)
            account = rows.by_subject(str(claims["iss"]), str(claims["sub"]))
            if not roles or (account and account.disabled):
                if account:
                    rows.end_all(account.id)
                    record(session, staff_actor(account.id), "session.refused", f"staff:{account.id}", {"how": "oidc"})
                return Refusal("oidc.no_role" if not roles else "oidc.disabled")
            account = account or self._new(rows, claims, at)
            if account.roles != roles:
                record(session, "job:oidc", "staff.change", f"staff:{account.id}", {"before": account.roles, "after": roles})
            account.roles, account.name, account.seen = roles, name_of(claims), at
            rows.end(hashed(former))
            record(session, staff_actor(account.id), "session.begin", f"staff:{account.id}", {"how": "oidc"})
            return opened(rows, account, Stage.FULL, at, self._settings)

    @staticmethod
    def _new(rows: Repository, claims: Mapping[str, Any], at: datetime) -> Account:
        account = Account(
            login=login_of(claims), name=name_of(claims), roles=[], issuer=str(claims["iss"]), subject=str(claims["sub"]), created=at
        )
        rows.add(account)
        return account
