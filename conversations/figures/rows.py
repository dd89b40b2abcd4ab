"""The rows behind a figure: exactly those it counts."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.figures.counting import Again, handed_topic, handovers, topic_of, verdict_of, within
from conversations.figures.schemas import ALL, ANSWERED, COUNTS, NONE, STATUSES, Asked, Row, Rows, Verdict
from conversations.figures.tally import around
from conversations.models import Handover, Rating, Turn
from core.errors import NotFound

PAGE = 50
T = TypeVar("T")


def found(session: Session, asked: Asked, page: int, topics: Mapping[str, str], verdicts: Sequence[Verdict]) -> Rows:
    """Return a page of the rows that are asked for; one beyond the last is the last.

    The newest come first, the slowest where it is about waiting.
    Of people the row is their first turn of the week in what is asked for, of those with an answer the last that was answered.

    Raises:
        NotFound: no figure of that name counts rows.
    """
    if asked.figure not in COUNTS:
        raise NotFound(f"no rows belong to {asked.figure}")
    if asked.figure == "handovers":
        handed = [row for row in handovers(session, asked.week) if asked.cell in around(row.channel, topic_of(handed_topic(row), topics))]
        chosen, number, pages = _cut(handed, page)
        return Rows([_handed(row) for row in chosen], len(handed), number, pages)
    every = _numbers(session, asked, topics, verdicts)
    numbers, number, pages = _cut(every, page)
    # Somebody may have had a turn erased since it was counted.
    turns = {turn.id: turn for turn in session.scalars(sa.select(Turn).where(Turn.id.in_(numbers)))}
    return Rows([_row(turns[one]) for one in numbers if one in turns], len(every), number, pages)


def _cut(every: Sequence[T], page: int) -> tuple[Sequence[T], int, int]:
    """Return a page of `every`, its number, and how many there are."""
    pages = max(1, -(-len(every) // PAGE))
    number = min(max(page, 1), pages)
    return every[(number - 1) * PAGE : number * PAGE], number, pages


def _numbers(session: Session, asked: Asked, topics: Mapping[str, str], verdicts: Sequence[Verdict]) -> list[int]:
    """Return the numbers of the turns."""
    here = _conditions(session, asked, topics)
    if asked.figure in ("helped", "returned", "contained"):
        return _answered(session, asked, here)
    if asked.figure == "people":
        return sorted(session.scalars(sa.select(sa.func.min(Turn.id)).where(*here).group_by(Turn.person)), reverse=True)
    if asked.figure in ("judged", "wrong", "partly"):
        wanted = {turn for turn, verdict in verdict_of(verdicts).items() if asked.figure in ("judged", verdict)}
        return [number for number in session.scalars(sa.select(Turn.id).where(*here).order_by(Turn.id.desc())) if number in wanted]
    if asked.figure == "timed":
        return list(session.scalars(sa.select(Turn.id).where(*here, Turn.seconds.is_not(None)).order_by(Turn.seconds.desc(), Turn.id)))
    query = sa.select(Turn.id).where(*here).order_by(Turn.id.desc())
    if asked.figure in ("good", "bad"):
        query = query.join(Rating, Rating.turn_id == Turn.id).where(Rating.good.is_(asked.figure == "good"))
    return list(session.scalars(query.where(Turn.status.in_(STATUSES[asked.figure])) if asked.figure in STATUSES else query))


def _answered(session: Session, asked: Asked, here: list[sa.ColumnElement[bool]]) -> list[int]:
    """Return, of everybody with an answer, the last turn that was answered, if what they did then is what is asked for."""
    query = sa.select(Turn.person, Turn.id, Turn.at).where(*here, Turn.status.in_(ANSWERED)).order_by(Turn.at, Turn.id)
    last = {person: (number, at) for person, number, at in session.execute(query)}
    if asked.figure != "helped":
        again = Again(session, asked.week)
        last = {person: one for person, one in last.items() if asked.figure in again.figures(person, one[1])}
    return sorted((number for number, _ in last.values()), reverse=True)


def _conditions(session: Session, asked: Asked, topics: Mapping[str, str]) -> list[sa.ColumnElement[bool]]:
    here: list[sa.ColumnElement[bool]] = list(within(asked.week))
    if asked.channel != ALL:
        here.append(Turn.channel == asked.channel)
    if asked.topic == NONE:
        here.append(sa.or_(Turn.procedure_code.is_(None), Turn.procedure_code == ""))
    elif asked.topic != ALL:
        codes = session.scalars(sa.select(Turn.procedure_code).where(*within(asked.week)).distinct())
        here.append(Turn.procedure_code.in_([code for code in codes if code and topic_of(code, topics) == asked.topic]))
    return here


def _row(turn: Turn) -> Row:
    first = turn.answer.strip().partition("\n")[0]
    return Row(turn.at, turn.channel, turn.status, turn.question, first, turn.procedure_code, turn.id, seconds=turn.seconds)


def _handed(row: Handover) -> Row:
    said = [str(one.get("question", "")) for one in row.summary.get("turns", ())]
    return Row(row.opened, row.channel, row.state, said[-1] if said else "", procedure=handed_topic(row), handover=row.number)
