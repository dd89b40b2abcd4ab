"""The yearly review (kế hoạch rà soát): every record is looked at once a year, by somebody, by a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle

import sqlalchemy as sa

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest, Conflict
from knowledge.editorial.drafts import today
from knowledge.editorial.keeping_models import Task
from knowledge.editorial.ports import Clock

_WEEK = 5  # working days


class Plan:
    """The tasks in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        """Keep them in `database`."""
        self._database, self._clock = database, clock

    def assign(self, code: str, owner: str, due: date, by: str) -> None:
        """Have `owner` look at a record by the day `due`; an open task of the code is given over. Raises `BadRequest` for a day gone by."""
        if due < today(self._clock):
            raise BadRequest("a task is due today or later")
        with self._database.begin() as session:
            task = session.scalar(sa.select(Task).where(Task.code == code, Task.done.is_(None)).with_for_update()) or Task(code=code)
            task.owner, task.due = owner, due
            session.add(task)
            audit.record(session, by, "plan.assign", f"procedure:{code}", {"owner": owner, "due": due.isoformat()})

    def spread(self, codes: Sequence[str], owners: Sequence[str], first: date, last: date, by: str) -> int:
        """Spread `codes`, the most urgent first, over the working days from `first` to `last` and over the owners in turn.

        Codes with an open task keep it. Return how many tasks were made. Raises `BadRequest` without an owner or a working day.
        """
        days = [day for day in (first + timedelta(days=number) for number in range((last - first).days + 1)) if day.weekday() < _WEEK]
        if not owners or not days or first < today(self._clock):
            raise BadRequest("a plan has owners, and working days from today on")
        with self._database.begin() as session:
            taken = set(session.scalars(sa.select(Task.code).where(Task.done.is_(None))))
            new = [code for code in dict.fromkeys(codes) if code not in taken]
            for place, (code, owner) in enumerate(zip(new, cycle(owners), strict=False)):
                session.add(Task(code=code, owner=owner, due=days[place * len(days) // len(new)]))
            span = {"tasks": len(new), "first": first.isoformat(), "last": last.isoformat(), "owners": list(owners)}
            audit.record(session, by, "plan.spread", "plan:", span)
            return len(new)

    def done(self, code: str, by: str) -> None:
        """Note that the record was looked at. Raises `Conflict` where nobody was to look."""
        with self._database.begin() as session:
            task = session.scalar(sa.select(Task).where(Task.code == code, Task.done.is_(None)).with_for_update())
            if task is None:
                raise Conflict(f"nobody is to look at {code}")
            task.done, task.done_by = self._clock(), by
            audit.record(session, by, "plan.done", f"procedure:{code}", {"due": task.due.isoformat()})

    def open(self, owner: str | None = None, until: date | None = None) -> Sequence[Task]:
        """Return the open tasks by their days: all or those of one person, all or those due by `until`."""
        query = sa.select(Task).where(Task.done.is_(None)).order_by(Task.due, Task.code)
        query = query if owner is None else query.where(Task.owner == owner)
        with self._database.read() as session:
            return session.scalars(query if until is None else query.where(Task.due <= until)).all()
