"""An OpenCPS v2 site: dossiers by number and secret key for anybody, a search for its account."""

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from pydantic import SecretStr

from channels.demo.server import Call, FakeServer, Reply
from core.clock import VIETNAM
from portal.dossiers.access import PortalAccess
from portal.dossiers.models import State
from portal.dossiers.sample.dossiers import SampleDossier

_PATH = "/o/rest/v2/dossiers"
_STATUSES = {
    State.REGISTERED: "new",
    State.RECEIVED: "receiving",
    State.REFUSED: "denied",
    State.PROCESSING: "processing",
    State.MORE_PAPERS: "waiting",
    State.FEE_DUE: "paying",
    State.WITHDRAWN: "cancelled",
    State.STOPPED: "unresolved",
    State.DONE: "releasing",
    State.RETURNED: "done",
    None: "pausing",
}


class FakeOpenCps(FakeServer):
    """Holds `samples`. Tests may change `records` (by number), `bare` (a search answers a list alone) and `refusing`."""

    def __init__(self, samples: Iterable[SampleDossier]) -> None:
        """Take in `samples`."""
        super().__init__()
        kept = list(samples)
        self.records = {one.dossier.code: record(one) for one in kept}
        self.secrets = {one.dossier.code: one.secret for one in kept}
        self.group, self.account = "55301", ("tro-ly", "mat-khau-cua-fake")
        self.bare = False
        self.refusing = (403, 404)  # a wrong key, an unknown number; published releases answer 203 to both

    @property
    def access(self) -> PortalAccess:
        """How it is reached."""
        name, password = self.account
        return PortalAccess(
            adapter="opencps", title="Cổng thử", url=self.url, group_id=self.group, username=name, password=SecretStr(password)
        )

    def expire(self) -> None:
        """There are no sessions."""

    def answer(self, call: Call) -> Reply:
        """Answer as the recorded contract."""
        if call.headers.get("groupid") != self.group:
            return _refusal(404, "No site")
        signed_in = call.headers.get("authorization") == _basic(*self.account)
        if call.path == _PATH:
            return self._search(call.query) if signed_in else _refusal(403, "No permission")
        return self._detail(unquote(call.path.removeprefix(f"{_PATH}/")), call.query.get("secretKey", ""), signed_in)

    def _detail(self, number: str, key: str, signed_in: bool) -> Reply:
        if number not in self.records:
            return _refusal(self.refusing[1], "No such dossier")
        fits = key.lower() == self.secrets[number].lower()
        # As published: to an administrator the key does not matter.
        return Reply(self.records[number]) if signed_in or (key and fits) else _refusal(self.refusing[0], "Wrong password")

    def _search(self, query: dict[str, str]) -> Reply:
        wanted, identity = query.get("dossierNo", ""), query.get("applicantIdNo", "")
        # A search also finds numbers that hold the words asked for.
        found = [one for one in self.records.values() if wanted in one["dossierNo"] and identity in ("", one["applicantIdNo"])]
        return Reply(found if self.bare else {"total": len(found), "data": found})


def record(sample: SampleDossier) -> dict[str, Any]:
    """Return `sample` as OpenCPS would tell it, with all it knows of the applicant."""
    told = sample.dossier
    return {
        "dossierNo": told.code,
        "serviceCode": f"{told.procedure_code}.000.00.00.H29" if told.procedure_code else "",
        "serviceName": told.procedure_name or "",
        "govAgencyCode": "000.00.18.H29",
        "govAgencyName": told.agency or "",
        "applicantName": sample.applicant,
        "applicantIdType": "citizen",
        "applicantIdNo": sample.identity,
        "contactTelNo": sample.phone,
        "contactName": sample.applicant,
        "submitDate": _day(told.received),
        "receiveDate": "" if told.state is State.REGISTERED else _day(told.received),
        "dueDate": _day(told.due),
        "extendDate": "",
        "releaseDate": _day(told.done),
        "finishDate": _day(told.done) if told.state is State.RETURNED else "",
        "cancellingDate": _day(told.changed or told.received) if told.state is State.WITHDRAWN else "",
        "correctingDate": "",
        "dossierStatus": _STATUSES[told.state],
        "dossierStatusText": told.state_words,
        "dossierSubStatus": "",
        "dossierSubStatusText": "",
        "stepCode": "200",
        "stepName": told.step or "",
        "stepInstruction": sample.raw_note or told.note or "",
        "lastActionDate": _day(told.changed),
        "lastActionName": "Chuyển xử lý",
        "lastActionNote": _asked(sample) if told.state is State.MORE_PAPERS else "",
        "applicantNote": "",
        "paymentFee": str(sum(fee.amount_vnd or 0 for fee in told.fees) or ""),
        "durationCount": 5,
        "durationUnit": 0,
        "viaPostal": 0,
        "online": True,
    }


def _asked(sample: SampleDossier) -> str:
    last = sample.dossier.demands[-1] if sample.dossier.demands else None
    note = sample.raw_demand_notes[-1] if sample.raw_demand_notes else last and last.note
    return "; ".join([*(last.papers if last else ()), *([note] if note else [])])


def _day(moment: datetime | None) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S") if moment else ""


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def _refusal(status: int, words: str) -> Reply:
    if status == 203:
        return Reply("key refused", 203)
    return Reply({"code": status, "message": words, "description": words, "exception": "org.opencps.Exception"}, status)
