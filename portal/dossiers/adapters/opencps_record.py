"""A dossier as OpenCPS writes it, read into ours. Dates are `dd/MM/yyyy HH:mm:ss` of the city."""

from datetime import datetime
from typing import Any

from portal.dossiers.adapters.fields import dong, procedure_code, text
from portal.dossiers.adapters.times import moment
from portal.dossiers.models import Demand, Dossier, Fee, State
from portal.dossiers.privacy import cleaned, initials

STATES = {
    "new": State.REGISTERED,  # the desk's screen offers "Tiếp nhận"
    "receiving": State.REGISTERED,  # before a desk; on leaving this status the dossier gets its receiveDate
    "waiting": State.MORE_PAPERS,  # the desk's screen offers "Bổ sung", and the office's time does not run
    "paying": State.FEE_DUE,
    "processing": State.PROCESSING,
    "interoperating": State.PROCESSING,  # another agency works on it; OpenCPS counts it among those in process
    "releasing": State.DONE,  # the desk's screen offers "Trả kết quả"
    "posting": State.DONE,  # the result is on its way by post, not yet in the applicant's hands
    "done": State.RETURNED,
    "denied": State.REFUSED,
    "unresolved": State.STOPPED,  # ended without being settled, after it was taken in
    "cancelling": State.WITHDRAWN,  # the applicant asked for it
    "cancelled": State.STOPPED,  # by whom is not said, unless the applicant had asked (cancellingDate)
    # "pausing" and "correcting" are left to the portal's own words: the first does not say whose turn it is, and the second is no
    # demand of the office: its correctingDate is set by who asks for a correction.
}
_FEE = "Phí, lệ phí"  # OpenCPS names no fee
_NAMES = ("applicantName", "contactName", "delegateName", "postalName")
_NUMBERS = ("applicantIdNo", "contactTelNo", "contactEmail", "delegateIdNo", "delegateTelNo", "delegateEmail", "postalTelNo")
_PLACES = ("address", "delegateAddress", "postalAddress")


def dossier(code: str, record: dict[str, Any], title: str, seen: datetime) -> Dossier:
    """Return what `record` tells of `code`, without personal data; `title` is the portal's, `seen` when it said so."""
    state, noted = _state(record), moment(record.get("lastActionDate"))
    demanded = state is State.MORE_PAPERS
    (demand, note), fee = _notes(record, demanded), dong(record.get("paymentFee"))
    return Dossier(
        code=code,
        state=state,
        state_words=_public(record, "dossierStatusText") or (_public(record, "dossierStatus") if state is None else None) or "",
        procedure_code=procedure_code(record.get("serviceCode")),
        procedure_name=_public(record, "serviceName"),
        agency=_public(record, "govAgencyName"),
        step=cleaned(record.get("stepName"), *_values(record, *_NAMES, *_NUMBERS)),
        received=moment(record.get("receiveDate")),
        due=max((day for key in ("dueDate", "extendDate") if (day := moment(record.get(key)))), default=None),
        done=moment(record.get("releaseDate")) or moment(record.get("finishDate")),
        changed=noted,
        demands=(Demand(note=demand, asked=noted),) if demanded else (),
        fees=(Fee(_FEE, fee),) if fee else (),
        note=note,
        applicant=initials(record.get("applicantName")),
        portal=title,
        seen=seen,
    )


def _state(record: dict[str, Any]) -> State | None:
    status = text(record.get("dossierStatus")).lower()
    if status == "receiving" and moment(record.get("receiveDate")):
        return State.RECEIVED
    if status == "cancelled" and moment(record.get("cancellingDate")):
        return State.WITHDRAWN
    return STATES.get(status)


def _notes(record: dict[str, Any], demanded: bool) -> tuple[str | None, str | None]:
    """Return what is demanded, and what else the office, or else the applicant, wrote."""
    personal = _values(record, *_NAMES, *_NUMBERS, *_PLACES)
    action, step, own = (cleaned(record.get(key), *personal) for key in ("lastActionNote", "stepInstruction", "applicantNote"))
    if demanded:  # by the last action, or where that says nothing by the step
        return action or step or own, step if action != step and action else None
    return None, step or action or own


def _public(record: dict[str, Any], key: str) -> str | None:
    """Return a text of the portal's catalogues. A firm's name is not taken out of it: "xây dựng" stands in many of both."""
    return cleaned(record.get(key), *_values(record, *_NUMBERS))


def _values(record: dict[str, Any], *keys: str) -> list[str]:
    return [text(record.get(key)) for key in keys]
