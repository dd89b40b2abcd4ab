"""A dossier as iGate writes it, read into ours.

Recorded were `code, applicant.data.fullname, procedure.translate, statusCurrentTask, appliedDate, appointmentDate, completedDate`, and of
other iGate portals `dossierStatus, dossierTaskStatus, agency, procedure.code`. In which field of the applicant the phone and the identity
number stand was recorded of forms alone (`phoneNumber`, `identityNumber`): spellings close to these are read too, and a record without
them proves nothing. Which number of `dossierStatus` means what was not recorded but for 0, so a state is known by its name.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from core.text import fold
from portal.dossiers.adapters import fields
from portal.dossiers.adapters.fields import procedure_code, text
from portal.dossiers.adapters.times import moment
from portal.dossiers.models import Dossier, State
from portal.dossiers.privacy import cleaned, initials

_VIETNAMESE, _ENGLISH = "228", "46"
_PHONES = frozenset({"phonenumber", "phone", "phoneno", "mobile", "mobilephone", "mobilenumber", "tel", "sodienthoai", "dienthoai"})
_IDENTITIES = frozenset({"identitynumber", "identityno", "identity", "idnumber", "idcard", "socancuoc", "cccd", "cmnd", "sodinhdanh"})
_NAMES = ("fullname", "ownerFullname", "organization")
_STATES = {
    "moi dang ky": State.REGISTERED,
    "cho tiep nhan": State.REGISTERED,
    "duoc tiep nhan": State.RECEIVED,
    "da tiep nhan": State.RECEIVED,
    "khong duoc tiep nhan": State.REFUSED,
    "tu choi tiep nhan": State.REFUSED,
    "dang xu ly": State.PROCESSING,
    "cho bo sung": State.MORE_PAPERS,
    "yeu cau bo sung": State.MORE_PAPERS,
    "yeu cau bo sung giay to": State.MORE_PAPERS,
    "yeu cau thuc hien nghia vu tai chinh": State.FEE_DUE,
    "cho thuc hien nghia vu tai chinh": State.FEE_DUE,
    "cong dan yeu cau rut": State.WITHDRAWN,
    "dung xu ly": State.STOPPED,
    "tu choi chuyen nganh": State.STOPPED,  # the department ends what the desk took in: "not taken in" would be untrue
    "da huy": State.STOPPED,  # by whom is not said
    "da xu ly xong": State.DONE,
    "cho tra ket qua": State.DONE,
    "da tra ket qua": State.RETURNED,
}
_UNDER_WAY = frozenset({State.REGISTERED, State.RECEIVED, State.PROCESSING})


def dossier(code: str, record: dict[str, Any], title: str, seen: datetime) -> Dossier:
    """Return what `record` tells of `code`, without personal data; `title` is the portal's, `seen` when it said so."""
    data, procedure, agency = _data(record), _part(record, "procedure"), _part(record, "agency")
    numbers = [*phones(record), *identities(record), text(data.get("email"))]
    state, words = _state(record), next(_statuses(record), "")
    step = _named(record.get("statusCurrentTask"))
    applied = None if state is State.REGISTERED else moment(record.get("appliedDate"))
    return Dossier(
        code=code,
        state=state,
        state_words=cleaned(words, *numbers) or "",
        procedure_code=procedure_code(procedure.get("code")),
        procedure_name=cleaned(_named(procedure.get("translate")) or _named(procedure.get("name"))),
        agency=cleaned(_named(agency.get("name")) or _named(_part(agency, "parent").get("name"))),
        step=cleaned(step, *numbers, *(text(data.get(key)) for key in _NAMES)) if step != words else None,
        received=moment(record.get("acceptedDate")) or applied,
        due=moment(record.get("appointmentDate")) or moment(record.get("dueDate")),
        done=moment(record.get("completedDate")),
        changed=moment(record.get("lastModifiedDate")),
        applicant=initials(text(data.get("fullname")) or text(data.get("ownerFullname"))),
        portal=title,
        seen=seen,
    )


def phones(record: dict[str, Any]) -> list[str]:
    """Return the phone numbers of the applicant."""
    return [number for value in _under(record, _PHONES) for number in fields.phones(value)]


def identities(record: dict[str, Any]) -> list[str]:
    """Return the identity numbers of the applicant."""
    return [text(value) for value in _under(record, _IDENTITIES)]


def _state(record: dict[str, Any]) -> State | None:
    """Return the state its names tell. Of two, the one that says more than "under way"; `None` where they contradict each other."""
    told = [state for named in _statuses(record) if (state := _STATES.get(_bare(named)))]
    final = {state for state in told if state not in _UNDER_WAY}
    if final:
        return final.pop() if len(final) == 1 else None
    number = text(_part(record, "dossierStatus").get("id", record.get("dossierStatus")))
    return told[0] if told else State.REGISTERED if number == "0" else None


def _statuses(record: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the status, the one citizens are shown first."""
    task, whole = _part(record, "dossierTaskStatus"), _part(record, "dossierStatus")
    yield from filter(None, (_named(task.get("name")), _named(whole.get("name")), _named(record.get("statusCurrentTask"))))


def _bare(named: str) -> str:
    """Return a status's name for comparison: "Chờ bổ sung hồ sơ" and "Hồ sơ chờ bổ sung" are one."""
    return " ".join(re.sub(r"\bho so\b|[^\w\s]", " ", fold(named)).split())


def _named(value: Any) -> str:
    """Return a name: a text, a translation, or of several translations the Vietnamese one, else the English, else the first."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return text(value) if isinstance(value, str) else ""
    names = {text(one.get("languageId")): text(one.get("name")) for one in reversed(value) if isinstance(one, dict)}
    return names.get(_VIETNAMESE) or names.get(_ENGLISH) or next(reversed(names.values()), "")


def _under(record: dict[str, Any], keys: frozenset[str]) -> list[Any]:
    return [value for key, value in _data(record).items() if re.sub(r"[^a-z]", "", key.lower()) in keys]


def _data(record: dict[str, Any]) -> dict[str, Any]:
    return _part(_part(record, "applicant"), "data")


def _part(record: dict[str, Any], key: str) -> dict[str, Any]:
    part = record.get(key)
    return part if isinstance(part, dict) else {}
