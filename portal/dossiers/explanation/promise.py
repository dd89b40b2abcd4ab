"""The promised day (ngày hẹn trả) against today: how many working days remain, or by how many the dossier is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core import working_days
from core.words import Language, say
from portal.dossiers.explanation import wording
from portal.dossiers.models import Dossier

_KNOWN = range(2024, 2041)  # years whose holidays are reckoned
_FURTHEST = 1_100  # days from today; no procedure promises a day three years ahead
_FIRST_YEAR = 2_000  # no dossier of a portal is older
_YEAR = 365
_DAY = timedelta(days=1)


class Standing(StrEnum):
    """How the promised day lies to today."""

    NONE = "none"
    ODD = "odd"  # it cannot be right
    AHEAD = "ahead"
    TODAY = "today"  # it, or the first working day after it, is today
    LATE = "late"  # by one working day or more
    PAST = "past"  # it has passed, and no working day since, or too many to count


def countable(a: date, b: date) -> bool:
    """Tell whether the working days between `a` and `b` can be counted."""
    return a.year in _KNOWN and b.year in _KNOWN and abs((b - a).days) <= _FURTHEST


def believable(day: date, today: date) -> bool:
    """Tell whether something can have happened on `day`: it is neither ahead nor before there were portals."""
    return day.year >= _FIRST_YEAR and day <= today


@dataclass(frozen=True)
class Promise:
    """What is promised; `count` is of working days, `effective` the day itself or the first working day after it."""

    standing: Standing
    day: date | None = None
    effective: date | None = None
    count: int = 0

    @property
    def broken(self) -> bool:
        """Whether the promised day has passed."""
        return self.standing in (Standing.LATE, Standing.PAST)

    @classmethod
    def of(cls, dossier: Dossier, today: date) -> "Promise":
        """Read the promise of `dossier` on `today`."""
        day, received = wording.day_of(dossier.due), wording.day_of(dossier.received)
        if day is None:
            return cls(Standing.NONE)
        before = received is not None and believable(received, today) and day < received
        if before or day.year < _FIRST_YEAR or (day - today).days > _FURTHEST:
            return cls(Standing.ODD, day)
        if not countable(day, today):
            return cls(Standing.PAST if day < today else Standing.TODAY if day == today else Standing.AHEAD, day, day)
        effective = working_days.next_working_day(day)
        count = working_days.working_days_between(*sorted((today, effective)))
        if effective >= today:
            return cls(Standing.AHEAD if effective > today else Standing.TODAY, day, effective, count)
        return cls(Standing.LATE if count else Standing.PAST, day, effective, count)


def told(promise: Promise, dossier: Dossier, now: datetime, language: Language) -> Iterator[str]:
    """Yield the lines on `promise`, of a dossier whose turn is the office's; `now` is in the city's time."""
    if promise.day is None:
        return
    yield _line(promise, dossier, now, language)
    if promise.count:
        yield from remarks(promise.effective or promise.day, now.date(), promise.day, language)


def _line(promise: Promise, dossier: Dossier, now: datetime, language: Language) -> str:
    day, today, effective = promise.day or now.date(), now.date(), promise.effective or promise.day
    values = {"day": wording.long(day, language)}
    if promise.standing is Standing.ODD:
        received = wording.day_of(dossier.received)
        if received and believable(received, today) and day < received and day.year >= _FIRST_YEAR:
            return say("dossier.due_before", language, **values, received=wording.long(received, language))
        return say("dossier.due_odd", language, **values)
    if promise.standing is Standing.LATE:
        return say("dossier.due_late", language, **values, days=wording.working_days(promise.count, language))
    if promise.standing is Standing.PAST:
        return _past(day, today, values, language)
    if effective and effective != day:
        return _rest(day, effective, promise.count, language)
    if day == today:
        return _today(dossier.due, now, values, language)
    if day == today + _DAY:
        return say("dossier.due_tomorrow", language, **values)
    if not promise.count:
        return say("dossier.due_plain", language, **values)
    return say("dossier.due", language, **values, days=wording.working_days(promise.count, language))


def _past(day: date, today: date, values: dict[str, str], language: Language) -> str:
    if countable(day, today):
        return say("dossier.due_past", language, **values, next=wording.long(working_days.next_working_day(today), language))
    years = (today - day).days // _YEAR
    return say("dossier.due_years", language, **values, count=years) if years > 1 else say("dossier.due_gone", language, **values)


def _rest(day: date, effective: date, count: int, language: Language) -> str:
    """Say that it is due on a day off; `count` working days are left until the offices open again."""
    values = {"day": wording.long(day, language), "next": wording.long(effective, language), "left": ""}
    if count:
        values["left"] = f" {say('dossier.left', language, days=wording.working_days(count, language))}"
    if working_days.is_unconfirmed(day):
        return say("dossier.due_maybe_rest", language, **values, name=working_days.holiday(day, language) or "")
    return say("dossier.due_rest", language, **values)


def _today(due: datetime | None, now: datetime, values: dict[str, str], language: Language) -> str:
    """Say that it is due today; at midnight a portal means the day, at another time the hour."""
    there = wording.local(due) if due else now
    if there.time() > time(0) and there < now:
        return say("dossier.due_today_past", language, **values, clock=wording.clock(there))
    return say("dossier.due_today", language, **values)


def remarks(a: date, b: date, told_day: date | None, language: Language) -> Iterator[str]:
    """Yield what is not sure of a count of working days between `a` and `b`; of `told_day` something was said already."""
    first, last = sorted((a, b))
    free = working_days.holidays_between(first, last)
    for day in (day for day in free if working_days.is_unconfirmed(day) and day != told_day):
        name = working_days.holiday(day, language) or ""
        yield say("dossier.unconfirmed", language, day=wording.short(day, language), name=name)
    for year in dict.fromkeys(day.year for day in free if working_days.is_forecast(day)):
        yield say("dossier.forecast", language, year=year)


def kept(promise: Promise, dossier: Dossier, now: datetime, language: Language) -> Iterator[str]:
    """Yield the lines on when it was done, and whether that was in time; `now` is in the city's time."""
    due, done = promise.day, _done(dossier, now.date())
    if done is None and due is not None and promise.standing is not Standing.ODD:
        yield say("dossier.due_plain", language, day=wording.long(due, language))
    if done is not None and (due is None or promise.standing is Standing.ODD):
        yield say("dossier.done_only", language, done=wording.long(done, language))
    if promise.standing is Standing.ODD:
        yield _line(promise, dossier, now, language)
    elif due is not None and done is not None:
        yield from _compared(due, done, language)


def was_late(promise: Promise, dossier: Dossier, today: date) -> bool:
    """Tell whether it was done after the promised day, by a working day or more."""
    due, done = promise.day, _done(dossier, today)
    if due is None or done is None or promise.standing is Standing.ODD:
        return False
    return countable(due, done) and working_days.working_days_between(working_days.next_working_day(due), done) > 0


def _done(dossier: Dossier, today: date) -> date | None:
    done = wording.day_of(dossier.done)
    return done if done is not None and believable(done, today) else None


def _compared(due: date, done: date, language: Language) -> Iterator[str]:
    values = {"day": wording.long(due, language), "done": wording.long(done, language)}
    if not countable(due, done):
        yield say("dossier.done_after" if due < done else "dossier.done_on", language, **values)
        return
    effective = working_days.next_working_day(due)
    count = working_days.working_days_between(effective, done)
    key = "done_late" if count > 0 else "done_early" if count < 0 else "done_after" if done > effective else "done_on"
    yield say(f"dossier.{key}", language, **values, days=wording.working_days(abs(count), language))
    if count:
        yield from remarks(effective, done, due, language)
