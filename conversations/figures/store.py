"""The figures that stay: written when a week is over, and anew as long as nothing of it has gone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.figures.models import WeeklyFigure
from conversations.figures.schemas import ALL, GROUPS, Cell, Cells


def stored(session: Session, weeks: Collection[date], coarse: Collection[str] = ()) -> Mapping[date, Cells]:
    """Return the figures of those of `weeks` that have any; `coarse`: these figures alone, and of no channel's topic."""
    query = sa.select(WeeklyFigure.week, WeeklyFigure.channel, WeeklyFigure.topic, WeeklyFigure.figure, WeeklyFigure.value)
    found: defaultdict[date, defaultdict[Cell, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    if coarse:
        query = query.where(sa.or_(WeeklyFigure.channel == ALL, WeeklyFigure.topic == ALL), WeeklyFigure.figure.in_(list(coarse)))
    for week, channel, topic, figure, value in session.execute(query.where(WeeklyFigure.week.in_(list(weeks)))):
        found[week][channel, topic][figure] = value
    return found


def known(session: Session, figure: str = "turns") -> Sequence[date]:
    """Return the weeks whose figures are stored, the oldest first; with `SETTLED` those that are counted for good."""
    everything = sa.and_(WeeklyFigure.channel == ALL, WeeklyFigure.topic == ALL, WeeklyFigure.figure == figure)
    return session.scalars(sa.select(WeeklyFigure.week).where(everything).order_by(WeeklyFigure.week)).all()


def write(session: Session, week: date, cells: Cells) -> None:
    """Put the figures of a week in the place of what was stored of it; a week in which nothing happened is 0 turns."""
    session.execute(sa.delete(WeeklyFigure).where(WeeklyFigure.week == week))
    whole = {(ALL, ALL): {"turns": 0.0}, **cells}
    session.execute(
        sa.insert(WeeklyFigure),
        [
            {"week": week, "channel": channel, "topic": topic, "figure": figure, "value": value}
            for (channel, topic), found in whole.items()
            for figure, value in found.items()
        ],
    )


def merged(before: Cells, now: Cells) -> Cells:
    """Return figures group by group: as they are now, unless something of the group has gone since they were stored."""
    made: defaultdict[Cell, dict[str, float]] = defaultdict(dict)
    for guards, figures in GROUPS:
        chosen = now if _sum(now, guards) >= _sum(before, guards) else before
        for cell, found in chosen.items():
            if kept := {figure: found[figure] for figure in figures if figure in found}:
                made[cell] |= kept
    return made


def _sum(cells: Cells, figures: Sequence[str]) -> float:
    return sum(cells.get((ALL, ALL), {}).get(figure, 0) for figure in figures)
