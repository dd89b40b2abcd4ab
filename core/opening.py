"""Office hours in words: "thứ Hai đến thứ Sáu, 7:30-11:30 và 13:00-17:00"."""

from core.words import Language, say
from core.working_days import OfficeHours, Sitting

_SATURDAY = 5
_RUN = 3  # days in a row from which "Monday to Wednesday" is said


def hours_in_words(hours: OfficeHours, language: Language = "vi") -> str:
    """Return when offices are open."""
    usual = tuple(day for day in hours.days if not (day == _SATURDAY and hours.saturday)) if hours.sittings else ()
    told = [_week(usual, hours.sittings, language)] if usual else []
    told += [_week((_SATURDAY,), hours.saturday, language)] if hours.saturday else []
    return "; ".join(told) or say("units.closed", language)


def _week(days: tuple[int, ...], sittings: tuple[Sitting, ...], language: Language) -> str:
    between = [f"{_clock(opens)}-{_clock(closes)}" for opens, closes in sittings]
    return say("units.week", language, days=_days(days, language), sittings=_and(between, language))


def _days(days: tuple[int, ...], language: Language) -> str:
    names = [say(f"units.day_{day}", language) for day in days]
    if len(days) >= _RUN and days[-1] - days[0] == len(days) - 1:
        return say("units.through", language, first=names[0], last=names[-1])
    return _and(names, language)


def _and(parts: list[str], language: Language) -> str:
    *first, last = parts
    return f"{', '.join(first)} {say('units.and', language)} {last}" if first else last


def _clock(moment: object) -> str:
    return f"{moment:%H:%M}".removeprefix("0")
