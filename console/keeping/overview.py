"""What needs somebody's eye, in figures; one that cannot be known is None, and the page says so."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import structlog

from console.keeping.law_shelf import Standing, standing
from console.keeping.questions import Questions
from console.parts import Parts
from core.clock import VIETNAM
from core.errors import TrolyError
from knowledge.editorial.links import Summary
from knowledge.editorial.listing import Listing
from knowledge.editorial.plan import Chosen
from knowledge.editorial.staleness import REASONS, Reason

GRAVE: tuple[Reason, ...] = ("over", "law_replaced", "law_ended", "ending")
_log = structlog.get_logger()
T = TypeVar("T")


@dataclass(frozen=True)
class Stale:
    """How many of all `records` may be untrue, how many of them gravely, and how many for each reason, the gravest first."""

    total: int
    grave: int
    records: int
    reasons: dict[Reason, int]


@dataclass(frozen=True)
class Tasks:
    """The open tasks: of everybody and of who looks; due until the month's end, and overdue."""

    open: int
    month: int
    overdue: int
    mine: int
    mine_overdue: int


@dataclass(frozen=True)
class Overview:
    """The figures; None: not known now."""

    stale: Stale | None
    tasks: Tasks | None
    links: Summary | None
    questions: Questions | None
    laws: Standing | None


def overview(parts: Parts, mine: str) -> Overview:
    """Return the figures for `mine`, an actor."""
    return Overview(
        known(lambda: stale(parts.editorial.listing)),
        known(lambda: tasks(parts, mine)),
        known(parts.editorial.links.summary),
        known(lambda: Questions.of(parts)),
        known(lambda: standing(parts.editorial)),
    )


def urgent(parts: Parts, mine: str) -> int | None:
    """Return how many records are gravely stale and tasks of `mine` are overdue, together; None where that is not known."""
    found, due = known(lambda: stale(parts.editorial.listing)), known(lambda: tasks(parts, mine))
    return None if found is None or due is None else found.grave + due.mine_overdue


def known(figure: Callable[[], T]) -> T | None:
    """Return a figure, or None where a file is damaged or a part does not answer: the other figures are worth showing."""
    try:
        return figure()
    except (TrolyError, ValueError, OSError) as error:
        _log.warning("a figure is not known", exc_info=error)
        return None


def stale(listing: Listing) -> Stale:
    """Count the records that may be untrue."""
    rows = listing.rows()
    reasons: dict[Reason, int] = {reason: sum(reason in row.stale for row in rows) for reason in REASONS}
    grave = sum(any(reason in GRAVE for reason in row.stale) for row in rows)
    return Stale(sum(bool(row.stale) for row in rows), grave, len(rows), reasons)


def tasks(parts: Parts, mine: str) -> Tasks:
    """Count the open tasks."""
    plan, day = parts.editorial.plan, today(parts)
    late = day - timedelta(days=1)
    return Tasks(
        open=plan.count(Chosen()),
        month=plan.count(Chosen(until=month_end(day))),
        overdue=plan.count(Chosen(until=late)),
        mine=plan.count(Chosen(mine)),
        mine_overdue=plan.count(Chosen(mine, late)),
    )


def today(parts: Parts) -> date:
    """Return the city's day."""
    return parts.clock().astimezone(VIETNAM).date()


def month_end(day: date) -> date:
    """Return the last day of a month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
