"""Dossiers of an OpenCPS v2 portal, by its own REST interface.

Contract: `GET /o/rest/v2/dossiers/{dossierNo}?secretKey=` answers who is not signed in but holds the dossier's secret key;
`GET /o/rest/v2/dossiers?dossierNo=` searches and wants an account. The header `groupId` names the site. The form of a search's
answer was not recorded: `{"total": n, "data": [...]}`, as its published model has it, and a bare list are read.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx2

from core.errors import PortalUnavailable
from portal.dossiers.access import Patience, PortalAccess
from portal.dossiers.adapters.calls import Calls
from portal.dossiers.adapters.fields import phones, text
from portal.dossiers.adapters.lgsp import auth_of
from portal.dossiers.adapters.opencps_record import dossier
from portal.dossiers.models import Dossier, Proof, ProofKind
from portal.dossiers.proof import fits

_PATH = "/o/rest/v2/dossiers"
# To a caller with a key these all say "no such dossier, or not its key"; published releases answer 203 and a bare text.
_NOTHING = frozenset({203, 401, 403, 404})
_SENDABLE = re.compile(r"[ -~]{1,200}")  # no proof is longer or has other signs, and not every address could carry it


class OpenCpsStatus:
    """A `DossierStatusProvider` of one OpenCPS site."""

    name = "opencps"

    def __init__(self, access: PortalAccess, patience: Patience, clock: Callable[[], datetime]) -> None:
        """Look up at `access.url`; `username` and `password` (HTTP basic) are for searches. Opens nothing; `clock` is aware.

        Raises:
            ValueError: no address, or an account beside the LGSP: both would need the same header.
        """
        if not access.url:
            raise ValueError("opencps: url is missing")
        if access.lgsp and access.username:
            raise ValueError("opencps: username and lgsp exclude each other")
        # OpenCPS shows an administrator's account any dossier, whatever key comes with it. So a key travels without our account,
        # and not through the LGSP, where we do not know as whom we arrive. A search is for who has an account.
        keys = frozenset() if access.lgsp else frozenset({ProofKind.SECRET})
        searches = frozenset({ProofKind.PHONE, ProofKind.IDENTITY}) if access.username or access.lgsp else frozenset()
        self.proofs = keys | searches
        self._account = httpx2.BasicAuth(access.username, access.password.get_secret_value()) if access.username else None
        headers = {"Accept": "application/json"} | ({"groupId": access.group_id} if access.group_id else {})
        self._calls = Calls(self.name, access.url, patience, auth_of(access), headers)
        self._title, self._clock = access.title, clock

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        """As the port."""
        value = proof.value.strip()
        if proof.kind not in self.proofs or not _SENDABLE.fullmatch(value):
            return None
        found = await (self._with_key(code, value) if proof.kind is ProofKind.SECRET else self._search(code, proof))
        mine = [one for one in found if text(one.get("dossierNo")).upper() == code.upper()]
        return dossier(code, mine[0], self._title, self._clock()) if mine else None

    async def close(self) -> None:
        """Close its connections."""
        await self._calls.close()

    async def _with_key(self, code: str, key: str) -> list[dict[str, Any]]:
        answer = await self._calls.json("GET", f"{_PATH}/{quote(code, safe='')}", absent=_NOTHING, params={"secretKey": key})
        if answer is None:
            return []
        if not isinstance(answer, dict) or not text(answer.get("dossierNo")):
            raise PortalUnavailable("no dossier in the answer", reason="malformed")
        return [answer]

    async def _search(self, code: str, proof: Proof) -> list[dict[str, Any]]:
        """Return what the search finds and `proof` fits."""
        params = {"dossierNo": code} | ({"applicantIdNo": proof.value.strip()} if proof.kind is ProofKind.IDENTITY else {})
        account: dict[str, Any] = {"auth": self._account} if self._account else {}
        found = _listed(await self._calls.json("GET", _PATH, params=params, **account))
        return [one for one in found if fits(proof, phones=phones(one.get("contactTelNo")), identities=[text(one.get("applicantIdNo"))])]


def _listed(answer: Any) -> list[dict[str, Any]]:
    if isinstance(answer, dict) and "data" not in answer and answer.get("total") == 0:
        return []  # an empty list is left out by some releases
    found = answer.get("data") if isinstance(answer, dict) else answer
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise PortalUnavailable("no list of dossiers in the answer", reason="malformed")
    return found
