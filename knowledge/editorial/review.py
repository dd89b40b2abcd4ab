"""Review (thẩm định): what one wrote another reads, and approves or gives back."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest, Conflict, Forbidden
from knowledge.editorial import states
from knowledge.editorial.drafts import commented, subject, today
from knowledge.editorial.models import Version
from knowledge.editorial.ports import Clock
from knowledge.editorial.repository import Repository
from knowledge.editorial.standing import begun
from knowledge.editorial.states import State
from knowledge.editorial.validation import Problem, Surroundings, check, errors


class Unfinished(Conflict):
    """A version has errors: it is neither reviewed nor approved. `problems` says which."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the errors."""
        super().__init__("; ".join(f"{problem.place}: {problem.key}" for problem in problems))
        self.problems = problems


class Stale(Conflict):
    """A version was changed since the person read it."""


class Undecided(Conflict):
    """Something kept aside waits to be chosen or dropped."""


class Occupied(Conflict):
    """Another version of the procedure is being written or reviewed."""


class Review:
    """The steps of a version between writing and publishing. Every one raises `Conflict` where the state does not allow it.

    `revision` is the one that the person read; `Stale` is raised where it is told and the version was changed since.
    """

    def __init__(self, database: Database, clock: Clock = now) -> None:
        """Keep states in `database`."""
        self._database, self._clock = database, clock

    def submit(self, number: int, by: str, revision: int, note: str = "") -> Version:
        """Hand a version over for review as it was read at `revision`.

        Raises:
            Unfinished: it has errors.
            Stale: it was changed since it was read.
            Undecided: something kept aside waits to be chosen or dropped.
        """
        with self._database.begin() as session:
            version = Repository(session).locked(number)
            states.check(version.state, State.IN_REVIEW)
            _unchanged(version, revision)
            if Repository(session).asides(number):
                raise Undecided(f"of version {version.number} of {version.code} something kept aside is to be chosen or dropped")
            self._sound(version)
            version.submitted, version.note = self._clock(), note.strip() or version.note
            return self._moved(session, version, State.IN_REVIEW, by, "submit", note=note)

    def take_back(self, number: int, by: str, revision: int | None = None) -> Version:
        """Go on writing what waits for review."""
        with self._database.begin() as session:
            return self._moved(session, _read(session, number, revision), State.DRAFT, by, "take_back")

    def give_back(self, number: int, by: str, comment: str, revision: int | None = None) -> Version:
        """Return a version to its writers, and say why.

        Raises:
            BadRequest: without a word.
            Conflict: it is published: then it is withdrawn, or a later one approved.
            Occupied: a later one is being written.
        """
        try:
            with self._database.begin() as session:
                version = _read(session, number, revision)
                if version.state == State.PUBLISHED:
                    raise Conflict(f"version {version.number} of {version.code} is published")
                commented(session, version, by, comment, None, self._clock)
                return self._moved(session, version, State.RETURNED, by, "give_back")
        except sa.exc.IntegrityError as error:
            raise Occupied("a later version is being written or reviewed") from error

    def approve(self, number: int, by: str, revision: int, starts: date | None = None) -> Version:
        """Approve what was read at `revision`, at once or from the day `starts`.

        Raises:
            Forbidden: `by` wrote some of it: a second person must approve.
            Stale: it was changed since it was read.
            BadRequest: the day is over.
        """
        with self._database.begin() as session:
            version = Repository(session).locked(number)
            states.check(version.state, State.APPROVED)
            if by in {version.author, *version.editors}:
                raise Forbidden(f"{by} wrote version {version.number} of {version.code}: another person approves it")
            _unchanged(version, revision)
            if starts is not None and starts < today(self._clock):
                raise BadRequest("a version is scheduled for today or later")
            self._sound(version)
            version.approver, version.approved, version.starts, version.published = by, self._clock(), starts, None
            state = State.APPROVED if begun(version, today(self._clock)) else State.SCHEDULED
            day = starts.isoformat() if starts else None
            return self._moved(session, version, state, by, "approve", starts=day)

    def withdraw(
        self, number: int, by: str, reason: str, revision: int | None = None, open_only: bool = False, seen: State | None = None
    ) -> Version:
        """Give a version up. Of a published one the procedure is left out of the next release, until a later version is approved.

        One person may: it only takes out, and what is found to be wrong must be stoppable at once. `seen` is the state in which the
        person saw it: who gives up a draft does not mean to take out what stands by now.

        Raises:
            BadRequest: without a reason.
            Conflict: it is further than it was `seen`.
            Forbidden: `by` may give up what is written or reviewed (`open_only`), and it is more by now.
        """
        if not reason.strip():
            raise BadRequest("a version is withdrawn for a reason")
        with self._database.begin() as session:
            version = _read(session, number, revision)
            states.check(version.state, State.WITHDRAWN)
            if open_only and version.state not in states.OPEN:
                raise Forbidden(f"version {version.number} of {version.code} is {version.state}")
            if seen is not None and version.state != seen and not {version.state, seen} <= states.OPEN:
                raise Conflict(f"version {version.number} of {version.code} is {version.state}, and was seen as {seen}")
            version.takes_out = version.state == State.PUBLISHED
            commented(session, version, by, reason, None, self._clock)  # the page of the version tells why
            return self._moved(session, version, State.WITHDRAWN, by, "withdraw", reason=reason.strip())

    def _sound(self, version: Version) -> None:
        if found := errors(check(version.content, Surroundings(today(self._clock)))):
            raise Unfinished(found)

    def _moved(self, session: Session, version: Version, to: State, by: str, verb: str, **detail: str | None) -> Version:
        return moved(session, version, to, by, verb, self._clock, **detail)


def _read(session: Session, number: int, revision: int | None) -> Version:
    version = Repository(session).locked(number)
    if revision is not None:
        _unchanged(version, revision)
    return version


def _unchanged(version: Version, revision: int) -> None:
    if revision != version.revision:
        raise Stale(f"version {version.number} of {version.code} was changed since it was read")


def moved(session: Session, version: Version, to: State, by: str, verb: str, clock: Clock, **detail: str | None) -> Version:
    """Change the state of a version, with its audit row; raises `Conflict` for a step that is not allowed."""
    states.check(version.state, to)
    told = {"version": version.number, "was": str(version.state), "is": str(to), **{key: value for key, value in detail.items() if value}}
    version.state, version.changed = str(to), clock()
    audit.record(session, by, f"procedure.{verb}", subject(version), told)
    return version
