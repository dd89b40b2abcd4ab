"""The time limit (thời hạn giải quyết) of a record as a length that can be counted, where its number and its words agree.

Sources write a number with a unit, words, or both, and the two may differ. What is in doubt is not counted: the words are said.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.procedure import TimeLimit, Unit
from core.text import fold
from core.working_days import MOST, add_working_days

_UNITS: dict[str, Unit] = {"ngay lam viec": "working_day", "ngay": "day", "thang": "month", "gio": "hour", "nam": "year"}
_DAYS: dict[Unit, float] = {"hour": 1 / 24, "day": 1, "working_day": 1.4, "month": 30, "year": 365}
_LENGTH = re.compile(
    r"(?<![\w/.,-])(?P<count>[0-9]{1,4}(?:[.,][0-9])?) ?(?:\([^)]{0,30}\) ?)?(?P<unit>ngay lam viec|ngay|thang|gio|nam)\b(?! ?[0-9]{4})"
)
_DATE_BEFORE = re.compile(r"(?:\b(?:ngay|thang|sau|truoc|den|tu|luc|qua|mau so)|[-–]) ?$")  # "ngày 31 tháng 3", "sau 15 giờ"
_SAME_DAY = re.compile(r"\btrong ngay\b")
_LATE = re.compile(r"\bsau (?:15 ?(?:gio|h)|3 gio chieu)\b")
_WITHIN = re.compile(r"(?:giai quyet |tra (?:ket qua )?)?(?:ngay )?trong ngay(?: lam viec)?[. ]*")
_PLAIN = re.compile(
    r"\b(?:trong |khong qua|toi da|thoi (?:han|gian)|giai quyet|la|ke tu|tinh tu|tu|ngay|khi|nhan|duoc|tiep|du|day|ho so|giay to|don|hop le"
    r"|theo|quy dinh|va|dung|co quan|yeu cau|lam viec|nop|cham nhat)\b"
)
_LEAST = 25  # letters beyond the plain ones that make words worth saying beside the length
_OFFICE_DAY = 8  # hours


@dataclass(frozen=True)
class Length:
    """A time limit that can be counted.

    Attributes:
        count: how many of `unit`; 0 of "day" means the same day.
        unit: never "other".
        words: what the record says beside the length, or `None`.
        longer: whether these words name a longer limit too.
        either: whether the record speaks of days and of working days; the unit is the longer of them.
        after_three: whether what comes in after 15 o'clock is given out on the next working day.
    """

    count: float
    unit: Unit
    words: str | None = None
    longer: bool = False
    either: bool = False
    after_three: bool = False


def length(limit: TimeLimit) -> Length | None:
    """Return `limit` as a length, or `None` where its words must be said instead."""
    text = fold(limit.text or "")
    if _SAME_DAY.search(text) and _LATE.search(text) and limit.value in (None, 1):
        return Length(0, "day", limit.text, after_three=True)
    if limit.unit == "other" and _WITHIN.fullmatch(text):
        return Length(0, "day")
    named = _lengths(text)
    stated = _stated(limit, named, text)
    if stated is None or not 0 < stated[0] * _DAYS[stated[1]] <= MOST or (stated[1] == "hour" and stated[0] > _OFFICE_DAY):
        return None
    longer = any(count * _DAYS[unit] > stated[0] * _DAYS[stated[1]] for count, unit in named)
    either = stated[1] == "working_day" and ((stated[0], "day") in named or limit.unit == "day")
    words = limit.text if longer or len(named) > 1 or _rest(text) > _LEAST else None
    return Length(*stated, words=words, longer=longer, either=either)


def _stated(limit: TimeLimit, named: set[tuple[float, Unit]], text: str) -> tuple[float, Unit] | None:
    """Return the count and unit that number and words agree on."""
    if limit.unit == "other" or limit.value is None:
        same = {one for one in named if one[0] == limit.value}
        plain = named if len(named) == 1 and _rest(text) <= _LEAST else set()
        agreed = same or plain
        return next(iter(agreed)) if len(agreed) == 1 else None
    stated = (limit.value, limit.unit)
    if stated in named or (not named and limit.unit != "hour") or (limit.unit == "hour" and not text):
        return stated
    if {limit.unit} <= {"day", "working_day"} and named & {(limit.value, "day"), (limit.value, "working_day")}:
        return limit.value, "working_day"
    whole = limit.value * _DAYS[limit.unit]
    return stated if named and all(count * _DAYS[unit] < whole for count, unit in named) else None  # the words name its parts


def _lengths(text: str) -> set[tuple[float, Unit]]:
    """Return the lengths that folded `text` names; a date or a time of day is none."""
    return {
        (float(found["count"].replace(",", ".")), _UNITS[found["unit"]])
        for found in _LENGTH.finditer(text)
        if found["unit"].startswith("ngay") or not _DATE_BEFORE.search(text[max(0, found.start() - 8) : found.start()])
    }


def _rest(text: str) -> int:
    """Count the letters of folded `text` that say more than a length and from when on it runs."""
    return sum(map(str.isalpha, _PLAIN.sub("", _LENGTH.sub("", text))))


def end(received: date, length: Length) -> date:
    """Return the last day of `length` for a file received on `received`, which counts as none itself."""
    count = math.ceil(length.count)
    match length.unit:
        case "working_day":
            return add_working_days(received, count)
        case "month" | "year":
            return _months_later(received, count * (12 if length.unit == "year" else 1))
        case "hour":
            return received
        case _:
            return received + timedelta(days=count)


def _months_later(day: date, months: int) -> date:
    """Return the same day of that month, or its last one where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
