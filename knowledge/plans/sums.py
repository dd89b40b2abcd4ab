"""What the steps of a plan take together, as far as the records give figures that can be added; and how one step says it briefly."""

import re
from dataclasses import dataclass
from typing import Literal

from core.procedure import Procedure
from core.text import fold
from core.words import Language, say
from knowledge import tidy
from knowledge.due import limits
from knowledge.plans.items import Item, Plan
from knowledge.sections import section, stated

_DAYS = {"hour": 1 / 8, "working_day": 1.4, "day": 1.0, "month": 30.0, "year": 365.0}  # only to tell the longer of two ways
_BY_PIECE = re.compile(r"^/|\b(trang|moi ban|tung ban|ban sao|moi nguoi|mot nguoi|%|phan tram|ty le)")
_BRIEF = 110  # characters of a record's own words in a list


@dataclass(frozen=True)
class Time:
    """How long the offices take when one step is done after the other. `without` are the numbers of steps that are not in it.

    `parts` are (count, unit) kept apart by unit, in the unit names of a record; `at_least` when a step that may be due gives no figure.
    """

    parts: tuple[tuple[float, str], ...]
    at_least: bool
    without: tuple[int, ...]


@dataclass(frozen=True)
class Fee:
    """The stated amounts together, in đồng, from the least to the most; `without` are the numbers of steps that are not in it."""

    least: int
    most: int
    without: tuple[int, ...]


def total_time(plan: Plan) -> Time | None:
    """Add the limits along the longest way through the plan; `None` when most steps give no figure, or may not be due."""
    certain = {item.number: item for item in plan.items if item.certain}
    figures = {number: limit for number, item in certain.items() if (limit := _limit(item.record))}
    due = [item.number for item in plan.items if not item.optional]
    if not figures or 2 * len(figures) < len(due):
        return None
    ways = {number: _longest(number, certain, figures) for number in certain}
    way = max(ways.values(), key=lambda one: _rough(one, figures))
    parts: dict[str, float] = {}
    for value, unit in (figures[number] for number in way if number in figures):
        parts[unit] = parts.get(unit, 0) + value
    without = tuple(item.number for item in plan.items if item.number not in figures)
    return Time(tuple((count, unit) for unit, count in parts.items()), len(figures) < len(due), without)


def _longest(number: int, certain: dict[int, Item], figures: dict[int, tuple[float, str]]) -> tuple[int, ...]:
    before = [_longest(other, certain, figures) for other in certain[number].after if other in certain]
    return (*max(before, key=lambda one: _rough(one, figures), default=()), number)


def _rough(way: tuple[int, ...], figures: dict[int, tuple[float, str]]) -> float:
    return sum(figures[number][0] * _DAYS[figures[number][1]] for number in way if number in figures)


def _limit(record: Procedure | None) -> tuple[float, str] | None:
    """Return the longest limit of all ways to submit, where all of them give a figure in one unit that their words agree with."""
    given = [limits.length(method.time_limit) for method in record.methods if method.time_limit] if record else []
    lengths = [one for one in given if one and one.count and not one.longer]
    units = {one.unit for one in lengths}
    return (max(one.count for one in lengths), units.pop()) if len(units) == 1 and len(lengths) == len(given) else None


def total_fee(plan: Plan) -> Fee | None:
    """Add the amounts the records state without a condition; `None` when there is none."""
    amounts = {item.number: found for item in plan.items if item.certain and (found := _amounts(item.record))}
    if not amounts:
        return None
    without = tuple(item.number for item in plan.items if item.number not in amounts)
    return Fee(sum(min(found) for found in amounts.values()), sum(max(found) for found in amounts.values()), without)


def _amounts(record: Procedure | None) -> list[int]:
    """Return the amount of each way to submit; none where one states several, none, or a price by the piece."""
    methods = record.methods if record else []
    if not methods or any(len(method.fees) != 1 for method in methods):
        return []
    fees = [method.fees[0] for method in methods]
    counted = [fee.amount_vnd for fee in fees if fee.amount_vnd is not None and not _BY_PIECE.search(fold(fee.text or ""))]
    return counted if len(counted) == len(fees) else []


def brief(record: Procedure, facet: Literal["time", "fee"], language: Language) -> str | None:
    """Say the time or the fee of `record` in one short line; `None` where the record does not state it."""
    if not stated(record, facet):
        return None
    if facet == "time" and (limit := _limit(record)):
        return length(*limit, language)
    if facet == "fee" and (told := _levels(record, language)):
        return told
    first, *others = section(record, facet, brief=True, language=language).items
    told = tidy.shortened(first, _BRIEF).removesuffix(tidy.CUT).rstrip(" .;")
    return say("life.by_case", language) if others or len(told) > 2 * _BRIEF else told


def _levels(record: Procedure, language: Language) -> str | None:
    """Say the amounts of `record`, or that none is stated; `None` where its words say more."""
    if amounts := _amounts(record):
        return span(min(amounts), max(amounts), language)
    fees = [fee for method in record.methods for fee in method.fees]
    stated_ones = [fee.amount_vnd for fee in fees if fee.amount_vnd is not None]
    words = fold(" ".join(fee.text or "" for fee in fees))
    if len(set(stated_ones)) > 1 and not _BY_PIECE.search(words):
        return say("life.levels", language, least=_dong(min(stated_ones), language), most=_dong(max(stated_ones), language))
    unsaid = not stated_ones and not re.search(r"\d{1,3}[.,]\d{3}|mien|khong (?:thu|mat|phai)", words)
    return say("life.no_amount", language) if unsaid else None


def length(count: float, unit: str, language: Language) -> str:
    """Return "7 ngày làm việc"."""
    return say(f"facets.{unit}" if count == 1 else f"facets.{unit}s", language, count=f"{count:g}")


def span(least: int, most: int, language: Language) -> str:
    """Return "10.000 đồng", or "từ 10.000 đến 20.000 đồng"."""
    if least == most:
        return say("life.amount", language, amount=_dong(least, language))
    return say("life.amounts", language, least=_dong(least, language), most=_dong(most, language))


def _dong(amount: int, language: Language) -> str:
    return f"{amount:,}".replace(",", ".") if language == "vi" else f"{amount:,}"
