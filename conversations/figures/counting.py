"""The figures of a week, counted from the rows that are there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.figures.schemas import ANSWERED, NONE, QUESTIONS, STATUSES, UNKNOWN, Cells, Verdict
from conversations.figures.tally import Tally
from conversations.models import Handover, Rating, Turn
from core.weeks import WEEK, bounds

# Who asks on within half an hour is still at the same matter; who asks after that came back.
VISIT = timedelta(minutes=30)
_PARTS = 5_000  # numbers in one statement
_FIGURES = {status: figure for figure, found in STATUSES.items() for status in found}
_PEOPLE = {"answered": "helped", "clarified": "people_clarified", "abstained": "people_abstained"}


def topic_of(code: str | None, topics: Mapping[str, str]) -> str:
    """Return the topic of a turn that names the procedure `code`."""
    return topics.get(code) or UNKNOWN if code else NONE


def within(week: date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Return what holds of the turns of a week."""
    start, end = bounds(week)
    return Turn.at >= start, Turn.at < end


def counted(session: Session, week: date, topics: Mapping[str, str], verdicts: Sequence[Verdict]) -> Cells:
    """Count everything of a week."""
    tally = Tally()
    _turns(session, week, topics, tally)
    _back(session, week, tally)
    _waits(session, week, topics, tally)
    _ratings(session, week, topics, tally)
    for row in handovers(session, week):
        tally.add(row.channel, topic_of(handed_topic(row), topics), "handovers")
    _judged(session, week, topics, verdicts, tally)
    return tally.cells()


def late(session: Session, week: date, topics: Mapping[str, str], verdicts: Sequence[Verdict]) -> Cells:
    """Count what may still be said of the answers of a week that is over: ratings, and what people judged."""
    tally = Tally()
    _ratings(session, week, topics, tally)
    _judged(session, week, topics, verdicts, tally)
    return tally.cells()


def left(session: Session, week: date) -> int:
    """Return how many turns of a week are there."""
    return session.scalar(sa.select(sa.func.count()).select_from(Turn).where(*within(week))) or 0


def _turns(session: Session, week: date, topics: Mapping[str, str], tally: Tally) -> None:
    by = (Turn.channel, Turn.procedure_code, Turn.status, Turn.person)
    query = sa.select(*by, sa.func.count(), sa.func.max(Turn.at)).where(*within(week)).group_by(*by)
    for channel, code, status, person, times, at in session.execute(query):
        topic, figure = topic_of(code, topics), _FIGURES.get(status)
        tally.add(channel, topic, "turns", times)
        tally.person(channel, topic, "people", person, times)
        if figure:
            tally.add(channel, topic, figure, times)
        tally.person(channel, topic, _PEOPLE.get(figure or "", "people_other"), person)
        if status in ANSWERED:
            tally.answer(channel, topic, person, at)


def _back(session: Session, week: date, tally: Tally) -> None:
    """Tell, of everybody who had an answer, whether they came back with a question, or asked for an officer, within seven days."""
    again = Again(session, week)
    for (channel, topic), people in tally.last.items():
        for person, at in people.items():
            for figure in again.figures(person, at):
                tally.exactly(channel, topic, figure)


class Again:
    """What people did after their last answer of a week."""

    def __init__(self, session: Session, week: date) -> None:
        """Read the questions and hand-offs of the week and of the seven days after it."""
        start, end = bounds(week)
        asked = sa.select(Turn.person, Turn.at).where(Turn.at >= start, Turn.at < end + WEEK)
        typed = asked.where(Turn.status.in_(QUESTIONS), Turn.question.not_like("/%"))
        opened = sa.select(Handover.person, Handover.opened).where(Handover.opened >= start, Handover.opened < end + WEEK)
        self._known: dict[tuple[str, datetime], list[str]] = {}  # of most people the last answer is the same in several cells
        self._asked, self._handed = _moments(session, typed), _moments(session, opened)

    def figures(self, person: str, at: datetime) -> list[str]:
        """Return which figures somebody counts in whose last answer was at `at`."""
        if (person, at) not in self._known:
            self._known[person, at] = self._figures(person, at)
        return self._known[person, at]

    def _figures(self, person: str, at: datetime) -> list[str]:
        returned = any(at + VISIT < moment <= at + WEEK for moment in self._asked.get(person, ()))
        handed = any(at <= moment <= at + WEEK for moment in self._handed.get(person, ()))
        return ["returned"] if returned else [] if handed else ["contained"]


def _moments(session: Session, query: "sa.Select[str, datetime]") -> Mapping[str, list[datetime]]:
    found: defaultdict[str, list[datetime]] = defaultdict(list)
    for person, at in session.execute(query):
        found[person].append(at)
    return found


def _waits(session: Session, week: date, topics: Mapping[str, str], tally: Tally) -> None:
    query = sa.select(Turn.channel, Turn.procedure_code, Turn.seconds).where(*within(week), Turn.seconds.is_not(None))
    for channel, code, seconds in session.execute(query):
        tally.wait(channel, topic_of(code, topics), float(seconds or 0))


def _ratings(session: Session, week: date, topics: Mapping[str, str], tally: Tally) -> None:
    by = (Turn.channel, Turn.procedure_code, Rating.good)
    query = sa.select(*by, sa.func.count()).join(Turn, Turn.id == Rating.turn_id).where(*within(week)).group_by(*by)
    for channel, code, good, times in session.execute(query):
        tally.add(channel, topic_of(code, topics), "good" if good else "bad", times)


def handovers(session: Session, week: date) -> Sequence[Handover]:
    """Return the hand-offs that were opened in a week."""
    start, end = bounds(week)
    return session.scalars(sa.select(Handover).where(Handover.opened >= start, Handover.opened < end).order_by(Handover.id.desc())).all()


def handed_topic(row: Handover) -> str | None:
    """Return the code of the procedure that was spoken of before a hand-off."""
    code = row.summary.get("procedure")
    return code if isinstance(code, str) else None


def verdict_of(verdicts: Sequence[Verdict]) -> Mapping[int, str]:
    """Return the verdicts that count: of turns that chance chose, and not those of which nobody is sure."""
    return {one.turn: one.verdict for one in verdicts if one.sampled and one.verdict != "unsure"}


def _judged(session: Session, week: date, topics: Mapping[str, str], verdicts: Sequence[Verdict], tally: Tally) -> None:
    found = verdict_of(verdicts)
    for turn, channel, code, status in _of_week(session, week, found):
        topic = topic_of(code, topics)
        counts = {"judged": True, "wrong": found[turn] == "wrong", "partly": found[turn] == "partly"}
        for figure in [name for name, holds in counts.items() if holds]:
            tally.add(channel, topic, figure)
            if status in ANSWERED:
                tally.add(channel, topic, f"{figure}_answered")


def _of_week(session: Session, week: date, turns: Collection[int]) -> list[tuple[int, str, str | None, str]]:
    query, numbers = sa.select(Turn.id, Turn.channel, Turn.procedure_code, Turn.status).where(*within(week)), sorted(turns)
    parts = [numbers[begin : begin + _PARTS] for begin in range(0, len(numbers), _PARTS)]
    found = (session.execute(query.where(Turn.id.in_(part))) for part in parts)
    return [(turn, channel, code, status) for rows in found for turn, channel, code, status in rows]
