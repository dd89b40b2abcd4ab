"""The scoreboard: the figures of weeks, the rows behind them, and keeping them when the rows go. A call is a transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from conversations.figures import rows, store
from conversations.figures.counting import counted, late, left, within
from conversations.figures.demand import Busy
from conversations.figures.schemas import ALL, JUDGED, LATE, SETTLED, Asked, Cells, Rows, Topics, Verdict, Verdicts, Week
from conversations.figures.weeks import over, settled
from conversations.models import Turn
from core.clock import now
from core.db import Database
from core.weeks import WEEK, bounds, week_of


def nothing(_since: datetime, _until: datetime) -> Sequence[Verdict]:
    """Return no verdicts, where nobody judges."""
    return ()


class Scoreboard:
    """The figures over one database. Raises `Unavailable` when it fails."""

    def __init__(
        self, database: Database, topics: Topics, kept_days: int, verdicts: Verdicts = nothing, clock: Callable[[], datetime] = now
    ) -> None:
        """Count the turns in `database`, which are kept `kept_days`; `topics` tells the topic of each procedure by its code."""
        self._database, self._topics, self._verdicts, self._clock = database, topics, verdicts, clock
        self._kept = timedelta(days=kept_days)

    def present(self) -> date:
        """Return the week that runs now."""
        return week_of(self._clock())

    def known(self) -> Sequence[date]:
        """Return the weeks there is something of, the oldest first: those that are stored, those whose turns are kept, the present one."""
        with self._database.read() as session:
            found = store.known(session)
        return sorted({*found, *self._kept_weeks(), self.present()})

    def history(self, latest: date, most: int) -> list[Week]:
        """Return the figures of up to `most` weeks that follow one another without a gap, up to `latest`."""
        known, run = set(self.known()), [latest]
        while len(run) < most and run[-1] - WEEK in known:
            run.append(run[-1] - WEEK)
        return self.weeks(run[::-1])

    def week(self, week: date) -> Week:
        """Return the figures of one week, with what is there of each now."""
        return self._weeks([week], closely=True)[0]

    def weeks(self, weeks: Sequence[date]) -> list[Week]:
        """Return the figures of several weeks; of those that are stored is only told whether all of their turns are there."""
        return self._weeks(weeks, closely=False)

    def rows(self, asked: Asked, page: int = 1) -> Rows:
        """Return a page of the rows that a figure counts; raises `NotFound` for a figure that counts none."""
        verdicts = self._judged(asked.week, asked.week) if asked.figure in JUDGED else ()
        with self._database.read() as session:
            return rows.found(session, asked, page, self._topics(), verdicts)

    def stored(self, asked: Asked) -> int | None:
        """Return the figure as it is stored; None of a week that is not, and of what is counted whenever it is shown."""
        if asked.figure in LATE:
            return None
        with self._database.read() as session:
            found = store.stored(session, [asked.week]).get(asked.week)
        return int(found.get(asked.cell, {}).get(asked.figure, 0)) if found else None

    def procedures(self, week: date, channel: str = ALL, most: int = 20) -> list[Busy]:
        """Return the procedures that most people asked about in a week, of the turns that are there."""
        people = sa.func.count(Turn.person.distinct())
        query = sa.select(Turn.procedure_code, people, sa.func.count()).where(*within(week), Turn.procedure_code.is_not(None))
        query = query.where(Turn.channel == channel) if channel != ALL else query
        ranked = query.group_by(Turn.procedure_code).order_by(people.desc(), Turn.procedure_code).limit(most)
        with self._database.read() as session:
            return [Busy(code or "", count, turns) for code, count, turns in session.execute(ranked)]

    def keep(self) -> int:
        """Store the figures of weeks that are over, anew where they may have changed; return how many weeks were written.

        A week of which turns may be gone already is not begun, and none before the first turn. Without a topic of any procedure there is
        no release, and nothing is stored.
        """
        return sum(self._keep(week) for week in list(self._kept_weeks())) if self._topics() else 0

    def _kept_weeks(self) -> Iterable[date]:
        """Return the weeks that are over and whose turns are kept, from the one of the first turn on."""
        since = self._clock() - self._kept
        with self._database.read() as session:
            begun = session.scalar(sa.select(sa.func.min(Turn.at)).where(Turn.at >= since)) or self._clock()
        first = week_of(begun) if bounds(week_of(begun))[0] >= since else week_of(begun) + WEEK
        return (first + WEEK * at for at in range(max(0, (self.present() - first) // WEEK)))

    def _keep(self, week: date) -> bool:
        verdicts, topics = self._judged(week, week), self._topics()
        try:
            with self._database.read() as session:
                before = store.stored(session, [week]).get(week)
                made = self._anew(session, week, before, topics, verdicts)
            if before is not None and made == before:
                return False
            with self._database.begin() as session:
                store.write(session, week, made)
        except IntegrityError:  # another program has just written the same
            return False
        return True

    def _anew(self, session: Session, week: date, before: Cells | None, topics: Mapping[str, str], verdicts: Sequence[Verdict]) -> Cells:
        """Count a week that is over; of one that was counted for good, only what may be said later on.

        Until then all of it is counted anew, without what was erased: nobody can tell of whom that is erased whether they came back.
        """
        if before and SETTLED in before.get((ALL, ALL), {}):
            return self._late(session, week, before, topics, verdicts)
        made = counted(session, week, topics, verdicts)
        final = {SETTLED: 1.0} if settled(week, self._clock()) else {}
        return {**made, (ALL, ALL): {"turns": 0.0, **made.get((ALL, ALL), {}), **final}}

    def _weeks(self, weeks: Sequence[date], closely: bool) -> list[Week]:
        topics, verdicts = self._topics(), self._judged(min(weeks), max(weeks)) if weeks else ()
        with self._database.read() as session:
            kept = store.stored(session, weeks)
            return [self._week(session, week, kept.get(week), topics, verdicts, closely) for week in weeks]

    def _week(
        self, session: Session, week: date, before: Cells | None, topics: Mapping[str, str], verdicts: Sequence[Verdict], closely: bool
    ) -> Week:
        moment, there = self._clock(), left(session, week)
        if before is None:
            state = (week, over(week, moment), settled(week, moment))
            return Week(*state, counted(session, week, topics, verdicts) if there or state[1] else {}, there)
        cells, final = self._late(session, week, before, topics, verdicts), SETTLED in before.get((ALL, ALL), {})
        if not closely or there >= before.get((ALL, ALL), {}).get("turns", 0):
            return Week(week, True, final, cells, there)
        return Week(week, True, final, cells, there, counted(session, week, topics, verdicts))

    def _judged(self, first: date, last: date) -> Sequence[Verdict]:
        return self._verdicts(bounds(first)[0], bounds(last)[1])

    def _late(self, session: Session, week: date, before: Cells, topics: Mapping[str, str], verdicts: Sequence[Verdict]) -> Cells:
        """Return what is stored of a week, with what was said since; turns of a week that is over only become fewer.

        While its turns are kept, what people judge is what they say now: fewer may be sure of an answer than were an hour ago.
        """
        fresh, kept = late(session, week, topics, verdicts), bounds(week)[0] >= self._clock() - self._kept
        bare = _without(before, LATE)
        now = {cell: {**bare.get(cell, {}), **fresh.get(cell, {})} for cell in {*bare, *fresh}}
        made = store.merged(_without(before, JUDGED) if kept else before, now)
        final = before.get((ALL, ALL), {}).get(SETTLED)
        return {**made, (ALL, ALL): {**made[ALL, ALL], SETTLED: final}} if final else made


def _without(cells: Cells, figures: Collection[str]) -> Cells:
    return {cell: {name: value for name, value in found.items() if name not in figures} for cell, found in cells.items()}
