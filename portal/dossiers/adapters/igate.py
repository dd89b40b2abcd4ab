"""Dossiers of a VNPT iGate 2 portal, with our own client credentials.

Contract: Keycloak gives a token for client credentials; with it `GET /pa/dossier-search/dvc?page=0&size=10&spec=slice&code=` answers
`{"content": [...]}`. The client credentials that such a portal hands to every browser are not ours: without an account of its own this
adapter does not start.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.errors import PortalUnavailable
from portal.dossiers.access import Patience, PortalAccess
from portal.dossiers.adapters.calls import Calls
from portal.dossiers.adapters.fields import text
from portal.dossiers.adapters.igate_record import dossier, identities, phones
from portal.dossiers.adapters.lgsp import auth_of
from portal.dossiers.adapters.tokens import BearerAuth
from portal.dossiers.models import Dossier, Proof, ProofKind
from portal.dossiers.proof import fits

_PATH = "/pa/dossier-search/dvc"
_SLICE = {"page": "0", "size": "10", "spec": "slice"}
_NEEDS = ("url", "token_url", "client_id", "client_secret")


class IgateStatus:
    """A `DossierStatusProvider` of one iGate portal."""

    name = "igate"
    proofs = frozenset({ProofKind.PHONE, ProofKind.IDENTITY})

    def __init__(self, access: PortalAccess, patience: Patience, clock: Callable[[], datetime]) -> None:
        """Look up at `access.url` with tokens of `access.token_url`. Opens nothing; `clock` gives aware moments.

        Raises:
            ValueError: an address or our own credentials are missing, or the LGSP is wanted, whose token would take the same header.
        """
        secret = access.client_secret.get_secret_value()
        given = (access.url, access.token_url, access.client_id, secret)
        if missing := [name for name, value in zip(_NEEDS, given, strict=True) if not value.strip()]:
            raise ValueError(f"igate: {', '.join(missing)} missing; the portal's operator gives us credentials of our own")
        form = {"grant_type": "client_credentials", "client_id": access.client_id, "client_secret": secret}
        auth = auth_of(access, BearerAuth(access.token_url, form, self.name))
        self._calls = Calls(self.name, access.url, patience, auth, {"Accept": "application/json"})
        self._title, self._clock = access.title, clock

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        """As the port."""
        if proof.kind not in self.proofs or not proof.value.strip():
            return None
        found = _content(await self._calls.json("GET", _PATH, params=_SLICE | {"code": code}))
        mine = [one for one in found if text(one.get("code")).upper() == code.upper() and _proven(proof, one)]
        return dossier(code, mine[0], self._title, self._clock()) if mine else None

    async def close(self) -> None:
        """Close its connections."""
        await self._calls.close()


def _proven(proof: Proof, record: dict[str, Any]) -> bool:
    return fits(proof, phones=phones(record), identities=identities(record))


def _content(answer: Any) -> list[dict[str, Any]]:
    found = answer.get("content") if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise PortalUnavailable("no list of dossiers in the answer", reason="malformed")
    return found
