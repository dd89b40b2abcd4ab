"""Read records of the national portal's catalogue (Cổng Dịch vụ công quốc gia) into `Procedure`s.

The form is what `get-formality-by-citizen` answers: `{id, code, name, detail{...}, lifeEventGroup}`,
one record a line, plain or gzip. Times are epoch milliseconds.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from core.procedure import Case, Document, Fee, LegalBasis, Level, Method, Procedure, TimeLimit
from core.text import fold, normalize

SOURCE_PAGE = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{id}"
_VIETNAM = timezone(timedelta(hours=7))
_CHANNELS = {"DIRECT": "direct", "POSTAL": "post", "ONLINE": "online"}
_FEE_KINDS = {"FEE": "fee", "SERVICE_FEE": "service_fee", "PRICE_LEVEL": "price"}
_UNITS = {"HOUR": "hour", "DAY": "day", "WORKING_DAY": "working_day", "MONTH": "month", "YEAR": "year"}
_LEVELS: dict[str, Level] = {"isWard": "ward", "isProvince": "province", "isMinistry": "ministry", "isOtherAgency": "other"}
_NOT_STATED = {"", "khong", "khong co", "khong quy dinh", "khong co thong tin", "khong co yeu cau", "chua co"}


def read_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield `(line number, raw record)` of a `.jsonl` or `.jsonl.gz` file, in order.

    Raises `ValueError` naming the line that is not JSON, or the file that cannot be unpacked or is not UTF-8.
    """
    for number, line in _lines(path):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path.name}, line {number}: not JSON ({error.msg})") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            yield from enumerate(lines, start=1)
    except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: damaged or not UTF-8 ({error})") from error


def to_procedure(raw: dict[str, Any], checked: date | None = None) -> Procedure:
    """Turn one raw record into a `Procedure`.

    Args:
        raw: the record as the portal returns it.
        checked: the day the record was taken from its source.

    Raises:
        pydantic.ValidationError: a field that the record must have is missing or malformed.
    """
    detail = raw["detail"]
    return Procedure(
        code=raw["code"].strip(),
        name=_line(detail["name"]),
        field=_first(detail, "categoriesDetails"),
        level=[level for flag, level in _LEVELS.items() if detail.get(flag)],
        agency=_stated(detail.get("executingAgencies")) or _names(detail, "departmentsExecuting", "unitGroupsExecuting"),
        place=_stated(detail.get("dossierReceivingAddresses")),
        cases=[_case(case) for case in detail.get("executionCases") or []],
        methods=[_method(method) for method in detail.get("executionMethods") or []],
        steps=[text for step in detail.get("executionSteps") or [] if (text := _step(step))],
        requirements=_paragraphs(detail.get("requirementsAndConditions")),
        result="; ".join(_line(r["name"]) for r in detail.get("resultsDetails") or []) or None,
        subjects=[_line(s["name"]) for s in detail.get("subjectTypesDetails") or []],
        legal_basis=[_legal(entry) for entry in detail.get("legalBasisesDetails") or []],
        decision_number=_stated((detail.get("procedureProposal") or {}).get("proposalNumber")),
        source_url=SOURCE_PAGE.format(id=raw["id"]),
        updated=_day(detail.get("updatedAt")),
        checked=checked,
        life_event_group=next(iter(raw.get("lifeEventGroup") or []), None),
    )


def _line(text: str) -> str:
    """One line: normalised, blanks and line breaks folded."""
    return re.sub(r"\s+", " ", normalize(text)).strip()


def _stated(text: str | None) -> str | None:
    """The text, or None where the source only says that it says nothing."""
    line = _line(text or "")
    return None if fold(line).strip(" .-") in _NOT_STATED else line


def _paragraphs(text: str | None) -> list[str]:
    return [] if _stated(text) is None else [line for part in (text or "").splitlines() if (line := _line(part))]


def _first(detail: dict[str, Any], key: str) -> str | None:
    return next((_line(entry["name"]) for entry in detail.get(key) or []), None)


def _names(detail: dict[str, Any], *keys: str) -> str | None:
    names = [_line(entry["name"]) for key in keys for entry in detail.get(key) or [] if entry]
    return ", ".join(names) or None


def _case(raw: dict[str, Any]) -> Case:
    name = _line(raw.get("name") or "").strip("*:- ") or None
    return Case(name=name, documents=[_document(part) for part in raw["profileComponents"] if _paper(part)])


def _document(raw: dict[str, Any]) -> Document:
    forms = ", ".join(_line(a["fileName"]) for a in raw.get("attachments") or [])
    return Document(
        name=_paper(raw),
        originals=raw.get("originalQty"),
        copies=raw.get("copyQty"),
        note=f"Biểu mẫu: {forms}" if forms else None,
    )


def _paper(raw: dict[str, Any]) -> str:
    """The paper's name without the list mark the source writes before it."""
    return _line(raw["name"]).lstrip("-+* ")


def _method(raw: dict[str, Any]) -> Method:
    value, words = _amount_of_time(raw["processingTime"])
    text = " ".join(part for part in (words, _stated(raw.get("description"))) if part) or None
    return Method.model_validate(
        {
            "channel": _CHANNELS[raw["submissionMethod"]],
            "time_limit": TimeLimit(value=value, unit=_UNITS.get(raw["processingTimeUnit"], "other"), text=text),
            "fees": [fee for entry in raw.get("fees") or [] if (fee := _fee(entry))],
        }
    )


def _amount_of_time(stated: float | str | None) -> tuple[float | None, str | None]:
    """Some records write the number of days as words: those are kept as words."""
    try:
        return float(stated or 0) or None, None
    except ValueError:
        return None, _stated(str(stated))


def _fee(raw: dict[str, Any]) -> Fee | None:
    """A fee as stated. The portal writes 0 where the words hold the fee, and 0 without words says nothing."""
    text = _stated(raw.get("description"))
    amount = raw.get("value") or None
    if amount is None and text is None:
        return None
    if raw.get("currencyName") == "USD" and amount is not None:
        return Fee(kind=_FEE_KINDS[raw["type"]], amount_vnd=None, text=f"{amount} USD{f' ({text})' if text else ''}")
    return Fee(kind=_FEE_KINDS[raw["type"]], amount_vnd=amount, text=text)


def _step(raw: dict[str, Any]) -> str:
    return normalize(f"{raw.get('name') or ''}\n{raw.get('description') or ''}")


def _legal(raw: dict[str, Any]) -> LegalBasis:
    return LegalBasis(number=_line(raw["code"]), name=_line(raw["name"]) or None)


def _day(milliseconds: int | None) -> date | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(_VIETNAM).date() if milliseconds else None
