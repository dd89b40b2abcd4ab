"""Ways to submit with their time limits, and fees, as a spreadsheet's cells write them.

A way is `Trực tiếp: 3 ngày làm việc; ghi chú`, a fee `Trực tiếp: Lệ phí 50.000 đồng; ghi chú`. A second way through the
same channel is called `Trực tiếp 2`. A fee without a way holds for every way.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from core.procedure import Channel, Fee, FeeKind, Method, TimeLimit, Unit
from core.text import fold
from knowledge.importers.cells import read_lines, write_lines
from knowledge.importers.times import NAMES, number

CHANNELS: dict[Channel, str] = {"direct": "Trực tiếp", "post": "Bưu chính", "online": "Trực tuyến"}
KINDS: dict[FeeKind, str] = {"fee": "Phí", "service_fee": "Lệ phí", "price": "Mức giá"}
_UNITS: dict[str, Unit] = {name: unit for unit, name in NAMES.items()} | {"(không rõ đơn vị)": "other"}
_LIMIT = re.compile(rf"(?:(?P<value>\d+(?:[.,]\d+)?)|\.\.\.) (?P<unit>{'|'.join(map(re.escape, _UNITS))})")
_FEE = re.compile(rf"(?:(?P<kind>{'|'.join(KINDS.values())})\b)? ?(?:(?P<amount>\d{{1,3}}(?:\.\d{{3}})+|\d+) ?(?:đồng|đ|VNĐ|VND)?)?")
_BAD_AMOUNT = re.compile(r"(?:Phí|Lệ phí|Mức giá)?\s*(?P<amount>[\d.,]+) ?(?:đồng|đ|VNĐ|VND)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\d{1,3}(\.\d{3})+|\d+")
V = TypeVar("V")


def write_ways(methods: list[Method]) -> str:
    """The ways and their time limits, one a line."""
    return write_lines(_labelled(label, method.time_limit, _limit) for label, method in _labels(methods).items())


def write_fees(methods: list[Method]) -> str:
    """The fees of every way, one a line."""
    return write_lines(f"{label}: {_fee(fee)}" for label, method in _labels(methods).items() for fee in method.fees)


def read_methods(ways: str, fees: str) -> list[Method]:
    """Read ways and fees together: a fee must name a way that is there, or none."""
    limits = {_label(name): (channel, limit) for name, channel, limit in map(_read_way, read_lines(ways))}
    paid: dict[str, list[Fee]] = {label: [] for label in limits}
    for row in read_lines(fees):
        name, text = _split(row)
        label = _label(name)
        if name and label not in limits:
            raise ValueError(f"“{name}” chưa có ở cột “Cách nộp, thời hạn”")
        if not limits:
            raise ValueError("có phí nhưng cột “Cách nộp, thời hạn” để trống")
        for way in [label] if name else list(limits):
            paid[way].append(_read_fee(text))
    return [Method(channel=channel, time_limit=limit, fees=paid[label]) for label, (channel, limit) in limits.items()]


def _labels(methods: list[Method]) -> dict[str, Method]:
    seen: Counter[str] = Counter()
    labels = {}
    for method in methods:
        seen[method.channel] += 1
        nth = f" {seen[method.channel]}" if seen[method.channel] > 1 else ""
        labels[CHANNELS[method.channel] + nth] = method
    return labels


def _labelled(label: str, value: V | None, write: Callable[[V], str]) -> str:
    return label if value is None else f"{label}: {write(value)}".rstrip()


def _label(name: str) -> str:
    return fold(name)


def _split(row: str) -> tuple[str, str]:
    """Part the way from what is said of it; a line that names no way is all text."""
    name, colon, text = row.partition(":")
    known = re.sub(r" \d+$", "", fold(name.strip())) in map(fold, CHANNELS.values())
    return (name.strip(), text.strip() if colon else "") if known else ("", row)


def _read_way(row: str) -> tuple[str, Channel, TimeLimit | None]:
    name, text = _split(row)
    if not name:
        raise ValueError(f"“{row}” không nêu cách nộp; mỗi dòng bắt đầu bằng {', '.join(CHANNELS.values())}")
    channel = next(channel for channel, label in CHANNELS.items() if fold(name).startswith(fold(label)))
    return name, channel, _read_limit(text) if ":" in row else None


def _limit(limit: TimeLimit) -> str:
    if limit.value is not None:
        unit = "(không rõ đơn vị)" if limit.unit == "other" else NAMES[limit.unit]
        head = f"{number(limit.value)} {unit}"
    else:
        head = "" if limit.unit == "other" else f"... {NAMES[limit.unit]}"
    if not head and limit.text and _read_limit(limit.text) == limit:
        return limit.text
    return f"{head}; {limit.text}" if limit.text else head


def _read_limit(text: str) -> TimeLimit:
    head, semicolon, words = text.partition(";")
    found = _LIMIT.fullmatch(head.strip())
    if found:
        value = float(found["value"].replace(",", ".")) if found["value"] else None
        return TimeLimit(value=value, unit=_UNITS[found["unit"]], text=words.strip() or None)
    return TimeLimit(text=(words.strip() if semicolon and not head.strip() else text) or None)


def _fee(fee: Fee) -> str:
    kind = "" if fee.kind == "fee" else KINDS[fee.kind]
    amount = "" if fee.amount_vnd is None else f"{fee.amount_vnd:,}".replace(",", ".") + " đồng"
    head = f"{kind} {amount}".strip()
    if not head and fee.text and _FEE.fullmatch(fee.text) is None and ";" not in fee.text and not _BAD_AMOUNT.match(fee.text):
        return fee.text
    return f"{head}; {fee.text}" if fee.text else head or KINDS["fee"]


def _read_fee(text: str) -> Fee:
    head, _, words = text.partition(";")
    found = _FEE.fullmatch(head.strip())
    if found:
        kind = next((kind for kind, name in KINDS.items() if name == found["kind"]), "fee")
        amount = int(found["amount"].replace(".", "")) if found["amount"] else None
        return Fee(kind=kind, amount_vnd=amount, text=words.strip() or None)
    bad = _BAD_AMOUNT.match(head.strip())
    if bad and not _AMOUNT.fullmatch(bad["amount"]):
        raise ValueError(f"không đọc được số tiền “{bad['amount']}”; ghi ví dụ 50.000 đồng")
    return Fee(text=text)
