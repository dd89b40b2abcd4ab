"""The yearly review (kế hoạch rà soát): every record is looked at once a year, by somebody, by a day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest, Conflict
from core.working_days import is_working_day
from knowledge.editorial.drafts import today
from knowledge.editorial.keeping_models import Task
from knowledge.editorial.ports import Clock

LONGEST = timedelta(days=731)  # of a plan, and how far ahead a task may be due


@dataclass(frozen=True)
class Chosen:
    """Which tasks are looked for: None is whatever it is. `done` tells those that are over, the latest first."""

    owner: str | None = None
    until: date | None = None
    done: bool = False


@dataclass(frozen=True)
class TaskPage:
    """One page of `total` tasks; pages count from 1."""

    rows: Sequence[Task]
    total: int
    page: int
    pages: int


class Plan:
    """The tasks in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        """Keep them in `database`."""
        self._database, self._clock = database, clock

    def assign(self, code: str, owner: str, due: date, by: str) -> None:
        """Have `owner` look at a record by the day `due`; an open task of the code is given over.

        Raises:
            BadRequest: the day is gone by, or further off than a plan reaches.
            Conflict: another gave the same task in the same moment.
        """
        if not today(self._clock) <= due <= today(self._clock) + LONGEST:
            raise BadRequest("a task is due today or later, within two years")
        with self._planning() as session:
            task = self._open_task(session, code) or Task(code=code)
            told = {"owner": owner, "due": due.isoformat(), "was": task.owner}
            task.owner, task.due = owner, due
            session.add(task)
            audit.record(session, by, "plan.assign", f"procedure:{code}", told)

    def spread(self, codes: Sequence[str], owners: Sequence[str], first: date, last: date, by: str) -> int:
        """Spread `codes`, the most urgent first, over the working days from `first` to `last` and over the owners in turn.

        Codes with an open task keep it. Return how many tasks were made.

        Raises:
            BadRequest: no owner, no working day, a day gone by, or more than two years.
            Conflict: another made a plan in the same moment.
        """
        span = (last - first).days + 1
        if not owners or first < today(self._clock) or not 1 <= span <= LONGEST.days:
            raise BadRequest("a plan has owners, and days from today on, within two years")
        days = [day for day in (first + timedelta(days=number) for number in range(span)) if is_working_day(day)]
        if not days:
            raise BadRequest("a plan has working days")
        with self._planning() as session:
            taken = set(session.scalars(sa.select(Task.code).where(Task.done.is_(None))))
            new = [code for code in dict.fromkeys(codes) if code not in taken]
            for place, (code, owner) in enumerate(zip(new, cycle(owners), strict=False)):
                session.add(Task(code=code, owner=owner, due=days[place * len(days) // len(new)]))
            told = {"tasks": len(new), "first": first.isoformat(), "last": last.isoformat(), "owners": list(owners)}
            audit.record(session, by, "plan.spread", "plan:", told)
            return len(new)

    def done(self, code: str, by: str) -> None:
        """Note that the record was looked at. Raises `Conflict` where nobody was to look."""
        with self._planning() as session:
            task = self._to_do(session, code)
            task.done, task.done_by = self._clock(), by
            audit.record(session, by, "plan.done", f"procedure:{code}", {"due": task.due.isoformat()})

    def drop(self, code: str, by: str) -> None:
        """Let nobody look at a record after all. Raises `Conflict` where nobody was to."""
        with self._planning() as session:
            task = self._to_do(session, code)
            session.delete(task)
            audit.record(session, by, "plan.drop", f"procedure:{code}", {"owner": task.owner, "due": task.due.isoformat()})

    def open(self, owner: str | None = None, until: date | None = None) -> Sequence[Task]:
        """Return the open tasks by their days: all or those of one person, all or those due by `until`."""
        with self._database.read() as session:
            return session.scalars(_chosen(Chosen(owner, until)).order_by(Task.due, Task.code)).all()

    def page(self, chosen: Chosen, number: int = 1, size: int = 50) -> TaskPage:
        """Return one page of tasks, those due first first; one beyond the last is the last."""
        query = _chosen(chosen)
        order = (Task.done.desc(), Task.id) if chosen.done else (Task.due, Task.code)
        with self._database.read() as session:
            total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
            pages = max(1, -(-total // size))
            number = min(max(number, 1), pages)
            return TaskPage(session.scalars(query.order_by(*order).limit(size).offset((number - 1) * size)).all(), total, number, pages)

    def count(self, chosen: Chosen) -> int:
        """Return how many tasks there are."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(_chosen(chosen).subquery())) or 0

    def of_code(self, code: str) -> Task | None:
        """Return the open task of a record."""
        with self._database.read() as session:
            return self._open_task(session, code)

    @contextmanager
    def _planning(self) -> Iterator[Session]:
        try:
            with self._database.begin() as session:
                yield session
        except sa.exc.IntegrityError as error:
            raise Conflict("another planned the same record in the same moment") from error

    def _to_do(self, session: Session, code: str) -> Task:
        if (task := self._open_task(session, code)) is None:
            raise Conflict(f"nobody is to look at {code}")
        return task

    @staticmethod
    def _open_task(session: Session, code: str) -> Task | None:
        return session.scalar(sa.select(Task).where(Task.code == code, Task.done.is_(None)).with_for_update())


def _chosen(chosen: Chosen) -> sa.Select[Task]:
    query = sa.select(Task).where(Task.done.is_not(None) if chosen.done else Task.done.is_(None))
    query = query if chosen.owner is None else query.where(Task.owner == chosen.owner)
    return query if chosen.until is None else query.where(Task.due <= chosen.until)
