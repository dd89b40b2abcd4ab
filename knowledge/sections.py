"""One facet of a record as a section of an answer. Only what the record says; what it does not say is said to be missing.

Lists are bounded, whole sentences only, with the address where everything is: some records hold hundreds of papers.
"""

import re
from collections.abc import Callable, Iterable

from core.answer import Facet, Section
from core.procedure import Fee, Method, Procedure, TimeLimit
from core.text import fold
from knowledge import papers, tidy
from knowledge.facets import TITLES

PORTAL = "dichvucong.gov.vn"
_CHANNELS = {"direct": "Trực tiếp", "post": "Bưu chính", "online": "Trực tuyến"}
_UNITS = {"hour": "giờ", "day": "ngày", "working_day": "ngày làm việc", "month": "tháng", "year": "năm"}
_KINDS = {"fee": "Phí", "service_fee": "Lệ phí", "price": "Mức giá"}
_LAWS = {"luat", "bo luat", "nghi dinh", "thong tu", "quyet dinh", "nghi quyet"}
_BETWEEN_RESULTS = re.compile(r";+\s*(?=[-–+*]|[A-ZĐÀ-Ỹ])")
_FEW = 5
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


_KINDS_OF: dict[Facet, str] = {
    "documents": "giấy tờ", "fee": "mức", "time": "mốc", "steps": "ý", "requirements": "điều kiện",
    "legal_basis": "văn bản", "result": "kết quả", "subjects": "đối tượng", "form": "biểu mẫu",
}  # fmt: skip
_BRIEF = 8  # items of a section in an overview


def section(procedure: Procedure, facet: Facet, case: int | None = None, brief: bool = False) -> Section:
    """Return `facet` of `procedure`; where the record is silent the section says so.

    Args:
        procedure: the record.
        facet: which part of it.
        case: for the papers, the number (from 0) of the case a person chose.
        brief: keep to the first items, as an overview does.
    """
    items = papers.papers(procedure, case) if facet == "documents" else _ITEMS[facet](procedure)
    told = [tidied for item in items if (tidied := tidy.line(item))]
    most = _BRIEF if brief else 15 if facet != "documents" else papers.MANY
    bounded = tidy.bounded(told, _KINDS_OF.get(facet, "ý"), procedure.source_url, most, 1_200 if brief else 3_200)
    return Section(facet=facet, title=TITLES[facet], items=bounded or [_MISSING[facet]])


def stated(procedure: Procedure, facet: Facet) -> bool:
    """Tell whether the record says anything of `facet`."""
    return any(True for _ in _ITEMS[facet](procedure))


def _fees(procedure: Procedure) -> Iterable[str]:
    return _by_channel(procedure, lambda method: [_fee(fee) for fee in method.fees])


def _fee(fee: Fee) -> str:
    if fee.amount_vnd is None:  # without words either, the record says nothing, and the line is left out
        return fee.text or ""
    amount = f"{fee.amount_vnd:,}".replace(",", ".") + " đồng"
    if not fee.text:
        return f"{_KINDS[fee.kind]} {amount}"
    if re.match(rf"{re.escape(amount.split()[0])}(?![.,]?\d)", fee.text):
        return fee.text
    return f"{amount}{fee.text}" if fee.text.startswith("/") else f"{amount}: {tidy.unmarked(fee.text)}"


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
        text = tidy.line(line)
        yield text if set(channels) == every else f"{', '.join(_CHANNELS[c] for c in channels)}: {text}"


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


def _legal(procedure: Procedure) -> Iterable[str]:
    for basis in procedure.legal_basis:
        name = tidy.sentence_case(basis.name or "")
        if not name or basis.number in name:  # "Nghị định số 123/2015/NĐ-CP ..." names its number already
            yield name or basis.number
        else:
            yield f"{name} {basis.number}" if fold(name) in _LAWS else f"{basis.number}: {name}"


def _steps(procedure: Procedure) -> Iterable[str]:
    """One line of the record an item, without the heading that only repeats what is asked."""
    heads = {fold(procedure.name), "trinh tu thuc hien", "cach thuc thuc hien", "a) trinh tu thuc hien"}
    lines = (line for step in procedure.steps for line in step.splitlines())
    return (line for line in lines if fold(line).strip(" :.-+*") not in heads)


def _results(procedure: Procedure) -> Iterable[str]:
    return _BETWEEN_RESULTS.split(procedure.result) if procedure.result else []


def _subjects(procedure: Procedure) -> Iterable[str]:
    """One a line as long as they are few."""
    return procedure.subjects if len(procedure.subjects) <= _FEW else ["; ".join(procedure.subjects)]


_ITEMS: dict[Facet, Callable[[Procedure], Iterable[str]]] = {
    "documents": papers.papers,
    "fee": _fees,
    "time": _times,
    "place": _place,
    "steps": _steps,
    "requirements": lambda procedure: procedure.requirements,
    "legal_basis": _legal,
    "result": _results,
    "online": _online,
    "subjects": _subjects,
    "form": papers.forms,
}
