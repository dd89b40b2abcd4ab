"""One facet of a record as a section of an answer. Only what the record says; what it does not say is said to be missing."""

import re
from collections.abc import Callable, Iterable

from core.answer import Facet, Section
from core.procedure import Document, Fee, Method, Procedure, TimeLimit
from knowledge.facets import TITLES

PORTAL = "dichvucong.gov.vn"
_CHANNELS = {"direct": "Trực tiếp", "post": "Bưu chính", "online": "Trực tuyến"}
_UNITS = {"hour": "giờ", "day": "ngày", "working_day": "ngày làm việc", "month": "tháng", "year": "năm"}
_KINDS = {"fee": "Phí", "service_fee": "Lệ phí", "price": "Mức giá"}
_ASK = "Xin hỏi nơi nộp hồ sơ hoặc tổng đài 1022."
_MISSING: dict[Facet, str] = {
    "documents": f"Bản ghi không nêu giấy tờ. {_ASK}",
    "fee": f"Bản ghi không nêu lệ phí. {_ASK}",
    "time": f"Bản ghi không nêu thời hạn. {_ASK}",
    "place": f"Bản ghi không nêu nơi nộp. {_ASK}",
    "steps": f"Bản ghi không nêu các bước. {_ASK}",
    "requirements": "Bản ghi không nêu điều kiện nào.",
    "legal_basis": "Bản ghi không nêu căn cứ pháp lý.",
    "result": "Bản ghi không nêu kết quả.",
    "online": f"Bản ghi không có hình thức nộp trực tuyến. {_ASK}",
    "subjects": "Bản ghi không nêu đối tượng.",
    "form": f"Bản ghi không nêu biểu mẫu. {_ASK}",
}


def section(procedure: Procedure, facet: Facet) -> Section:
    """Return `facet` of `procedure`; where the record is silent the section says so."""
    items = list(_ITEMS[facet](procedure))
    return Section(facet=facet, title=TITLES[facet], items=items or [_MISSING[facet]])


def stated(procedure: Procedure, facet: Facet) -> bool:
    """Tell whether the record says anything of `facet`."""
    return any(True for _ in _ITEMS[facet](procedure))


def _documents(procedure: Procedure) -> Iterable[str]:
    for case in procedure.cases:
        if case.name and case.documents:
            yield f"{case.name}:"
        yield from (_document(document) for document in case.documents)


def _document(document: Document) -> str:
    counts = [
        f"{number} bản {kind}" for number, kind in ((document.originals, "chính"), (document.copies, "sao")) if number
    ]  # fmt: skip
    note = f". {document.note}" if document.note else ""
    counted = f" ({', '.join(counts)})" if counts else ""
    return f"{document.name}{counted}{note}"


def _fees(procedure: Procedure) -> Iterable[str]:
    return _by_channel(procedure, lambda method: [_fee(fee) for fee in method.fees])


def _fee(fee: Fee) -> str:
    if fee.amount_vnd is None:  # without words either, the record says nothing, and the line is left out
        return fee.text or ""
    amount = f"{fee.amount_vnd:,}".replace(",", ".") + " đồng"
    if not fee.text:
        return f"{_KINDS[fee.kind]} {amount}"
    return fee.text if re.match(rf"{re.escape(amount.split()[0])}(?![.,]?\d)", fee.text) else f"{amount}: {fee.text}"


def _times(procedure: Procedure) -> Iterable[str]:
    return _by_channel(procedure, lambda method: [_time(method.time_limit)] if method.time_limit else [])


def _time(limit: TimeLimit) -> str:
    if limit.value is None or limit.unit == "other":
        return limit.text or ""
    length = f"{limit.value:g} {_UNITS[limit.unit]}"
    if not limit.text:
        return length
    return limit.text if re.search(rf"(?<![\d.,])0?{re.escape(length)}\b", limit.text.lower()) else f"{length}. {limit.text}"


def _by_channel(procedure: Procedure, lines: Callable[[Method], list[str]]) -> Iterable[str]:
    """Say each line once, before it the ways of submitting it holds for (none where it holds for all)."""
    every = {method.channel for method in procedure.methods}
    told = [(line, method.channel) for method in procedure.methods for line in lines(method) if line]
    order = list(dict.fromkeys(line for line, _ in told))
    for line in order:
        channels = list(dict.fromkeys(channel for other, channel in told if other == line))
        yield line if set(channels) == every else f"{', '.join(_CHANNELS[c] for c in channels)}: {line}"


def _place(procedure: Procedure) -> Iterable[str]:
    if procedure.place:
        yield procedure.place
    if procedure.agency:
        yield f"Cơ quan giải quyết: {procedure.agency}"


def _online(procedure: Procedure) -> Iterable[str]:
    channels = {method.channel for method in procedure.methods}
    if "online" in channels:
        yield f"Nộp được trực tuyến trên Cổng Dịch vụ công quốc gia ({PORTAL}), đăng nhập bằng VNeID."
    if "post" in channels:
        yield "Nộp được qua dịch vụ bưu chính."
    if "online" not in channels and "direct" in channels:
        yield "Bản ghi không có hình thức nộp trực tuyến; nộp trực tiếp."


def _forms(procedure: Procedure) -> Iterable[str]:
    told = ("mẫu", "tờ khai", "đơn")
    documents = [document for case in procedure.cases for document in case.documents]
    named = [_document(d) for d in documents if d.form_url or any(word in f"{d.name} {d.note or ''}".lower() for word in told)]
    return list(dict.fromkeys(named))


def _legal(procedure: Procedure) -> Iterable[str]:
    for basis in procedure.legal_basis:
        yield f"{basis.number}{f': {basis.name}' if basis.name and basis.name != basis.number else ''}"


def _one(text: str | None) -> Iterable[str]:
    return [text] if text else []


_ITEMS: dict[Facet, Callable[[Procedure], Iterable[str]]] = {
    "documents": _documents,
    "fee": _fees,
    "time": _times,
    "place": _place,
    "steps": lambda procedure: procedure.steps,
    "requirements": lambda procedure: procedure.requirements,
    "legal_basis": _legal,
    "result": lambda procedure: _one(procedure.result),
    "online": _online,
    "subjects": lambda procedure: procedure.subjects,
    "form": _forms,
}
