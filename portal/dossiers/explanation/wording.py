"""Words for the values of a dossier: dates, counts, amounts, and texts of the portal made fit to stand in a sentence."""

import re
from datetime import date, datetime

from core.clock import VIETNAM
from core.words import Language, say

CUT = "…"
_TAIL = 4  # characters of a code that tell one's own dossiers apart and open none
_MOST_MONEY = 10**12  # dong; more is a mistake of the record
_CODE = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"[*`<>\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_PROCEDURE = re.compile(r"^thủ tục\s+", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,8}")
# Offices that ended with the districts on 1 July 2025; the words are read with their accents: "quan" also stands in "cơ quan".
_OLD_CITIES = "thủ đức|dĩ an|thuận an|thủ dầu một|tân uyên|bến cát|vũng tàu|bà rịa|phú mỹ"
_OLD = re.compile(rf"\b(?:quận|huyện|thị xã)\s+\w|\bq\.?\s?\d|\b(?:thành phố|tp\.?)\s*(?:{_OLD_CITIES})", re.IGNORECASE)


def tidied(text: object, room: int) -> str:
    """Return a portal's `text` on one line without markup, at most `room` characters, `CUT` where some are left out."""
    told = " ".join(_MARKUP.sub(" ", text).split()) if isinstance(text, str) else ""
    return told if len(told) <= room else told[: room - 1].rstrip() + CUT


def named(text: object, room: int) -> str:
    """Return a name of the portal as `tidied`, without the full stop or comma after it."""
    return tidied(text, room).rstrip(" .,;:")


def procedure(text: object, room: int) -> str:
    """Return the name of a procedure as `named`, without the word "Thủ tục" that many begin with."""
    told = _PROCEDURE.sub("", named(text, room))
    return told[:1].upper() + told[1:]


def initials(text: str | None) -> str | None:
    """Return the applicant's `text` when it is nothing but initials: whatever else it is, it is not told."""
    return text.strip() if text and _INITIALS.fullmatch(text.strip()) else None


def is_old(office: str) -> bool:
    """Tell whether `office` is one of a former district, which no longer has anything."""
    return _OLD.search(office) is not None


def tail(code: str) -> str:
    """Return the last four characters of `code`, or nothing where that would be most of it."""
    letters = _CODE.findall(code)
    return "".join(letters[-_TAIL:]) if len(letters) > 2 * _TAIL else ""


def file(code: str, language: Language) -> str:
    """Return what begins a sentence on the dossier of `code`: "Hồ sơ …0420"."""
    last = tail(code)
    return say("dossier.file", language, tail=last) if last else say("dossier.file_plain", language)


def local(moment: datetime) -> datetime:
    """Return `moment` in the city's time; one at the end of all time stays as it is."""
    try:
        return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    except OverflowError:
        return moment


def day_of(moment: datetime | None) -> date | None:
    """Return the city's date of `moment`."""
    return local(moment).date() if moment else None


def long(day: date, language: Language) -> str:
    """Return `day` in words: "thứ Tư, 25/11/2026", "Wed 25 Nov 2026"."""
    return _dated("time.date", day, language)


def short(day: date, language: Language) -> str:
    """Return `day` without its year: "thứ Ba 24/11", "Tue 24 Nov"."""
    return _dated("time.short_date", day, language)


def plain(day: date, language: Language) -> str:
    """Return `day` without the day of the week: "22/11/2026", "22 Nov 2026"."""
    return _dated("dossier.seen_date", day, language)


def _dated(key: str, day: date, language: Language) -> str:
    weekday = say("time.weekdays", language).split("|")[day.weekday()]
    name = say("time.months", language).split("|")[day.month - 1]
    return say(key, language, weekday=weekday, day=day.day, month=day.month, year=day.year, name=name)


def clock(moment: datetime) -> str:
    """Return the city's hour of `moment`: "9:15"."""
    there = local(moment)
    return f"{there.hour}:{there.minute:02}"


def working_days(count: int, language: Language) -> str:
    """Return "3 ngày làm việc"."""
    return say("facets.working_day" if count == 1 else "facets.working_days", language, count=count)


def money(amount: int | None, language: Language) -> str | None:
    """Return "120.000 đồng", or `None` where no amount, or none that can be, is given."""
    if amount is None or not 0 <= amount <= _MOST_MONEY:
        return None
    figure = f"{amount:,}"
    return say("facets.amount", language, amount=figure.replace(",", ".") if language == "vi" else figure)
