"""Judging (chấm câu trả lời): which answers are judged, what judges say, which wrong ones were put right. A call is a transaction."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from core.weeks import WEEK, bounds, week_of
from training.judging import deciding, figures
from training.judging.models import JudgementRow, MendingRow
from training.judging.ports import Answer, Answers
from training.judging.repository import Repository
from training.judging.sample import Sample, place
from training.judging.schemas import NEEDS_CAUSE, Board, CauseMissing, NotePersonal, NoteTooLong, Opinion, Said, Task, ToMend, Verdict
from training.rules import Rules
from training.texts import is_masked

LONGEST_NOTE = 500  # characters


class Judging:
    """The answers that people judge. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, answers: Answers, rules: Rules | None = None, clock: Callable[[], datetime] = now) -> None:
        """Keep what judges say in `database`."""
        self._database, self._answers, self._rules, self._clock = database, answers, rules or Rules(), clock
        self._sample = Sample(answers, self._rules)

    def verdicts(self, since: datetime, until: datetime) -> Sequence[Verdict]:
        """Return the settled verdict of every judged turn from `since` on, before `until`, one a turn, by turn.

        Where two judges differ it is what most of three say, else "unsure". Those that are not `sampled` were judged because somebody
        complained, and belong in no rate. Verdicts leave with their turn: who reports a week later on keeps its numbers.
        """
        with self._database.read() as session:
            return deciding.verdicts(Repository(session).between(since, until))

    def this_week(self) -> date:
        """Return the Monday of the week that is under way."""
        return week_of(self._clock())

    def board(self, by: str, weeks: int) -> Board:
        """Return how far the latest `weeks` are, as the judge `by` sees them."""
        found, every = [], {}
        for week in (self.this_week() - number * WEEK for number in range(weeks)):
            said = self._said(*bounds(week))
            every.update(said)
            found.append(figures.progress(week, self._sample.of(week), self._sample.complained(week), said, by, self._rules))
        return Board(tuple(found), figures.agreement(every))

    def queue(self, by: str, week: date) -> list[int]:
        """Return the turns of a week that wait for the judge `by`, in the order of their chance: nobody can tell why one is among them."""
        said = self._said(*bounds(week))
        return sorted(figures.waiting(self._sample.of(week) | self._sample.complained(week), said, by, self._rules), key=place)

    def task(self, turn: int, by: str) -> Task:
        """Return an answer as the judge `by` may see it. Raises `NotFound`, also for one that is not to be judged, or was erased."""
        with self._database.read() as session:
            rows = Repository(session)
            opinions, mending, former = rows.of(turn), rows.mended([turn]).get(turn), rows.former(turn, by)
        answer, sampled = self._found(turn, opinions)
        mine, others = next((one for one in opinions if one.by == by), None), tuple(one for one in opinions if one.by != by)
        waits = deciding.waits(opinions, self._rules)
        shown = mine is not None or not waits
        return Task(
            answer=answer,
            sampled=sampled,
            mine=mine,
            others=others if shown else (),
            hidden=bool(others) and not shown,
            waits=waits,
            grade=deciding.settle(opinions) if shown else None,
            mending=mending,
            former=None if mine else former,
        )

    def judge(self, turn: int, by: str, said: Said) -> None:
        """Say how good an answer is.

        Raises:
            CauseMissing: where one is needed.
            NoteTooLong: more than `LONGEST_NOTE` characters.
            NotePersonal: the note holds personal data.
            NotFound: the answer is not to be judged, or was erased meanwhile.
            Conflict: this judge has judged it already.
        """
        note, cause = _tidied(said.note), said.cause if said.grade in NEEDS_CAUSE else None
        if said.grade in NEEDS_CAUSE and cause is None:
            raise CauseMissing
        with self._database.read() as session:
            opinions, former = Repository(session).of(turn), Repository(session).former(turn, by)
        answer, sampled = self._found(turn, opinions)
        seen = bool(opinions) and (former is not None or not deciding.waits(opinions, self._rules))
        row = JudgementRow(turn_id=turn, turn_at=answer.at, by=by, at=self._clock(), verdict=said.grade, cause=cause, note=note)
        row.sampled, row.independent, row.undone = sampled, not seen, None
        try:
            with self._database.begin() as session:
                Repository(session).add(row)
        except IntegrityError as error:
            raise self._why(turn) from error

    def undo(self, by: str) -> int:
        """Take back what a judge said last, and return its turn. Raises `NotFound` where there is nothing."""
        with self._database.begin() as session:
            if (row := Repository(session).latest(by)) is None:
                raise NotFound("there is nothing to undo")
            row.undone = self._clock()
            return row.turn_id

    def to_mend(self, by: str, weeks: int) -> ToMend:
        """Return the wrong answers of the latest `weeks`, as the judge `by` may see them."""
        since = bounds(self.this_week() - (weeks - 1) * WEEK)[0]
        said = self._said(since, bounds(self.this_week())[1])
        with self._database.read() as session:
            mended = Repository(session).mended(said.keys())
        return figures.to_mend(said, by, mended, self._answers.asked(said.keys()), self._rules)

    def mend(self, turn: int, by: str, note: str) -> None:
        """Say that a wrong answer was put right. Raises as `judge`, `Conflict` where it was said already."""
        note = _tidied(note)
        try:
            with self._database.begin() as session:
                rows = Repository(session)
                if deciding.settle(rows.of(turn)) not in NEEDS_CAUSE:
                    raise NotFound(f"turn {turn} is no wrong answer")
                rows.add(MendingRow(turn_id=turn, by=by, at=self._clock(), note=note, undone=None))
        except IntegrityError as error:
            raise self._why(turn) from error

    def unmend(self, turn: int) -> None:
        """Take that back. Raises `NotFound` where nobody said it."""
        with self._database.begin() as session:
            if (row := Repository(session).mending(turn)) is None:
                raise NotFound(f"turn {turn} was not put right")
            row.undone = self._clock()

    def _said(self, since: datetime, until: datetime) -> dict[int, list[Opinion]]:
        with self._database.read() as session:
            opinions = Repository(session).between(since, until)
        return {turn: list(group) for turn, group in groupby(opinions, key=lambda one: one.turn)}

    def _found(self, turn: int, opinions: Sequence[Opinion]) -> tuple[Answer, bool]:
        """Return an answer that may be judged, and whether it was drawn: what the first judge met stands."""
        if (answer := self._answers.get(turn)) is None:
            raise NotFound(f"no answer {turn}")
        if opinions:
            return answer, opinions[0].sampled
        sampled = self._sample.holds(answer)
        if not sampled and not (answer.complained and answer.status in self._rules.judged):
            raise NotFound(f"answer {turn} is not to be judged")
        return answer, sampled

    def _why(self, turn: int) -> NotFound | Conflict:
        """Why the database refused a row: the turn is gone, or somebody was quicker."""
        return Conflict("said already") if self._answers.get(turn) else NotFound(f"no answer {turn}")


def _tidied(note: str) -> str:
    tidy = unicodedata.normalize("NFC", " ".join("".join(sign if sign.isprintable() else " " for sign in note).split()))
    if len(tidy) > LONGEST_NOTE:
        raise NoteTooLong
    if not is_masked(tidy):
        raise NotePersonal
    return tidy
