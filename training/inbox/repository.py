"""Every query of the inbox."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from training.inbox.models import Discarded, Mark, Occurrence, UtteranceRow
from training.inbox.schemas import Reason
from training.labels.models import LabelText
from training.texts import folded

TURNS = "turns"  # the mark of how far the turns were read
# The table of another room: that a turn stands is asked in the transaction that takes it in, and nothing else of it.
_TURNS = sa.table("turns", sa.column("id", sa.Integer))
_USEFUL_FIRST = (UtteranceRow.usefulness.desc(), UtteranceRow.id)
_MOST_WORDS = 12  # of what is searched


@dataclass(frozen=True)
class Wanted:
    """Which utterances: in a state, here for a reason, with all these words in any order, however they are written."""

    state: str
    reason: Reason | None = None
    words: str = ""


@dataclass(frozen=True)
class Stale:
    """A text to look at: what it was compared with before, and its vector."""

    id: int
    text: str
    compared: str | None
    vector: bytes | None


@dataclass(frozen=True)
class CentreRow:
    """The first text of a group, and what it is taken for."""

    cluster: int
    text: str
    vector: bytes | None
    heard: list[Any] | None
    near: list[Any] | None


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [UtteranceRow.state == wanted.state]
    if wanted.reason:
        having = sa.select(Occurrence.utterance_id).where(Occurrence.reasons.contains(wanted.reason.value))
        conditions.append(UtteranceRow.id.in_(having))
    return [*conditions, *(UtteranceRow.folded.contains(word, autoescape=True) for word in folded(wanted.words).split()[:_MOST_WORDS])]


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def mark(self, name: str) -> Mark | None:
        """Return up to where was read."""
        return self._session.get(Mark, name)

    def locked_mark(self, name: str) -> Mark:
        """Return the mark and hold it until the transaction ends: one program at a time changes the inbox."""
        return self._session.get_one(Mark, name, with_for_update=True)

    def standing(self, turns: Collection[int]) -> set[int]:
        """Return which turns still stand, and keep them standing until the transaction ends.

        Whoever erases one waits until its occurrence is committed, so that the trigger of migration 0012 meets it; without that a text
        taken in at the very moment would stay for ever. On SQLite a transaction that writes is alone anyway.
        """
        query = sa.select(_TURNS.c.id).where(_TURNS.c.id.in_(turns)).with_for_update(read=True, key_share=True)
        return set(self._session.scalars(query))

    def add(self, row: Mark | UtteranceRow | Occurrence) -> None:
        """Store a new row."""
        self._session.add(row)

    def flush(self) -> None:
        """Give new rows their ids."""
        self._session.flush()

    def by_key(self, keys: Collection[str], lock: bool = False) -> dict[str, UtteranceRow]:
        """Return the utterances of these keys; held with `lock`: an erasure meanwhile counts them down, and waits."""
        query = sa.select(UtteranceRow).where(UtteranceRow.key.in_(keys)).order_by(UtteranceRow.id)
        return {row.key: row for row in self._session.scalars(query.with_for_update() if lock else query)}

    def by_id(self, numbers: Collection[int]) -> Sequence[UtteranceRow]:
        """Return the utterances of these numbers, held, with their vectors."""
        query = sa.select(UtteranceRow).where(UtteranceRow.id.in_(numbers)).order_by(UtteranceRow.id).with_for_update()
        return self._session.scalars(query.options(undefer(UtteranceRow.vector))).all()

    def stale(self, stamp: str | None, model: str | None, most: int) -> Sequence[Stale]:
        """Return up to `most` open texts to look at, the most useful first.

        Args:
            stamp: those compared with other examples than these; `None`: those never looked at.
            model: those heard by another model too.
            most: how many.
        """
        row = UtteranceRow
        other = row.compared != stamp if stamp else row.compared.is_(None)
        if model:
            other |= row.heard_by.is_(None) | (row.heard_by != model)
        query = sa.select(row.id, row.text, row.compared, row.vector).where(row.state == "open", other)
        return [Stale(*found) for found in self._session.execute(query.order_by(*_USEFUL_FIRST).limit(most))]

    def centres(self) -> Sequence[CentreRow]:
        """Return the first open text of each group."""
        row = UtteranceRow
        firsts = sa.select(sa.func.min(row.id)).where(row.state == "open", row.cluster.is_not(None)).group_by(row.cluster)
        query = sa.select(row.cluster, row.text, row.vector, row.heard, row.neighbours).where(row.id.in_(firsts)).order_by(row.id)
        return [CentreRow(*found) for found in self._session.execute(query)]

    def last_cluster(self) -> int:
        """Return the highest number a group has."""
        return self._session.scalar(sa.select(sa.func.max(UtteranceRow.cluster))) or 0

    def agreed_and_in_no_file(self) -> Sequence[LabelText]:
        """Return the labels that people agree on and that wait for an export."""
        query = sa.select(LabelText).where(LabelText.state == "agreed", LabelText.exported.is_(None), LabelText.intent.is_not(None))
        return self._session.scalars(query.order_by(LabelText.key)).all()

    def agreed_stamp(self) -> tuple[int, datetime | None]:
        """Return how many labels people agree on, and when one changed last: something else once any of them is another."""
        query = sa.select(sa.func.count(), sa.func.max(LabelText.changed)).where(LabelText.state == "agreed")
        count, changed = self._session.execute(query).one()
        return count, changed

    def occurrences(self, turns: Collection[int]) -> dict[int, Occurrence]:
        """Return those of these turns that are known."""
        return {row.turn_id: row for row in self._session.scalars(sa.select(Occurrence).where(Occurrence.turn_id.in_(turns)))}

    def discarded(self, keys: Collection[str]) -> set[str]:
        """Return which of the keys were discarded."""
        return set(self._session.scalars(sa.select(Discarded.key).where(Discarded.key.in_(keys))))

    def reasons(self, utterances: Collection[int]) -> Mapping[int, Counter[Reason]]:
        """Count the reasons of each utterance."""
        counted: dict[int, Counter[Reason]] = {number: Counter() for number in utterances}
        query = sa.select(Occurrence.utterance_id, Occurrence.reasons, sa.func.count())
        grouped = query.where(Occurrence.utterance_id.in_(utterances)).group_by(Occurrence.utterance_id, Occurrence.reasons)
        for number, reasons, times in self._session.execute(grouped):
            for reason in reasons.split(","):
                counted[number][Reason(reason)] += times
        return counted

    def labelled(self, keys: Collection[str]) -> set[str]:
        """Return which of the keys have a label."""
        return set(self._session.scalars(sa.select(LabelText.key).where(LabelText.key.in_(keys))))

    def agreed(self, keys: Collection[str]) -> dict[str, LabelText]:
        """Return the labels of these keys that people agree on."""
        query = sa.select(LabelText).where(LabelText.key.in_(keys), LabelText.state == "agreed")
        return {row.key: row for row in self._session.scalars(query)} if keys else {}

    def forget_labels(self) -> None:
        """Remove what the trigger of migration 0012 could not meet: labels not agreed on, given to a text that was just being erased."""
        left = LabelText.key.not_in(sa.select(UtteranceRow.key))
        query = sa.delete(LabelText).where(LabelText.origin == "inbox", LabelText.state != "agreed", LabelText.exported.is_(None), left)
        self._session.execute(query.execution_options(synchronize_session=False))

    def page(self, wanted: Wanted, offset: int, most: int, after: UtteranceRow | None = None) -> Sequence[UtteranceRow]:
        """Return wanted utterances, the most useful first, from `offset` on behind `after`."""
        query = sa.select(UtteranceRow).where(*_conditions(wanted))
        if after:
            behind = sa.and_(UtteranceRow.usefulness == after.usefulness, UtteranceRow.id > after.id)
            query = query.where((UtteranceRow.usefulness < after.usefulness) | behind)
        return self._session.scalars(query.order_by(*_USEFUL_FIRST).offset(offset).limit(most)).all()

    def count(self, wanted: Wanted) -> int:
        """Count wanted utterances."""
        return self._session.scalar(sa.select(sa.func.count()).select_from(UtteranceRow).where(*_conditions(wanted))) or 0

    def by_reason(self, state: str) -> dict[Reason, int]:
        """Count the utterances in a state that are there for each reason; one with two is counted for both."""
        counts = [sa.func.count(sa.distinct(sa.case((Occurrence.reasons.contains(one.value), Occurrence.utterance_id)))) for one in Reason]
        joined = sa.select(*counts).join(UtteranceRow, UtteranceRow.id == Occurrence.utterance_id).where(UtteranceRow.state == state)
        return dict(zip(Reason, self._session.execute(joined).one(), strict=True))

    def clusters(self, offset: int, most: int) -> Sequence[tuple[int, int, int, float]]:
        """Return number, texts, times and usefulness of the groups of two open texts and more, the most useful first."""
        size, useful = sa.func.count(), sa.func.sum(UtteranceRow.usefulness)
        query = sa.select(UtteranceRow.cluster, size, sa.func.sum(UtteranceRow.times), useful)
        grouped = query.where(UtteranceRow.state == "open", UtteranceRow.cluster.is_not(None)).group_by(UtteranceRow.cluster)
        page = grouped.having(size > 1).order_by(useful.desc(), UtteranceRow.cluster).offset(offset).limit(most)
        return [(number or 0, texts, times, usefulness) for number, texts, times, usefulness in self._session.execute(page)]

    def of_clusters(self, numbers: Collection[int], most: int) -> Sequence[UtteranceRow]:
        """Return the open texts of these groups, of each up to `most`, the most useful first."""
        place = sa.func.row_number().over(partition_by=UtteranceRow.cluster, order_by=_USEFUL_FIRST).label("place")
        inside = sa.select(UtteranceRow.id, place).where(UtteranceRow.state == "open", UtteranceRow.cluster.in_(numbers)).subquery()
        query = sa.select(UtteranceRow).join(inside, inside.c.id == UtteranceRow.id).where(inside.c.place <= most)
        return self._session.scalars(query.order_by(*_USEFUL_FIRST)).all()

    def get(self, number: int) -> UtteranceRow | None:
        """Return one by its id."""
        return self._session.get(UtteranceRow, number)

    def counts(self) -> dict[str, int]:
        """Count the utterances by state."""
        return dict(self._session.execute(sa.select(UtteranceRow.state, sa.func.count()).group_by(UtteranceRow.state)).all())

    def last_turn(self, number: int) -> int | None:
        """Return the latest turn in which an utterance was written."""
        query = sa.select(Occurrence.turn_id).where(Occurrence.utterance_id == number)
        return self._session.scalars(query.order_by(Occurrence.at.desc()).limit(1)).first()
