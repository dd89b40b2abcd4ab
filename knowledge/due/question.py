"""The days of a question on time: when a file is handed in, and by when it has to be done (mai nộp có kịp trước Tết không)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core import working_days
from core.text import dates, fold

_FINISHED = re.compile(
    r"\b(?:bao gio|khi nao|chung nao|luc nao|hoi nao|hom nao|ngay nao|bua nao|thu may|ngay may|kip|when|in time)\b|\btruoc tet\b"
    r"|\b(?:xong|co ket qua|lay duoc|nhan duoc|co giay) (?:chua|khong|ko|k|hong|hok|hay)\b|\b(?:ready|done|finished) (?:by|before|on)\b"
    r"|\b(?:mai|nay|sau|toi|mot) (?:co|lay|nhan|xong)\b"
)
_ME = re.compile(r"\btôi\b", re.IGNORECASE)  # "tôi có" is not "tối có"
_HANDED_IN = re.compile(r"\b(?:nop|gui|lam|dang ky|xin|di|dem|submit|apply|file|hand)")
_IN_TIME = re.compile(r"\b(?:kip|in time)\b|\b(?:truoc|before|by) (?:tet|ngay|thu|hom|the|mung|[0-9])")
_TET = re.compile(r"\btruoc (?:ngay )?tet\b|\b(?:before|by) tet\b|\btet\b.{0,20}\bkip\b|\bkip\b.{0,20}\btet\b")
_BEFORE = {"truoc", "before", "by", "kip"}
_SENTENCES = re.compile(r"[.?!](?=\s)|\n")
_FAR = timedelta(days=400)  # a date farther away is a date of birth or of a paper
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """The dates of a question.

    Attributes:
        start: the day of handing in.
        by: the last day that is in time; `None` where that is not asked.
        lunar: whether the day was named as lunar months are ("mùng 5 tháng 12"), and taken for a solar one all the same.
    """

    start: date
    by: date | None = None
    lunar: bool = False


def asks_when(text: str) -> bool:
    """Tell whether `text` asks on which date something is done, for a day it names or in time for one."""
    today = working_days.today()
    return any(_asks_in(sentence, today) for sentence in _SENTENCES.split(text[:1_000]))


def _asks_in(sentence: str, today: date) -> bool:
    folded = fold(_ME.sub("i", sentence))
    if not _FINISHED.search(folded):
        return False
    if _TET.search(folded):
        return True
    return bool(_first(dates.when(sentence, today), today)) and bool(_HANDED_IN.search(folded) or _IN_TIME.search(folded))


def read(text: str, today: date) -> Asked:
    """Return the dates of a question that `asks_when`; where several days may be meant, the likeliest. No day: today."""
    folded = fold(text[:1_000])
    if _TET.search(folded):
        return Asked(_first(dates.when(text, today), today) or today, working_days.tet(today) - _DAY)
    found = dates.find(text, today)
    day = _first(found[0], today) if found else None
    if found is None or day is None:
        return Asked(today)
    before = {fold(word) for word in dates.words(text)[max(0, found[1] - 2) : found[1]]}
    lunar = isinstance(found[0], dates.Ambiguous) and found[0].lunar
    if not before & _BEFORE:
        return Asked(day, _later_deadline(text, found[2], today), lunar)
    return Asked(today, day - _DAY if before & {"truoc", "before"} else day, lunar)


def _later_deadline(text: str, end: int, today: date) -> date | None:
    """Return the day after "trước" or "kịp" behind the day of handing in: "nộp mai thì có kịp trước ngày 30/11 không"."""
    rest = dates.words(text)[end:]
    found = dates.find(" ".join(rest), today)
    before = {fold(word) for word in rest[max(0, found[1] - 2) : found[1]]} if found else set()
    day = _first(found[0], today) if found and before & _BEFORE else None
    return day - _DAY if day and before & {"truoc", "before"} else day


def _first(read: dates.When, today: date) -> date | None:
    days = read.days if isinstance(read, dates.Ambiguous) else (read,) if read else ()
    return next((day for day in days if abs(day - today) <= _FAR), None)
