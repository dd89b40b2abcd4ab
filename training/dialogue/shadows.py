"""Questions that a candidate has answered otherwise: kept with its model, and judged by trainers. They leave with their turns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest, NotFound
from training.dialogue.models import DialogueModel, ShadowDifference
from training.dialogue.schemas import Difference

VERDICTS = ("new", "live", "same")
_TURNS = sa.table("turns", sa.column("id", sa.Integer))  # the conversations' own; no more of it is known here than its number


@dataclass(frozen=True)
class Counts:
    """Of one model: how many differ, and for how many of them trainers find which answer better."""

    all: int
    new: int
    live: int
    same: int

    @property
    def judged(self) -> int:
        """How many somebody judged."""
        return self.new + self.live + self.same


class Shadows:
    """The differences of all models. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Keep them in `database`."""
        self._database, self._clock = database, clock

    def of(self, model: int, only: str = "", offset: int = 0, most: int = 20) -> Sequence[ShadowDifference]:
        """Return up to `most` differences of a model, what could do most harm first, then what was heard least surely.

        Args:
            model: its number.
            only: "open" for those nobody judged, a verdict for those judged so, "" for all.
            offset: how many are passed over.
            most: how many are returned.
        """
        row = ShadowDifference
        query = sa.select(row).where(row.model_id == model).order_by(row.harm.desc(), row.doubt.desc(), row.id)
        if only:
            query = query.where(row.verdict.is_(None) if only == "open" else row.verdict == only)
        with self._database.read() as session:
            return session.scalars(query.offset(offset).limit(most)).all()

    def counts(self, model: int) -> Counts:
        """Return how many there are, and how they were judged."""
        query = sa.select(ShadowDifference.verdict, sa.func.count()).where(ShadowDifference.model_id == model)
        with self._database.read() as session:
            found: dict[str | None, int] = dict(session.execute(query.group_by(ShadowDifference.verdict)).all())
        return Counts(sum(found.values()), *(found.get(verdict, 0) for verdict in VERDICTS))

    def judge(self, model: int, number: int, verdict: str, by: str) -> ShadowDifference:
        """Say which answer is better ("" takes it back), and return the difference.

        Raises:
            BadRequest: it is none of `VERDICTS`.
            NotFound: the model has no such difference, or not any more.
        """
        if verdict and verdict not in VERDICTS:
            raise BadRequest("no verdict")
        with self._database.begin() as session:
            row = session.get(ShadowDifference, number, with_for_update=True)
            if row is None or row.model_id != model:
                raise NotFound(f"no difference {number} of model {model}")
            _note(session, row, verdict, by)
            row.verdict, row.by, row.at = (verdict, by, self._clock()) if verdict else (None, None, None)
            return row


def _note(session: Session, row: ShadowDifference, verdict: str, by: str) -> None:
    """The audit is never erased: it says which row was judged how, and nothing of the question."""
    name = session.scalars(sa.select(DialogueModel.name).where(DialogueModel.id == row.model_id)).one()
    was, given = (f"shadow_{one}" if one else None for one in (row.verdict, verdict))
    audit.record(session, by, "model.compare", f"model:{name}", {"difference": row.id, "was": was, "is": given})


def keep(session: Session, model: int, found: Sequence[Difference]) -> None:
    """Put what was `found` in the place of what a model had; what was judged stays judged where both answers are the same still.

    A turn that was erased meanwhile is left out; one that is there is held until the end of the transaction, so that its trigger
    meets the row.
    """
    held = sa.select(_TURNS.c.id).where(_TURNS.c.id.in_([one.turn for one in found])).with_for_update(read=True)
    there = set(session.scalars(held))
    before = {row.turn_id: row for row in session.scalars(sa.select(ShadowDifference).where(ShadowDifference.model_id == model))}
    for row in before.values():
        session.delete(row)
    session.flush()
    session.add_all(_row(model, one, before.get(one.turn)) for one in found if one.turn in there)


def _row(model: int, one: Difference, before: ShadowDifference | None) -> ShadowDifference:
    live, new = one.live.as_json(), one.new.as_json()
    row = ShadowDifference(model_id=model, turn_id=one.turn, question=one.question, live=live, new=new, harm=one.harm, doubt=one.doubt)
    if before is not None and [_said(before.live), _said(before.new)] == [_said(live), _said(new)]:
        row.verdict, row.by, row.at = before.verdict, before.by, before.at
    return row


def _said(side: dict[str, object]) -> tuple[object, ...]:
    return tuple(side[name] for name in ("status", "code", "text"))
