"""When a file handed in on a day is done (nộp hôm nay bao giờ xong), by the record's time limit and the working calendar.

Nothing the record does not carry: where its words cannot be counted they are said, and no date.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from core import working_days
from core.answer import Section
from core.procedure import Method, Procedure, TimeLimit
from core.text import fold
from core.words import Language, say
from knowledge import tidy
from knowledge.due import limits
from knowledge.due.question import Asked

_WORDS = 320  # characters of the record's words beside a date
_MOST, _MOST_CHARS = 8, 800  # limits that are told, and how long they may be together
_DAY = timedelta(days=1)
_SATURDAY = 5
_ON_SATURDAYS = re.compile(r"\bsang thu (?:7|bay)\b")


def due(procedure: Procedure, asked: Asked, language: Language = "vi", today: date | None = None) -> Section | None:
    """Return by when a file handed in on `asked.start` is done, the way it was counted and on what condition.

    Args:
        procedure: the record.
        asked: the days; when that of handing in is a day off, the next working day is the day of receipt.
        language: of the frame; the record's words stay Vietnamese.
        today: the date in the city, now unless told.

    Returns:
        A section of the facet "time", or `None` where the record says nothing of time.
    """
    today = today or working_days.today()
    told = [method for method in procedure.methods if method.time_limit and _states(method.time_limit)]
    if not told:
        return None
    counted = _Counted(asked.start, language, asked.by, today)
    lines = tidy.bounded(counted.lines(told), say("facets.time_kind", language), procedure.source_url, _MOST, _MOST_CHARS, language)
    solar = [say("time.solar", language)] if asked.lunar else []
    items = [*solar, *counted.receipt(procedure), *lines, *counted.remarks()]
    key = "time.title_past" if asked.start < today else "time.title"
    return Section(facet="time", title=say(key, language, day=long(asked.start, language)), items=list(dict.fromkeys(items)))


def _states(limit: TimeLimit) -> bool:
    """Tell whether the record says anything here: a number without a unit says nothing."""
    return bool(limit.text) or (limit.unit != "other" and bool(limit.value))


def _opens_on_saturdays(procedure: Procedure) -> bool:
    """Tell whether the record says that files are taken on Saturday mornings, at least at some places."""
    limits_told = (method.time_limit.text or "" for method in procedure.methods if method.time_limit)
    return any(_ON_SATURDAYS.search(fold(text)) for text in (procedure.place or "", *procedure.steps, *limits_told))


class _Counted:
    """Counts from one day of handing in, and keeps what the way of counting needs said."""

    def __init__(self, start: date, language: Language, by: date | None, today: date) -> None:
        self.start, self.language, self.by, self.today = start, language, by, today
        self.received = working_days.next_working_day(start)
        self.lengths: list[limits.Length] = []
        self.uncounted = False

    def receipt(self, procedure: Procedure) -> Iterator[str]:
        """Say that offices rest on the day of handing in."""
        if self.received == self.start:
            return
        name = working_days.holiday(self.start, self.language)
        saturday = name is None and self.start.weekday() == _SATURDAY and _opens_on_saturdays(procedure)
        key = "saturday" if saturday else "maybe_closed" if working_days.is_unconfirmed(self.start) else "closed"
        why = f" ({name})" if name else ""
        yield tidy.line(self._say(key, day=self._long(self.start), why=why, next=self._long(self.received)))
        if any(method.channel == "online" for method in procedure.methods):
            yield self._say("closed_online")

    def lines(self, methods: list[Method]) -> Iterator[str]:
        """Yield the date of each limit, before it the ways of handing in where they differ."""
        every = {method.channel for method in methods}
        told = [(line, method.channel) for method in methods for line in self._limit(method)]
        for line in dict.fromkeys(line for line, _ in told):
            channels = list(dict.fromkeys(channel for other, channel in told if other == line))
            names = [self._say(channel) for channel in channels]
            spoken = ", ".join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])
            yield line if set(channels) == every else self._say("by_channel", channels=spoken, line=line)
        if self.uncounted:
            yield self._say("no_date")

    def _limit(self, method: Method) -> Iterator[str]:
        assert method.time_limit is not None  # noqa: S101 (the caller keeps only these)
        length = limits.length(method.time_limit)
        if length is None:
            self.uncounted = True
            limit = method.time_limit
            words = limit.text or self._say("limit", count=f"{limit.value:g}", unit=say(f"time.{limit.unit}", self.language))
            yield self._say("words_only", text=tidy.shortened(tidy.line(words)))
            return
        said = [self._date(length), self._say("either_unit") if length.either else ""]
        if length.words:
            said.append(self._say("says_more", text=tidy.shortened(tidy.line(length.words), _WORDS)))
        yield tidy.line(" ".join(filter(None, said)))

    def _date(self, length: limits.Length) -> str:
        end = limits.end(self.received, length)
        self.lengths.append(length)
        following = self._long(working_days.add_working_days(self.received, 1))
        if length.after_three:
            return self._say("same_day", hour=self._say("three_pm"), day=self._long(end), next=following)
        if end == self.received:
            return self._say("within_day", day=self._long(end), next=following)
        limit = self._say("limit", count=f"{length.count:g}", unit=self._unit(length))
        said = self._say("usual" if length.longer else "until", day=self._long(end), limit=limit)
        if working_days.is_working_day(end):
            return said
        return f"{said} {self._say('rests', next=self._long(working_days.next_working_day(end)))}"

    def _unit(self, length: limits.Length) -> str:
        unit = say(f"time.{length.unit}", self.language)
        return unit.removesuffix("s") if self.language == "en" and length.count == 1 else unit

    def remarks(self) -> Iterator[str]:
        """Yield whether it is in time, how it was counted, the holidays left out, and the condition."""
        if not self.lengths:
            return
        last = max(_latest(self.received, length) for length in self.lengths)
        if self.by:
            yield self._in_time(self.by)
        if last < self.today:
            yield self._say("passed")
        yield from self._counting()
        yield self._say("complete")
        free = working_days.holidays_between(self.start - _DAY, working_days.next_working_day(last))
        for year in dict.fromkeys(day.year for day in free if working_days.is_forecast(day)):
            yield self._say("forecast", year=year)

    def _counting(self) -> Iterator[str]:
        """Yield how days were counted, and which were left out."""
        working = [_latest(self.received, length) for length in self.lengths if length.unit == "working_day" or length.after_three]
        if working:
            yield self._say("counted_working")
            skipped = list(self._skipped(max(working)))
            if skipped:
                yield self._say("skipped_one", days="; ".join(skipped))
            for day in working_days.holidays_between(self.received, max(working)):
                if working_days.is_unconfirmed(day):
                    yield self._say("unconfirmed", day=short(day, self.language), name=self._holiday(day))
        if any(length.unit in ("day", "month", "year") and length.count for length in self.lengths):
            yield self._say("counted_days")

    def _skipped(self, end: date) -> Iterator[str]:
        """Name the holidays between receipt and `end`, those of one run together."""
        free = [day for day in working_days.holidays_between(self.received, end) if not working_days.is_unconfirmed(day)]
        for _, run in groupby(free, key=lambda day: working_days.working_days_between(self.received, day)):
            days = list(run)  # no working day between them
            names = list(dict.fromkeys(self._holiday(day) for day in days))
            if len(days) == 1:
                yield self._say("skipped_day", day=short(days[0], self.language), name=names[0])
            else:
                ends = {"first": short(days[0], self.language), "last": short(days[-1], self.language)}
                yield self._say("skipped_run", **ends, name=", ".join(names))

    def _holiday(self, day: date) -> str:
        return self._say("tet") if working_days.is_tet(day) else working_days.holiday(day, self.language) or ""

    def _in_time(self, by: date) -> str:
        """Say whether the last of the limits ends on a working day up to `by`, or until when to hand in for that."""
        if self._ends_by(self.received, by):
            unsure = self.uncounted or any(length.longer for length in self.lengths)
            return self._say("in_time_usual" if unsure else "in_time", by=self._long(by))
        early = (by - _DAY * n for n in range(1, (by - self.today).days + 1))
        day = next((day for day in early if working_days.is_working_day(day) and self._ends_by(day, by)), None)
        return self._say("too_late", by=self._long(by), start=self._long(day)) if day else self._say("too_late_now", by=self._long(by))

    def _ends_by(self, received: date, by: date) -> bool:
        return all(working_days.next_working_day(_latest(received, length)) <= by for length in self.lengths)

    def _say(self, key: str, **values: object) -> str:
        return say(f"time.{key}", self.language, **values)

    def _long(self, day: date) -> str:
        return long(day, self.language)


def _latest(received: date, length: limits.Length) -> date:
    """Return the last day of `length`, for who comes after three o'clock where that makes it later."""
    return working_days.add_working_days(received, 1) if length.after_three else limits.end(received, length)


def long(day: date, language: Language = "vi") -> str:
    """Return `day` in words: "thứ Tư, 25/11/2026", "Wed 25 Nov 2026"."""
    return _dated("time.date", day, language)


def short(day: date, language: Language = "vi") -> str:
    """Return `day` without its year: "thứ Ba 24/11", "Tue 24 Nov"."""
    return _dated("time.short_date", day, language)


def _dated(key: str, day: date, language: Language) -> str:
    weekday = say("time.weekdays", language).split("|")[day.weekday()]
    name = say("time.months", language).split("|")[day.month - 1]
    return say(key, language, weekday=weekday, day=day.day, month=day.month, year=day.year, name=name)
