"""Jobs: work that takes longer than a page may. One program asks for it, the worker does it, everybody may look on.

A job whose program died is taken up again; so what a job does must be such that doing it twice does no harm.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.clock import now as _now
from core.db import Base, Database, Instant
from core.errors import Conflict, NotFound

LEASE = timedelta(seconds=60)  # without a sign of life for so long, whoever did it is dead
MOST_TRIES = 3
_MOST_LINES = 500  # of the log; the last ones stay
ENDED = ("done", "refused", "failed")


class Job(Base):
    """One job. `state` is queued, running, done, refused (it found a reason not to) or failed (it broke)."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(32), index=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(8), index=True)
    by: Mapped[str] = mapped_column(sa.String(40))
    asked: Mapped[datetime] = mapped_column(Instant)
    started: Mapped[datetime | None] = mapped_column(Instant)
    beat: Mapped[datetime | None] = mapped_column(Instant)  # the last sign of life
    ended: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(sa.Text, default="")  # what it does now
    done: Mapped[int] = mapped_column(default=0)  # of `total`, in the present step
    total: Mapped[int | None]
    log: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class Jobs:
    """The jobs in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        """Keep them in `database`."""
        self._database, self._clock = database, clock

    def ask(self, kind: str, by: str, arguments: dict[str, Any] | None = None) -> int:
        """Ask for a job and return its number. One that waits already with the same arguments is that job."""
        with self._database.begin() as session:
            waiting = session.scalars(sa.select(Job).where(Job.kind == kind, Job.state == "queued").order_by(Job.id))
            if same := next((job for job in waiting if job.arguments == (arguments or {})), None):
                return same.id
            job = Job(kind=kind, by=by, arguments=arguments or {}, state="queued", asked=self._clock(), log=[])
            session.add(job)
            session.flush()
            return job.id

    def take(self, kinds: Collection[str]) -> Job | None:
        """Take the oldest job of `kinds` that waits, unless one of them is being done; a dead one's is taken again first."""
        with self._database.begin() as session:
            self._revive(session, kinds)
            chosen = self._locked(session, Job.kind.in_(kinds), Job.state.in_(("queued", "running")))
            if not chosen or any(job.state == "running" for job in chosen):
                return None
            job = chosen[0]
            job.state, job.started, job.beat, job.tries = "running", self._clock(), self._clock(), job.tries + 1
            return job

    def _revive(self, session: Session, kinds: Collection[str]) -> None:
        """Let wait again what nobody does any more; what died too often has failed."""
        for job in self._locked(session, Job.kind.in_(kinds), Job.state == "running", Job.beat < self._clock() - LEASE):
            given_up = job.tries >= MOST_TRIES
            job.state = "failed" if given_up else "queued"
            job.ended = self._clock() if given_up else None
            job.log = [*job.log, "the program that did it ended"]

    @staticmethod
    def _locked(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Job]:
        return session.scalars(sa.select(Job).where(*conditions).order_by(Job.id).with_for_update()).all()

    def beat(self, number: int, step: str | None = None, done: int = 0, total: int | None = None) -> None:
        """Tell that a job is being done, and how far its present `step` came."""
        with self._database.begin() as session:
            job = self._running(session, number)
            job.beat = self._clock()
            if step is not None:
                job.step, job.done, job.total = step, done, total

    def say(self, number: int, line: str) -> None:
        """Add a line to the log of a job; it is its present step too."""
        with self._database.begin() as session:
            job = self._running(session, number)
            job.beat, job.step, job.done, job.total = self._clock(), line, 0, None
            job.log = [*job.log, line][-_MOST_LINES:]

    def end(self, number: int, state: str, result: dict[str, Any] | None = None, line: str = "") -> None:
        """End a job as done, refused or failed."""
        with self._database.begin() as session:
            job = self._running(session, number)
            job.state, job.ended, job.result = state, self._clock(), result
            job.log = [*job.log, line][-_MOST_LINES:] if line else job.log

    def put_back(self, number: int) -> None:
        """Let a job wait again that its program could not end."""
        with self._database.begin() as session:
            job = self._running(session, number)
            job.state, job.tries = "queued", job.tries - 1

    def forget(self, kind: str, before: datetime) -> None:
        """Empty the results of jobs of `kind` that ended `before`: what people wrote stands in them, and is kept for a time only."""
        old = (Job.kind == kind, Job.ended < before, Job.result.is_not(None))
        with self._database.read() as session:  # a look that holds off no writer
            if session.scalar(sa.select(Job.id).where(*old).limit(1)) is None:
                return
        with self._database.begin() as session:
            session.execute(sa.update(Job).where(*old).values(result=sa.null()))

    def remove(self, kind: str, before: datetime) -> None:
        """Remove jobs of `kind` that ended `before`: of what is done every few minutes the latest are enough."""
        old = (Job.kind == kind, Job.ended < before)
        with self._database.read() as session:
            if session.scalar(sa.select(Job.id).where(*old).limit(1)) is None:
                return
        with self._database.begin() as session:
            session.execute(sa.delete(Job).where(*old))

    def waits(self, kinds: Collection[str]) -> bool:
        """Tell whether there may be something to take: a look that holds off no writer."""
        dead = sa.and_(Job.state == "running", Job.beat < self._clock() - LEASE)
        with self._database.read() as session:
            return session.scalar(sa.select(Job.id).where(Job.kind.in_(kinds), (Job.state == "queued") | dead).limit(1)) is not None

    @staticmethod
    def _running(session: Session, number: int) -> Job:
        """Raises `Conflict` for a job that is not being done: it was given to another."""
        job = session.get(Job, number, with_for_update=True)
        if job is None or job.state != "running":
            raise Conflict(f"job {number} is not being done")
        return job

    def get(self, number: int) -> Job:
        """Return a job; raises `NotFound`."""
        with self._database.read() as session:
            if (job := session.get(Job, number)) is None:
                raise NotFound(f"no job {number}")
            return job

    def latest(self, kinds: Collection[str], count: int = 20) -> Sequence[Job]:
        """Return the latest jobs of `kinds`, the newest first."""
        with self._database.read() as session:
            return session.scalars(sa.select(Job).where(Job.kind.in_(kinds)).order_by(Job.id.desc()).limit(count)).all()
