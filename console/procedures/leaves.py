"""What stands in one input of a record's form: how a value is shown there, and how what was typed is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from console.pages import amount, day

_MONEY = re.compile(r"(-?)(\d{1,3}(?:[.,\s]\d{3}){1,4}|\d{1,15})\s*(?:đồng|vnđ|vnd|đ|d|₫)?\.?", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,\d{1,4})?|-?\d{1,9}\.\d{1,2}")
_COUNT = re.compile(r"-?\d{1,6}")
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")


class Unread(ValueError):
    """What was typed cannot be read; the words' key says what is wanted."""


@dataclass(frozen=True)
class Leaf:
    """One input. `tells`: something in it makes an item that is not empty, which a choice among kinds does not."""

    show: Callable[[Any], str]
    read: Callable[[str], Any]
    tells: bool = True


def _money(typed: str) -> int | None:
    """Read đồng as people write them: 75.000, 75,000, 75 000 đ. Raises `Unread`."""
    if not typed:
        return None
    if not (found := _MONEY.fullmatch(typed)):
        raise Unread("procedures.fault_money")
    return int(found[1] + re.sub(r"\D", "", found[2]))


def _number(typed: str) -> float | None:
    """Read a number as people write it: 7, 7,5, 7.5, 1.000. Raises `Unread`."""
    if not typed:
        return None
    if not _NUMBER.fullmatch(typed):
        raise Unread("procedures.fault_number")
    grouped = re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", typed) is not None
    return float((typed.replace(".", "") if grouped else typed).replace(",", "."))


def _count(typed: str) -> int | None:
    """Read how many. Raises `Unread`."""
    if not typed:
        return None
    if not _COUNT.fullmatch(typed):
        raise Unread("procedures.fault_count")
    return int(typed)


def _day(typed: str) -> str | None:
    """Read a day: 22/11/2026, 22-11-2026, or as calendars give it. Raises `Unread`."""
    found = _DAY.fullmatch(typed)
    try:
        written = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Unread("procedures.fault_day") from error
    return written.isoformat() if written else None


def _day_or_words(typed: str) -> str | None:
    """Read a day; what is none is kept as it was typed, for the record may say so."""
    try:
        return _day(typed)
    except Unread:
        return typed


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.split("\n") if line.strip()]


def _shown_day(value: str | None) -> str:
    return day(value) if value else ""


TEXT = Leaf(lambda value: value or "", lambda typed: typed or None)
NAME = Leaf(lambda value: value or "", lambda typed: typed)  # which a record must have: empty while it is written, never "not stated"
CHOICE = Leaf(lambda value: value or "", lambda typed: typed, tells=False)
LINES = Leaf("\n".join, _lines)
MONEY = Leaf(lambda value: "" if value is None else amount(value), _money)
NUMBER = Leaf(lambda value: "" if value is None else amount(value), _number)
COUNT = Leaf(lambda value: "" if value is None else str(value), _count)
DAY = Leaf(_shown_day, _day)
LAW_DAY = Leaf(_shown_day, _day_or_words)
