"""Proposals (câu chờ đọc): labels of an imported file that no person has read yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from core.db import Database
from core.errors import BadRequest, Conflict
from training.corpus.corpus import Corpus
from training.corpus.importing.dry_run import dry_run
from training.corpus.importing.files import rows
from training.corpus.importing.schemas import Row, Standing
from training.corpus.schemas import Entity, Example, Target
from training.labels.models import LabelText, Opinion
from training.labels.reading import Report, report_of
from training.labels.schemas import Reading, State, read
from training.labels.service import Labels

_LONGEST = 40  # characters of an actor
_BY = "import:"
_LIVE = sa.and_(Opinion.undone.is_(None), Opinion.replaced.is_(None), Opinion.by.startswith(_BY))


@dataclass(frozen=True)
class Proposal:
    """One text that waits to be read; `by` is the import that proposes it."""

    key: str
    text: str
    intent: str
    entities: tuple[Entity, ...]
    target: Target
    revision: int
    by: str


@dataclass(frozen=True)
class Proposed:
    """What became of the new rows of a file: how many wait to be read now, and how many were there or could not be taken by then."""

    proposed: int
    left: int


def actor(name: str) -> str:
    """Return how an import of the file `name` is called among actors."""
    seen = "".join(sign if sign.isprintable() else "?" for sign in name)
    return f"{_BY}{seen}"[:_LONGEST]


def file_of(by: str) -> str:
    """Return the file that an import's actor names."""
    return by.removeprefix(_BY)


class Proposals:
    """Between files of others, the checkout `home` and the labels in `database`. Raises `Unavailable` when the database fails."""

    def __init__(self, home: Path, database: Database) -> None:
        """Read nothing yet."""
        self._home, self._database = home, database

    def dry_run(self, name: str, data: bytes, target: Target) -> Report:
        """Return what the file `name` holds that is new, and what is wrong with the rest. Raises as `importing.files.rows`."""
        return report_of(name, target, dry_run(Corpus.read(self._home), rows(name, data), target, self._standing()))

    def _standing(self) -> Standing:
        columns = (LabelText.key, LabelText.text, LabelText.intent, LabelText.target, LabelText.state, LabelText.exported)
        with self._database.read() as session:
            there = session.execute(sa.select(*columns)).all()
        waits = [one for one in there if one.intent and one.exported is None and one.state != State.DISCARDED]
        labels = [(Example("", str(one.intent), one.text), Target(one.target)) for one in waits]
        return Standing(labels, frozenset(one.key for one in there if one.state == State.DISCARDED))

    def propose(self, labels: Labels, name: str, new: Iterable[Row], target: Target) -> Proposed:
        """Propose rows that are new; what has a label by now is left as it is. Doing it twice does no harm."""
        by, proposed, left = actor(name), 0, 0
        for row in new:
            try:
                labels.give(row.utterance.text, Reading(row.intent, row.utterance.entities), target, by, revision=0, origin="import")
                proposed += 1
            except (BadRequest, Conflict):  # labelled, or come into the other set, since the file was read
                left += 1
        return Proposed(proposed, left)

    def page(self, by: str | None = None, offset: int = 0, most: int = 20) -> Sequence[Proposal]:
        """Return what waits, of one import or of all; those of one intent together, so that a page is read at one go."""
        query = self._waiting(by).order_by(LabelText.intent, LabelText.made, LabelText.key).offset(offset).limit(most)
        with self._database.read() as session:
            return [_proposal(row, who) for row, who in session.execute(query)]

    def counts(self) -> dict[str, int]:
        """Count what waits, by import."""
        counted = sa.select(Opinion.by, sa.func.count()).join(LabelText, LabelText.key == Opinion.key)
        query = counted.where(LabelText.state == State.PROPOSED, _LIVE).group_by(Opinion.by).order_by(Opinion.by)
        with self._database.read() as session:
            return dict(session.execute(query).all())

    @staticmethod
    def _waiting(by: str | None) -> sa.Select[LabelText, str]:
        first = sa.select(Opinion.key, sa.func.min(Opinion.id).label("id")).where(_LIVE, *([Opinion.by == by] if by else []))
        chosen = first.group_by(Opinion.key).subquery()
        joined = sa.select(LabelText, Opinion.by).join(chosen, chosen.c.key == LabelText.key).join(Opinion, Opinion.id == chosen.c.id)
        return joined.where(LabelText.state == State.PROPOSED)


def _proposal(row: LabelText, by: str) -> Proposal:
    return Proposal(row.key, row.text, row.intent or "", read(row.entities), Target(row.target), row.revision, by)
