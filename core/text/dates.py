"""Dates as people write them in a question: "hôm nay", "thứ sáu tuần sau", "15/12", "3 ngày nữa", "cuối tháng".

With and without accents, in one pass over the words. What may be an amount, a code, a telephone number, an address or an ordinal
("cái thứ hai") is no date: a date that is missed is asked for, a wrong one misleads.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.text.date_words import (
    ALONE,
    BEEN,
    DAY_BEFORE,
    DAYS,
    ENGLISH,
    LAST,
    MONTHS,
    NEAR,
    NEXT,
    NOT_MAI,
    NUMBERS,
    ORDINAL,
    UNITS,
    WEEKDAYS,
)
from core.text.fold import fold
from core.text.normalize import normalize


@dataclass(frozen=True)
class Ambiguous:
    """Several days may be meant, the likeliest first; with `lunar` the day of a lunar month may be, which is none of them."""

    days: tuple[date, ...]
    lunar: bool = False


When = date | Ambiguous | None
_ME = "i"  # "tháng, tôi" is not "tháng tới"
_LONGEST = 2_000  # characters that are read; a message has 1,000
_WORD = re.compile(r"[^\W_]+(?:[/.-][^\W_]+)*")
_DMY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}))?")
_DAY = timedelta(days=1)
_PAST = 60  # days: a date without a year that passed no longer ago is that day rather than the one next year


def when(text: str, today: date) -> When:
    """Return the first day `text` names, seen from `today`: a date, several that may be meant, or `None`."""
    found = find(text, today)
    return found[0] if found else None


def find(text: str, today: date) -> tuple[date | Ambiguous, int, int] | None:
    """Return what `when` does and between which of the words of `words(text)` it stands (the end is excluded)."""
    reader = _Reader(words(text), today)
    for at in range(len(reader.words)):
        for read in (reader.near, reader.weekday, reader.written, reader.day_of_month, reader.later, reader.part, reader.english):
            if found := read(at):
                return found[0], at, at + found[1]
    return None


def words(text: str) -> list[str]:
    """Return the words of `text` as written, lower-cased; dates such as 15/12 stay whole."""
    return _WORD.findall(normalize(text[:_LONGEST]).lower())


Found = tuple[date | Ambiguous, int] | None


class _Reader:
    """The kinds of dates. Each method reads one at a word: the day and how many words it takes, or `None`."""

    def __init__(self, words: list[str], today: date) -> None:
        self.words, self.today = words, today
        self.folded = [_ME if word == "tôi" else fold(word) for word in words]
        self.past = bool(BEEN & set(self.folded))
        self.accented = self.folded != words

    def at(self, place: int) -> str:
        return self.folded[place] if 0 <= place < len(self.folded) else ""

    def says(self, place: int, *accented: str) -> bool:
        """Tell whether the word is one of these as it should be written, or without any accent."""
        word = self.words[place] if 0 <= place < len(self.words) else ""
        return word in accented or (word in {fold(a) for a in accented})

    def number(self, place: int, most: int) -> int | None:
        word = self.at(place)
        value = int(word) if re.fullmatch("[0-9]{1,2}", word) else NUMBERS.get(word, 0)
        return value if 0 < value <= most else None

    def near(self, at: int) -> Found:
        two = f"{self.at(at)} {self.at(at + 1)}"
        if two in NEAR and self.says(at + 1, "nay", "mai", "mốt", "kia", "qua", "trước", "after"):
            if two == "day after" and self.at(at + 2) != "tomorrow":
                return None
            return self.today + _DAY * NEAR[two], 3 if two == "day after" else 2
        if two == "bua kia":
            return Ambiguous((self.today + 2 * _DAY, self.today - 2 * _DAY)), 2
        if self.words[at] in ALONE:
            return (self.today + _DAY * ALONE[self.words[at]], 1) if self.at(at - 1) != "mai" else None
        if self.words[at] == "nay" and (
            self.at(at - 1) == "nop" or ((self.accented or at == 0) and {"nop", "gui"} & set(self.folded[at + 1 : at + 3]))
        ):
            return self.today, 1  # "nay" alone is mostly "now": "nay tôi muốn xin ..."
        if self.words[at] == "mai" and self.at(at - 1) not in NOT_MAI and self.at(at + 1) not in ("mot", "tang", "moi"):
            return self.today + _DAY, 1
        return None

    def weekday(self, at: int) -> Found:
        if self.says(at, "chủ") and self.says(at + 1, "nhật"):
            return self._of_week(6, at, 2)
        if self.says(at, "thứ") and self.at(at + 1) in WEEKDAYS and self.says(at + 1, *DAYS):
            follows = self.at(at + 2) == "tuan"
            if (self.at(at - 1) in ORDINAL and not follows) or self.at(at + 2) in UNITS - {"tuan"}:
                return None
            return self._of_week(WEEKDAYS[self.at(at + 1)], at, 2)
        short = re.fullmatch("t([2-7])|cn", self.at(at))
        if short and (self.at(at + 1) in ("tuan", "nay") or self.at(at - 1) in DAY_BEFORE):
            return self._of_week(int(short[1]) - 2 if short[1] else 6, at, 1)
        return None

    def _of_week(self, weekday: int, at: int, taken: int) -> Found:
        """Place a weekday: in the week that is told, else the coming one; today or in a week where it is today's."""
        after, then = self.at(at + taken), self.at(at + taken + 1)
        here = self.today - _DAY * self.today.weekday() + _DAY * weekday
        if after == "tuan" and then in (NEXT | LAST | {"nay"}):
            return here + 7 * _DAY * (0 if then == "nay" else 1 if then in NEXT else -1), taken + 2
        if self.at(at - 1) in BEEN or after in ("roi", "truoc") or (after == "vua" and then == "roi"):
            return here - (7 * _DAY if here >= self.today else 0 * _DAY), taken
        if here == self.today and after != "nay":
            return Ambiguous((here, here + 7 * _DAY)), taken
        return here + (7 * _DAY if here < self.today else 0 * _DAY), taken + (after in ("nay", "toi"))

    def written(self, at: int) -> Found:
        """15/12, 15-12-2026, 15.12.2026; without a year only where a word says that it is a date."""
        read = _DMY.fullmatch(self.words[at])
        if not read or (read[2] == "." and not read[4]):
            return None
        stands = len(self.words) == 1 or self.at(at - 1) in DAY_BEFORE or self.at(at + 1) in ("thi", "nop", "co", "nay", "am", "duong")
        if not read[4] and not stands:
            return None
        if self.at(at + 1) in ("am", "al"):
            return self._lunar(int(read[1]), int(read[3]), 2)
        return self._dated(int(read[1]), int(read[3]), int(read[4]) if read[4] else None, 1)

    def day_of_month(self, at: int) -> Found:
        """Ngày 15 tháng 12 năm 2026, 15 tháng 12, mùng 3 tháng sau, ngày 15."""
        early = self.says(at, "mùng", "mồng")
        first = at + 1 if early or self.at(at) == "ngay" else at
        word = self.at(first)
        day = self.number(first, 31) if early or re.fullmatch("[0-9]{1,2}", word) else None
        if not day or self.at(at - 1) in ("duong", "so", "pho", "hem", "sau", "trong", "them", "can"):
            return None
        named = self.at(first + 1) == "thang" and (self.number(first + 2, 12) or self.at(first + 2) in (NEXT | {"nay", "gieng", "chap"}))
        if not named:
            alone = early or (first > at and self.at(first + 1) not in ("ngay", "lan", "nguoi", "ban", "lam", "trieu", "nghin", "k"))
            return self._in_month(day, 0, first + 1 - at, early) if alone else None
        if self.at(first + 2) in ("gieng", "chap") or self.at(first + 3) == "am":
            return Ambiguous((), lunar=True), first + 3 - at
        if self.at(first + 2) in NEXT or self.at(first + 2) == "nay":
            return self._in_month(day, 0 if self.at(first + 2) == "nay" else 1, first + 3 - at, early)
        if self.at(first + 3) in ("ngay", "tuan", "nua", "tuoi"):  # "2 tháng 10 ngày" is a length
            return None
        year = self.at(first + 4) if self.at(first + 3) == "nam" else ""
        known = int(year) if re.fullmatch("[12][0-9]{3}", year) else None
        month = self.number(first + 2, 12) or 0
        if early:
            return self._lunar(day, month, first + 3 - at)
        return self._dated(day, month, known, first + (5 if known else 3) - at)

    def _lunar(self, day: int, month: int, taken: int) -> Found:
        read = self._dated(day, month, None, taken)
        days = (read[0],) if read and isinstance(read[0], date) else ()
        return Ambiguous(days, lunar=True), taken

    def _dated(self, day: int, month: int, year: int | None, taken: int) -> Found:
        """Return the day of that year, or else of the nearest: a little while ago, or the next."""
        for guess in [year] if year else [self.today.year - 1, self.today.year, self.today.year + 1]:
            made = _made(guess, month, day)
            if made and (year or made >= self.today - _DAY * _PAST):
                return made, taken
        return None

    def _in_month(self, day: int, months: int, taken: int, lunar: bool) -> Found:
        this, later = (self._month_on(months + more, day) for more in (0, 1))
        told = [d for d in (this, later) if d]
        if not told:
            return None
        if lunar:
            return Ambiguous((next((d for d in told if d >= self.today), told[0]),), lunar=True), taken
        if this and (months or this >= self.today or self.past):
            return this, taken
        return Ambiguous(tuple(told)) if len(told) > 1 else told[0], taken

    def _month_on(self, months: int, day: int) -> date | None:
        """Return `day` of the month that many after this one; 0 means its last day."""
        years, month = divmod(self.today.month - 1 + months, 12)
        year, month = self.today.year + years, month + 1
        return _made(year, month, day or monthrange(year, month)[1])

    def later(self, at: int) -> Found:
        """3 ngày nữa, hai tuần nữa, cách đây 3 ngày, 3 ngày trước, in 3 days, 3 days ago."""
        count = self.number(at, 99)
        unit = {"ngay": 1, "hom": 1, "bua": 1, "day": 1, "days": 1, "tuan": 7, "week": 7, "weeks": 7}.get(self.at(at + 1), 0)
        if not count or not unit:
            return None
        if self.says(at + 2, "nữa") or self.words[at + 2 : at + 3] == ["tới"] or self.at(at - 1) == "in":  # "toi" is mostly "tôi"
            return self.today + _DAY * unit * count, 3 - (self.at(at - 1) == "in")
        ago = self.at(at + 2) in ("truoc", "ago") or (self.at(at - 1) == "day" and self.at(at - 2) == "cach")
        return (self.today - _DAY * unit * count, 3) if ago else None

    def part(self, at: int) -> Found:
        """Đầu, cuối tuần or tháng; tuần sau, tháng sau, next week."""
        edge = self.at(at) if self.says(at, "đầu", "giữa", "cuối") or self.at(at) == "end" else ""
        skip = 2 if edge == "end" else 1 if edge else 0
        skip += self.at(at + skip) == "the"
        span, which = self.at(at + skip), self.at(at + skip + 1)
        if self.at(at) in ("next", "last") and self.at(at + 1) in ("week", "month"):
            span, which = {"week": "tuan", "month": "thang"}[self.at(at + 1)], self.at(at)
        span = {"week": "tuan", "month": "thang"}.get(span, span)
        told = which in NEXT | LAST | {"nay"}
        if span not in ("tuan", "thang") or not (edge or (told and which != "nay")) or self.number(at - 1, 99):
            return None
        ahead = 1 if which in NEXT else -1 if which in LAST else 0
        read = self._week(edge, ahead) if span == "tuan" else self._month(edge, ahead)
        return (read, skip + 1 + (told or span == "")) if read else None

    def _week(self, edge: str, ahead: int) -> date | Ambiguous:
        monday = self.today + _DAY * (7 * ahead - self.today.weekday())
        if edge == "dau":
            return monday if ahead or monday >= self.today else monday + 7 * _DAY
        if edge in ("cuoi", "end"):
            ends = tuple(d for d in (monday + 5 * _DAY, monday + 6 * _DAY) if d >= self.today or ahead)
            return Ambiguous(ends) if len(ends) > 1 else ends[0]
        return monday + 2 * _DAY if edge else Ambiguous(tuple(monday + _DAY * n for n in range(5)))

    def _month(self, edge: str, ahead: int) -> date | Ambiguous | None:
        first, last = self._month_on(ahead, 1), self._month_on(ahead, 0)
        if edge == "dau":
            return first if ahead or self.today.day == 1 else self._month_on(1, 1)
        if edge in ("cuoi", "end"):
            return last
        return self._month_on(ahead, 15) if edge else Ambiguous((first, last)) if first and last else None

    def english(self, at: int) -> Found:
        """Next monday, on friday, december 15, 15 december."""
        if self.at(at) in ENGLISH:
            here = self.today + _DAY * (ENGLISH[self.at(at)] - self.today.weekday())
            if self.at(at - 1) == "last":
                return here - (7 * _DAY if here >= self.today else 0 * _DAY), 1
            if self.at(at - 1) == "next":
                return here + 7 * _DAY, 1
            return here + (7 * _DAY if here < self.today else 0 * _DAY), 1
        for day, month in ((at, at + 1), (at + 1, at)):
            if self.at(month) in MONTHS and re.fullmatch("[0-9]{1,2}(?:st|nd|rd|th)?", self.at(day)):
                return self._dated(int(self.at(day).rstrip("sthndr")), MONTHS[self.at(month)], None, 2)
        return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
