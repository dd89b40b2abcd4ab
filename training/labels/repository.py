"""Every query of the labels."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.dangers import DANGERS
from training.inbox.models import Discarded, UtteranceRow
from training.labels.models import LabelText, Opinion

_WAITS = sa.and_(LabelText.exported.is_(None), LabelText.state != "discarded", LabelText.intent.is_not(None))
_LIVE = sa.and_(Opinion.undone.is_(None), Opinion.replaced.is_(None))

_ORDER = {"disputed": 0, "flagged": 1, "second": 2}


def _unread(by: str) -> sa.ColumnElement[bool]:
    return LabelText.key.not_in(sa.select(Opinion.key).where(Opinion.by == by, _LIVE))


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def add(self, row: LabelText | Opinion) -> None:
        """Store a new row."""
        self._session.add(row)
        self._session.flush()

    def delete(self, row: LabelText) -> None:
        """Delete a text with all its opinions."""
        self._session.delete(row)
        self._session.flush()

    def text(self, key: str, lock: bool = False) -> LabelText | None:
        """Return a text by its key."""
        return self._session.get(LabelText, key, with_for_update=lock)

    def live(self, key: str) -> Sequence[Opinion]:
        """Return what is said of a text, the oldest first."""
        return self._session.scalars(sa.select(Opinion).where(Opinion.key == key, _LIVE).order_by(Opinion.id)).all()

    def live_of(self, keys: Collection[str]) -> dict[str, list[Opinion]]:
        """Return the same of several texts."""
        found: dict[str, list[Opinion]] = {key: [] for key in keys}
        for one in self._session.scalars(sa.select(Opinion).where(Opinion.key.in_(keys), _LIVE).order_by(Opinion.id)):
            found[one.key].append(one)
        return found

    def mine(self, key: str, by: str) -> Opinion | None:
        """Return the live opinion of one person on a text."""
        return self._session.scalars(sa.select(Opinion).where(Opinion.key == key, Opinion.by == by, _LIVE)).first()

    def spoke(self, key: str, by: str) -> bool:
        """Tell whether a person ever said something of a text, also what they took back."""
        return self._session.scalar(sa.select(Opinion.id).where(Opinion.key == key, Opinion.by == by).limit(1)) is not None

    def last_of(self, by: str) -> Opinion | None:
        """Return the last live opinion of a person."""
        return self._session.scalars(sa.select(Opinion).where(Opinion.by == by, _LIVE).order_by(Opinion.id.desc()).limit(1)).first()

    def replaced_by(self, opinion: Opinion) -> Opinion | None:
        """Return what the same person had said of the text before `opinion`, unless it was undone."""
        earlier = sa.and_(Opinion.key == opinion.key, Opinion.by == opinion.by, Opinion.id < opinion.id, Opinion.undone.is_(None))
        return self._session.scalars(sa.select(Opinion).where(earlier).order_by(Opinion.id.desc()).limit(1)).first()

    def page(self, states: Collection[str], not_by: str | None, offset: int, most: int) -> Sequence[LabelText]:
        """Return the texts in these states, the oldest first; without those `not_by` has a live opinion on."""
        query = sa.select(LabelText).where(LabelText.state.in_(states))
        if not_by:
            query = query.where(_unread(not_by))
        return self._session.scalars(query.order_by(LabelText.made, LabelText.key).offset(offset).limit(most)).all()

    def said_by(self, by: str, offset: int, most: int) -> Sequence[LabelText]:
        """Return the texts a person has a live opinion on, the latest opinion first."""
        query = sa.select(LabelText).join(Opinion, Opinion.key == LabelText.key).where(Opinion.by == by, _LIVE)
        return self._session.scalars(query.order_by(Opinion.id.desc()).offset(offset).limit(most)).all()

    def queue(self, states: Collection[str], not_by: str, offset: int, most: int) -> Sequence[LabelText]:
        """Return the texts in these states that somebody has not read: dangers first, then by state, then the oldest."""
        danger = LabelText.key.in_(sa.select(Opinion.key).where(Opinion.intent.in_(DANGERS), _LIVE))
        order = (danger.desc(), sa.case(_ORDER, value=LabelText.state, else_=len(_ORDER)), LabelText.made, LabelText.key)
        query = sa.select(LabelText).where(LabelText.state.in_(states), _unread(not_by))
        return self._session.scalars(query.order_by(*order).offset(offset).limit(most)).all()

    def waiting_for(self, states: Collection[str], not_by: str) -> dict[str, int]:
        """Count the same by state."""
        query = sa.select(LabelText.state, sa.func.count()).where(LabelText.state.in_(states), _unread(not_by))
        return dict(self._session.execute(query.group_by(LabelText.state)).all())

    def counts(self) -> dict[str, int]:
        """Count the texts by state."""
        return dict(self._session.execute(sa.select(LabelText.state, sa.func.count()).group_by(LabelText.state)).all())

    def changed_since(self, moment: datetime | None) -> Iterator[tuple[str, str, str | None, str, bool]]:
        """Yield key, text, intent, target of what changed at `moment` or later (`None`: of all), and whether it waits for a file."""
        columns = (LabelText.key, LabelText.text, LabelText.intent, LabelText.target, _WAITS.label("waits"))
        query = sa.select(*columns).where(LabelText.changed >= moment) if moment else sa.select(*columns)
        return ((key, text, intent, target, bool(waits)) for key, text, intent, target, waits in self._session.execute(query))

    def waiting(self) -> tuple[int, datetime | None]:
        """Count what waits for a file, and tell when anything changed last."""
        count = self._session.scalar(sa.select(sa.func.count()).select_from(LabelText).where(_WAITS))
        return count or 0, self._session.scalar(sa.select(sa.func.max(LabelText.changed)))

    def to_export(self) -> Sequence[LabelText]:
        """Return what is agreed and in no file, and what is in a file and is not agreed any more, or agreed otherwise."""
        query = sa.select(LabelText).where((LabelText.state == "agreed") | LabelText.exported.is_not(None))
        return self._session.scalars(query.order_by(LabelText.made, LabelText.key)).all()

    def independent(self) -> Sequence[Opinion]:
        """Return the opinions of people that were given without knowing of a dispute, by text, the oldest first."""
        said = sa.and_(Opinion.independent, Opinion.undone.is_(None), Opinion.by.like("staff:%"), Opinion.kind != "flag")
        return self._session.scalars(sa.select(Opinion).where(said).order_by(Opinion.key, Opinion.id)).all()

    def mark_utterance(self, key: str, state: str) -> None:
        """Tell the inbox that a text was labelled, or is open again."""
        self._session.execute(sa.update(UtteranceRow).where(UtteranceRow.key == key).values(state=state))

    def keep_out(self, key: str, by: str, at: datetime) -> None:
        """Keep a text out of the inbox, also when it has left and is written again."""
        if self._session.get(Discarded, key) is None:
            self._session.add(Discarded(key=key, by=by, at=at))

    def let_in(self, key: str) -> None:
        """Let a text into the inbox again."""
        self._session.execute(sa.delete(Discarded).where(Discarded.key == key))
