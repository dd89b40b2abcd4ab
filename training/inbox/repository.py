"""Every query of the inbox."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from training.inbox.models import Discarded, Mark, Occurrence, UtteranceRow
from training.inbox.schemas import Reason
from training.labels.models import LabelText


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def mark(self, name: str) -> Mark | None:
        """Return up to where was read."""
        return self._session.get(Mark, name)

    def add(self, row: Mark | UtteranceRow | Occurrence) -> None:
        """Store a new row."""
        self._session.add(row)

    def flush(self) -> None:
        """Give new rows their ids."""
        self._session.flush()

    def by_key(self, keys: Collection[str]) -> dict[str, UtteranceRow]:
        """Return the utterances of these keys."""
        return {row.key: row for row in self._session.scalars(sa.select(UtteranceRow).where(UtteranceRow.key.in_(keys)))}

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

    def page(self, state: str, reason: Reason | None, offset: int, most: int) -> Sequence[UtteranceRow]:
        """Return the utterances in a state, the most useful first."""
        query = sa.select(UtteranceRow).where(UtteranceRow.state == state)
        if reason:
            having = sa.select(Occurrence.utterance_id).where(Occurrence.reasons.contains(reason.value))
            query = query.where(UtteranceRow.id.in_(having))
        return self._session.scalars(query.order_by(UtteranceRow.usefulness.desc(), UtteranceRow.id).offset(offset).limit(most)).all()

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
