"""The National Public Service Portal's adapter (trục liên thông) as OpenCPS calls it: log in for a session, then `TraCuuHoSo`.

Recorded: `{"error_code": 0, ...}` is success ("0" and "00" too), an empty `result` an unknown dossier. Which code an expired session
gets was not recorded, so any error is taken for that once.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from core.errors import PortalDenied, PortalUnavailable
from portal.dossiers.access import Patience, PortalAccess
from portal.dossiers.adapters.calls import Calls
from portal.dossiers.adapters.lgsp import auth_of
from portal.dossiers.adapters.national_record import NationalRecord
from portal.dossiers.adapters.records import Record, Text, read
from portal.dossiers.metrics import logins
from portal.dossiers.models import Dossier, Proof, ProofKind
from portal.dossiers.proof import fits

_SUCCESS = frozenset({"0", "00"})
_SERVICE = "TraCuuHoSo"


class LoginAnswer(Record):
    """What the login answers."""

    error_code: Text
    session: Text = ""


class LookupAnswer(Record):
    """What `TraCuuHoSo` answers; `result` has no default: an answer without it tells nothing."""

    error_code: Text
    result: Annotated[tuple[NationalRecord, ...], BeforeValidator(lambda value: () if value is None else value)]


class Failure(Record):
    """An answer of which only the error is certain."""

    error_code: Text


class NationalStatus:
    """As the port. Keeps one session, which its lookups share."""

    name = "national"
    proofs = frozenset({ProofKind.PHONE, ProofKind.IDENTITY})

    def __init__(self, access: PortalAccess, patience: Patience, clock: Callable[[], datetime]) -> None:
        """Reach the portal of `access`; `clock` gives aware moments. Opens no connection. Raises `ValueError` as `Calls`."""
        self._access, self._clock = access, clock
        self._calls = Calls(self.name, access.url, patience, auth_of(access))
        self._session, self._denials = "", 0
        self._one = asyncio.Lock()

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        """As the port."""
        if proof.kind not in self.proofs:
            return None
        found = (await self._asked(code)).result
        mine = [one for one in found if fits(proof, phones=one.phones, identities=one.identities)]
        if not mine:  # first of all: a complaint about the record would tell that there is one
            return None
        record = next((one for one in mine if one.code.upper() == code.upper()), None)
        if record is None:
            raise PortalUnavailable("another dossier", reason="malformed")
        return record.told(code, self._access.title, self._clock())

    async def close(self) -> None:
        """As the port."""
        await self._calls.close()

    async def _asked(self, code: str) -> LookupAnswer:
        session = await self._logged_in("")
        try:
            return await self._once(code, session)
        except (PortalDenied, _Refused):
            return await self._once(code, await self._logged_in(session))

    async def _once(self, code: str, session: str) -> LookupAnswer:
        asked = {"session": session, "madonvi": self._access.agency, "service": _SERVICE, "mahoso": code}
        answer = await self._calls.json("POST", self._access.service_path, json=asked)
        _check(answer, _Refused)
        return read(LookupAnswer, answer)

    async def _logged_in(self, refused: str) -> str:
        """Return a session other than `refused`: the kept one, or a new one, which one task gets and the others wait for."""
        denials = self._denials
        async with self._one:
            if self._session in ("", refused):
                if self._denials > denials:
                    raise PortalDenied("no login")  # as for who went first: many tries in a row may lock the account
                self._session = ""
                self._session = await self._login()
            return self._session

    async def _login(self) -> str:
        own = {"username": self._access.username, "password": self._access.password.get_secret_value()}
        logins.labels(self.name).inc()
        try:
            answer = await self._calls.json("POST", self._access.login_path, json=own)
            _check(answer, PortalDenied)
        except PortalDenied:
            self._denials += 1
            raise
        session = read(LoginAnswer, answer).session
        if not session:
            raise PortalUnavailable("no session in the answer", reason="malformed")
        return session


class _Refused(PortalUnavailable):
    """The portal answers with an error of its own: an expired session, or anything else."""

    def __init__(self, message: str) -> None:
        super().__init__(message, reason="server_error")


def _check(answer: Any, refusal: Callable[[str], PortalUnavailable]) -> None:
    """Raise `refusal` for an answer whose `error_code` is no success, and "malformed" for one without any."""
    code = read(Failure, answer).error_code
    if not code:
        raise PortalUnavailable("no error_code", reason="malformed")
    if code not in _SUCCESS:
        raise refusal("the portal answers with an error")
