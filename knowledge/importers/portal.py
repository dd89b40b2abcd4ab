"""Read records of the national portal's catalogue (Cổng Dịch vụ công quốc gia) into `Procedure`s.

The form is what `get-formality-by-citizen` answers: `{id, code, name, detail{...}, lifeEventGroup}`.
Times are epoch milliseconds.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from core.clock import VIETNAM
from core.procedure import Case, Document, Fee, LegalBasis, Level, Method, Procedure
from core.text import normalize
from knowledge.importers.reading import read_records
from knowledge.importers.texts import line, paragraphs, stated
from knowledge.importers.times import days_by_case, time_limit

__all__ = ["BROKEN", "SOURCE_PAGE", "Raw", "read_records", "to_procedure", "updated_at"]

Raw = dict[str, Any]
SOURCE_PAGE = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{id}"
BROKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError)  # what a malformed record raises
_CHANNELS = {"DIRECT": "direct", "POSTAL": "post", "ONLINE": "online"}
_FEE_KINDS = {"FEE": "fee", "SERVICE_FEE": "service_fee", "PRICE_LEVEL": "price"}
_LEVELS: dict[str, Level] = {"isWard": "ward", "isProvince": "province", "isMinistry": "ministry", "isOtherAgency": "other"}
# A legal document's own date stands right after its number: "Thông tư 92/2015/TT-BTC ngày 15/6/2015 ...".
_DATED = r"{number}\s+ngày\s+(\d{{1,2}})(?:/|\s+tháng\s+)(\d{{1,2}})(?:/|\s+năm\s+)(\d{{4}})\b"


def to_procedure(raw: Raw, checked: date | None = None) -> Procedure:
    """Turn one raw record into a `Procedure`.

    Args:
        raw: the record as the portal returns it.
        checked: the day the record was taken from its source.

    Raises:
        pydantic.ValidationError: a field that the record must have is empty or malformed.
        one of `BROKEN`: the same, deeper down; a note names the field.
    """
    detail = raw["detail"]
    parts: Raw = {"checked": checked}
    for name, part in _PARTS.items():
        try:
            parts[name] = part(raw, detail)
        except BROKEN as error:
            error.add_note(name)  # whoever reads the error learns which field it is about
            raise
    return Procedure(**parts)


def updated_at(raw: Raw) -> int:
    """Return when the portal last changed the record, in epoch milliseconds; 0 where it does not say."""
    value = (raw.get("detail") or {}).get("updatedAt")
    return value if isinstance(value, int) else 0


def _first(detail: Raw, key: str) -> str | None:
    return next((line(entry["name"]) for entry in detail.get(key) or []), None)


def _names(detail: Raw, *keys: str) -> str | None:
    names = [line(entry["name"]) for key in keys for entry in detail.get(key) or [] if entry]
    return ", ".join(names) or None


def _code(raw: Raw) -> str:
    """The code without blanks and unseen marks; whether it is one is the record's to say."""
    return "".join(line(raw["code"]).split())


def _id(raw: Raw) -> str:
    """The portal's own id, by which the original is kept."""
    if not isinstance(raw["id"], str) or not line(raw["id"]) or line(raw["id"]) != raw["id"]:
        raise ValueError("the portal's id is no plain text")
    return raw["id"]


def _agency(raw: Raw, detail: Raw) -> str | None:
    return stated(detail.get("executingAgencies")) or _names(detail, "departmentsExecuting", "unitGroupsExecuting")


def _methods(raw: Raw, detail: Raw) -> list[Method]:
    by_case = days_by_case(detail)
    return [_method(method, by_case) for method in detail.get("executionMethods") or []]


def _case(raw: Raw) -> Case:
    name = line(raw.get("name") or "").strip("*:- ") or None
    return Case(name=name, documents=[_document(part) for part in raw["profileComponents"] if _paper(part)])


def _document(raw: Raw) -> Document:
    forms = ", ".join(line(a["fileName"]) for a in raw.get("attachments") or [])
    return Document(
        name=_paper(raw),
        originals=raw.get("originalQty"),
        copies=raw.get("copyQty"),
        note=f"Biểu mẫu: {forms}" if forms else None,
    )


def _paper(raw: Raw) -> str:
    """The paper's name without the list mark the source writes before it."""
    return line(raw["name"]).lstrip("-+* ")


def _method(raw: Raw, by_case: str | None) -> Method:
    fees = [fee for entry in raw.get("fees") or [] if (fee := _fee(entry))]
    return Method.model_validate({"channel": _CHANNELS[raw["submissionMethod"]], "time_limit": time_limit(raw, by_case), "fees": fees})


def _fee(raw: Raw) -> Fee | None:
    """A fee as stated. The portal writes 0 where the words hold the fee, and 0 without words says nothing."""
    text = stated(raw.get("description"))
    amount = raw.get("value") or None
    if amount is None and text is None:
        return None
    if raw.get("currencyName") == "USD" and amount is not None:
        return Fee(kind=_FEE_KINDS[raw["type"]], amount_vnd=None, text=f"{amount} USD{f' ({text})' if text else ''}")
    return Fee(kind=_FEE_KINDS[raw["type"]], amount_vnd=amount, text=text)


def _step(raw: Raw) -> str:
    return normalize(f"{raw.get('name') or ''}\n{raw.get('description') or ''}")


def _legal(raw: Raw) -> LegalBasis:
    number, name = line(raw["code"]), line(raw["name"])
    return LegalBasis(number=number, name=name or None, date=_own_date(number, name))


def _own_date(number: str, name: str) -> str | None:
    found = re.search(_DATED.format(number=re.escape(number)), name, re.IGNORECASE) if number and "ngày" in name else None
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else None
    except ValueError:  # a date no calendar has: the source's slip, the words keep it
        return None


def _day(milliseconds: int | None) -> date | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(VIETNAM).date() if milliseconds else None


_PARTS: dict[str, Callable[[Raw, Raw], Any]] = {
    "code": lambda raw, _: _code(raw),
    "name": lambda _, detail: line(detail["name"]),
    "field": lambda _, detail: _first(detail, "categoriesDetails"),
    "level": lambda _, detail: [level for flag, level in _LEVELS.items() if detail.get(flag)],
    "agency": _agency,
    "place": lambda _, detail: stated(detail.get("dossierReceivingAddresses")),
    "cases": lambda _, detail: [_case(case) for case in detail.get("executionCases") or []],
    "methods": _methods,
    "steps": lambda _, detail: [text for step in detail.get("executionSteps") or [] if (text := _step(step))],
    "requirements": lambda _, detail: paragraphs(detail.get("requirementsAndConditions")),
    "result": lambda _, detail: "; ".join(line(r["name"]) for r in detail.get("resultsDetails") or []) or None,
    "subjects": lambda _, detail: [line(s["name"]) for s in detail.get("subjectTypesDetails") or []],
    "legal_basis": lambda _, detail: [_legal(entry) for entry in detail.get("legalBasisesDetails") or []],
    "decision_number": lambda _, detail: stated((detail.get("procedureProposal") or {}).get("proposalNumber")),
    "source_url": lambda raw, _: SOURCE_PAGE.format(id=_id(raw)),
    "updated": lambda _, detail: _day(detail.get("updatedAt")),
    "life_event_group": lambda raw, _: next((line(group) for group in raw.get("lifeEventGroup") or []), None),
}
